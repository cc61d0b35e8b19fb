import type { RowChunk } from './rows.js';

// A chunk as bytes, in the cache and in the binary form: the numbers of its rows and of its values (u32), then
// labels (f64), values (f64), lengths (u32) and indices (u32), all little-endian.

/** The size of the two numbers before each chunk. */
export const HEAD_BYTES = 8;
/** The size of a label and a length. */
const ROW_BYTES = 12;
/** The size of a value and an index. */
const VALUE_BYTES = 12;

/** The numbers of rows and values in a chunk, and the bytes that they take after the head. */
export interface ChunkSizes {
  rows: number;
  values: number;
  bytes: number;
}

/** A chunk's head and arrays, to be written one after the other. */
export function chunkParts({ labels, values, lengths, indices }: RowChunk): (Uint32Array | Float64Array)[] {
  return [Uint32Array.of(labels.length, values.length), labels, values, lengths, indices];
}

/** Reads the sizes from a head. */
export function chunkSizes(head: ArrayBuffer): ChunkSizes {
  const [rows = 0, values = 0] = new Uint32Array(head);
  return { rows, values, bytes: chunkBytes(rows, values) };
}

/** The bytes that the arrays of a chunk take. */
export function chunkBytes(rows: number, values: number): number {
  return ROW_BYTES * rows + VALUE_BYTES * values;
}

/** The chunk made of the bytes after the head; it shares their memory. */
export function chunkFrom(body: ArrayBuffer, { rows, values }: ChunkSizes): RowChunk {
  return {
    labels: new Float64Array(body, 0, rows),
    values: new Float64Array(body, 8 * rows, values),
    lengths: new Uint32Array(body, 8 * rows + 8 * values, rows),
    indices: new Uint32Array(body, 12 * rows + 8 * values, values),
  };
}
