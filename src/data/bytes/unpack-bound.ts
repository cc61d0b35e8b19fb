import { setImmediate as nextTurn } from 'node:timers/promises';
import { InputError } from '../../util/errors.js';
import { cacheFolder, freeBytes } from '../../util/files.js';
import { setting } from '../../util/setting.js';
import { chunkBytes } from '../chunk-bytes.js';
import type { RowReader } from '../rows.js';

// An archive of 1 kB may unpack to gigabytes, which fill the cache on the disk. These limits are this program's.

/** An archive that unpacks to no more than this always passes. */
const HARMLESS_BYTES = 32 * 2 ** 20;
/** Real data packs no better: of the datasets at hand the best, mushrooms, packs 26 times by xz; equal lines, 1,000. */
const MOST_TIMES = 100;
/** Longer text does not fit the engine's 4 GiB. */
const MOST_BYTES = 64 * 2 ** 30;

/** An archive, and how much the user lets it unpack to. */
interface Archive {
  /** Its name in messages. */
  file: string;
  packing: string;
  /** The user's limit, in bytes. */
  maxUnpacked: number | undefined;
}

/** Limits what an archive unpacks to: its bytes, and its rows, which take more memory than short text. */
export class UnpackBound {
  readonly #archive: Archive;
  readonly #free: number;
  #used = 0;

  private constructor(archive: Archive, free: number) {
    this.#archive = archive;
    this.#free = free;
  }

  static async of(archive: Archive): Promise<UnpackBound> {
    return new UnpackBound(archive, await roomForCache());
  }

  /** Called with the number of its bytes unpacked so far, not of those read ahead. */
  readonly used = (bytes: number): void => {
    this.#used = bytes;
  };

  /**
   * Makes sure that the archive may unpack to `bytes` bytes.
   * @throws InputError if it may not
   */
  require(bytes: number): void {
    const { maxUnpacked } = this.#archive;
    if (maxUnpacked !== undefined) {
      if (bytes > maxUnpacked) this.#refuse(`the ${maxUnpacked} bytes of ${setting('maxUnpacked')}`);
    } else if (bytes > HARMLESS_BYTES) {
      if (bytes > MOST_TIMES * this.#used) this.#refuse(`${MOST_TIMES} times its size`);
      if (bytes > MOST_BYTES) this.#refuse('64 GiB');
      if (bytes > this.#free) {
        this.#refuse(`the ${Math.round(this.#free / 2 ** 20)} MiB that are free on the disk of the cache`);
      }
    }
  }

  #refuse(bound: string): never {
    const { file, packing } = this.#archive;
    const hint = `Is it what you expect? Say what it may unpack to, as ${setting('maxUnpacked')} 20G, or unpack it first`;
    throw new InputError({ file }, `the ${packing} archive unpacks to more than ${bound}`, hint);
  }
}

/**
 * Passes on the unpacked bytes of an archive, up to its limit.
 * @throws InputError if it unpacks to more; an AbortError as soon as the signal is aborted
 */
export async function* boundedBytes(
  unpacked: AsyncIterable<Uint8Array>,
  bound: UnpackBound,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  let bytes = 0;
  for await (const chunk of unpacked) {
    // Unpacking everything at once leaves no turn for signals.
    await nextTurn();
    signal?.throwIfAborted();
    bytes += chunk.length;
    bound.require(bytes);
    if (chunk.length > 0) yield chunk;
  }
}

/** Passes on the rows of an archive, up to its limit. Throws an InputError if they take more. */
export async function* boundedRows(rows: RowReader, bound: UnpackBound): RowReader {
  let bytes = 0;
  for (;;) {
    const { done, value } = await rows.next();
    if (done === true) return value;
    bytes += chunkBytes(value.labels.length, value.values.length);
    bound.require(bytes);
    yield value;
  }
}

/** How much the cache can grow; infinite if that is unknown. */
async function roomForCache(): Promise<number> {
  return freeBytes((await cacheFolder('rows')) ?? '.').catch(() => Number.POSITIVE_INFINITY);
}
