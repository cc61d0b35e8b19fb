import { UserError } from '../../util/errors.js';
import type { RowChunk } from '../rows.js';
import type { PackedRows } from './packed.js';
import type { ChunkStore } from './store.js';

const HINT = 'See that nobody writes to it, and run this again';

/** The rows given so far are not those of the dataset; asking for them again gives the right ones. */
export class RowsChanged extends UserError {}

/** The rows of a file that can be read again. They are, if their cache goes bad, as it may in a long sweep. */
export class RereadRows {
  readonly #name: string;
  readonly #sha256: string;
  readonly #read: () => Promise<PackedRows>;
  #store: ChunkStore;

  /**
   * @param name of the dataset, in messages
   * @param read reads the file once more
   */
  constructor(name: string, { store, sha256 }: PackedRows, read: () => Promise<PackedRows>) {
    this.#name = name;
    this.#store = store;
    this.#sha256 = sha256;
    this.#read = read;
  }

  /** The rows in file order. Throws a UserError if they are no longer those that were read. */
  async *chunks(): AsyncGenerator<RowChunk, void, void> {
    if (!(await this.#store.isIntact())) await this.#readAgain();
    try {
      yield* this.#store.chunks();
    } finally {
      await this.#requireIntact();
    }
  }

  /** Releases the rows. */
  close(): Promise<void> {
    return this.#store.close();
  }

  async #requireIntact(): Promise<void> {
    if (await this.#store.isIntact()) return;
    throw new RowsChanged(`${this.#name}: the cache of its rows was changed while it was in use`, HINT);
  }

  async #readAgain(): Promise<void> {
    const { store, sha256 } = await this.#read();
    await this.#store.close();
    this.#store = store;
    if (sha256 !== this.#sha256) throw new UserError(`${this.#name}: the file has changed since it was read`, HINT);
  }
}
