declare module 'unbzip2-stream/lib/bit_iterator.js' {
  /** Reads this many bits; with null it goes on to the next whole byte. */
  export interface BitReader {
    (bits: number | null): number;
    /** The number of bytes read, even in part. */
    bytesRead: number;
  }
  /** @param next gives the next bytes, at least one; called at once for the first ones */
  export default function bitIterator(next: () => Uint8Array | undefined): BitReader;
}

declare module 'unbzip2-stream/lib/bzip2.js' {
  import type { BitReader } from 'unbzip2-stream/lib/bit_iterator.js';

  const bzip2: {
    /** Reads the header of a stream: its block size in 100 kB. */
    header(bits: BitReader): number;
    /** Unpacks a block; returns the checksum of all so far, or null at the end of the stream. Throws on damage. */
    decompress(
      bits: BitReader,
      add: (byte: number) => void,
      buffer: Int32Array,
      size: number,
      checksum: number | null,
    ): number | null;
  };
  export default bzip2;
}
