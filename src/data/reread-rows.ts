import { UserError } from '../errors.js';
import type { PackedRows } from './packed.js';
import type { RowChunk } from './rows.js';
import type { ChunkStore } from './store.js';

/** The rows of a file that can be read again: where the cache they come from goes bad, as in a long sweep, they are. */
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

  /** The rows in file order. Throws a UserError where they are no longer those that were read. */
  async *chunks(): AsyncGenerator<RowChunk, void, void> {
    if (!(await this.#store.isIntact())) await this.#readAgain();
    try {
      yield* this.#store.chunks();
    } finally {
      if (!(await this.#store.isIntact())) this.#refuse('the cache of its rows was changed while it was in use');
    }
  }

  /** Lets go of the rows. */
  close(): Promise<void> {
    return this.#store.close();
  }

  async #readAgain(): Promise<void> {
    const { store, sha256 } = await this.#read();
    await this.#store.close();
    this.#store = store;
    if (sha256 !== this.#sha256) this.#refuse('the file has changed since it was read');
  }

  #refuse(problem: string): never {
    throw new UserError(`${this.#name}: ${problem}`, 'See that nobody writes to it, and run this again');
  }
}
