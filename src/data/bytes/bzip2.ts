/// <reference path="./unbzip2-stream.d.ts" />
import type { BitReader } from 'unbzip2-stream/lib/bit_iterator.js';
import bitIterator from 'unbzip2-stream/lib/bit_iterator.js';
import bzip2 from 'unbzip2-stream/lib/bzip2.js';

/** The size of one piece of unpacked bytes. */
const PIECE_BYTES = 1 << 18;
/** A packed block's most bytes: `block` per 100 kB of its stated size, plus `more`; the library's stream agrees. */
const PACKED_BYTES = { block: 100_000, more: 25_000 };

/** Yielded too, so that the consumer gets a turn whatever a stream unpacks to. */
const NOTHING = new Uint8Array(0);

/**
 * Unpacks bzip2 block by block. The library's stream unpacks everything it is given before it returns, which may be
 * 2 GB from 1 kB; a block is at most 46 MB.
 * @param used told how many bytes were unpacked so far
 */
export async function* unbzip2(
  packed: AsyncIterable<Uint8Array>,
  used: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  const unpacker = new Unpacker();
  const block = () => {
    const pieces = unpacker.unpackBlock();
    used(unpacker.used);
    return pieces;
  };
  for await (const chunk of packed) {
    unpacker.add(chunk);
    while (unpacker.hasWholeBlock) yield* block();
  }
  while (unpacker.hasBytes) yield* block();
  if (unpacker.isWithinStream) throw new Error('the archive is cut short');
}

class Unpacker {
  readonly #waiting: Uint8Array[] = [];
  #bits: BitReader | undefined;
  #received = 0;
  /** The block size in 100 kB, from the header of a stream; 0 between streams. */
  #blockSize = 0;
  #checksum: number | null = 0;
  /** The library's buffer for one block; kept, since a megabyte may have 100,000 streams. */
  #buffer = new Int32Array(0);

  add(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#waiting.push(chunk);
    this.#received += chunk.length;
    this.#bits ??= bitIterator(() => this.#waiting.shift());
  }

  /** Whether the next block is complete, however badly it is packed. */
  get hasWholeBlock(): boolean {
    return this.#left >= PACKED_BYTES.more + PACKED_BYTES.block * this.#blockSize;
  }

  get hasBytes(): boolean {
    return this.#left > 0;
  }

  get isWithinStream(): boolean {
    return this.#blockSize !== 0;
  }

  /** Reads a stream's header, a stream's end, or a block; returns what it unpacks to, which may be nothing. */
  unpackBlock(): Uint8Array[] {
    const bits = this.#bits as BitReader;
    if (this.#blockSize === 0) {
      this.#blockSize = bzip2.header(bits);
      this.#checksum = 0;
      return [NOTHING];
    }
    const pieces = new Pieces();
    const size = PACKED_BYTES.block * this.#blockSize;
    if (this.#buffer.length < size) this.#buffer = new Int32Array(size);
    this.#checksum = bzip2.decompress(bits, (byte) => pieces.add(byte), this.#buffer, size, this.#checksum);
    if (this.#checksum === null) this.#blockSize = 0;
    return pieces.all();
  }

  /** How many of the bytes were unpacked. */
  get used(): number {
    return this.#bits?.bytesRead ?? 0;
  }

  get #left(): number {
    return this.#received - this.used;
  }
}

/** Bytes that arrive one by one. */
class Pieces {
  readonly #full: Uint8Array[] = [];
  #piece = NOTHING;
  #length = 0;

  add(byte: number): void {
    if (this.#length === this.#piece.length) {
      this.#full.push(this.#piece);
      this.#piece = new Uint8Array(PIECE_BYTES);
      this.#length = 0;
    }
    this.#piece[this.#length++] = byte;
  }

  all(): Uint8Array[] {
    return [...this.#full, this.#piece.subarray(0, this.#length)];
  }
}
