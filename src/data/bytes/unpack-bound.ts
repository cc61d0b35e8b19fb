import { setImmediate as nextTurn } from 'node:timers/promises';
import { InputError } from '../../util/errors.js';
import { cacheFolder, freeBytes } from '../../util/files.js';
import { chunkBytes } from '../chunk-bytes.js';
import type { RowReader } from '../rows.js';

// An archive of 1 kB may unpack to gigabytes, and these fill the cache on the disk. The bounds are ours.

/** Whatever unpacks to no more than this is let pass. */
const HARMLESS_BYTES = 32 * 2 ** 20;
/** What is packed better is no data: of the sets at hand the best is mushrooms, 26 times by xz; lines that are all alike come to 1,000. */
const MOST_TIMES = 100;
/** Text of more does not fit the engine's 4 GiB. */
const MOST_BYTES = 64 * 2 ** 30;

/** What an archive is, and what the user lets it unpack to. */
interface Archive {
  /** Its name in messages. */
  file: string;
  packing: string;
  /** In bytes. */
  maxUnpacked: number | undefined;
}

/** What may come of an archive: its bytes, and its rows, which take more than their text where that is short. */
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

  /** To be told how many of its bytes were unpacked so far, not how many were read ahead. */
  readonly used = (bytes: number): void => {
    this.#used = bytes;
  };

  /**
   * Makes sure that so many bytes may come of the archive.
   * @throws InputError where they may not
   */
  require(bytes: number): void {
    const { maxUnpacked } = this.#archive;
    if (maxUnpacked !== undefined) {
      if (bytes > maxUnpacked) this.#refuse(`the ${maxUnpacked} bytes of --max-unpacked`);
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
    const hint = 'Is it what you expect? Say what it may unpack to, as --max-unpacked 20G, or unpack it first';
    throw new InputError({ file }, `the ${packing} archive unpacks to more than ${bound}`, hint);
  }
}

/**
 * The unpacked bytes of an archive as they come, as far as it may unpack.
 * @throws InputError where it unpacks to more; an AbortError as soon as the signal is aborted
 */
export async function* boundedBytes(
  unpacked: AsyncIterable<Uint8Array>,
  bound: UnpackBound,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  let bytes = 0;
  for await (const chunk of unpacked) {
    // What is unpacked all at once leaves no turn for signals.
    await nextTurn();
    signal?.throwIfAborted();
    bytes += chunk.length;
    bound.require(bytes);
    if (chunk.length > 0) yield chunk;
  }
}

/** The rows of an archive as they come, as far as it may unpack. Throws an InputError where they take more. */
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

/** How much the cache can grow; without end where that cannot be told. */
async function roomForCache(): Promise<number> {
  return freeBytes((await cacheFolder('rows')) ?? '.').catch(() => Number.POSITIVE_INFINITY);
}
