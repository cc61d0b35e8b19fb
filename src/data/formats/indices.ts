import { type Content, mapChunks } from '../content.js';
import type { RowChunk } from '../rows.js';

/** Counts the features from 0 or from 1. */
export function countFrom(content: Content, indexBase: 0 | 1): Content {
  const shift = indexBase - content.indexBase;
  if (shift === 0) return content;
  const shifted = mapChunks(content, (chunk) => ({ ...chunk, indices: chunk.indices.map((index) => index + shift) }));
  return { ...shifted, indexBase };
}

/**
 * Adds zeros from which a reader of LIBSVM, who has only the indices, finds the number of features and the first index:
 * if no row stores the last feature, or feature 0, the first row stores a zero there.
 */
export async function* withBounds(content: Content): AsyncGenerator<RowChunk, void, void> {
  const bounds = await missingBounds(content);
  for await (const chunk of content.chunks()) {
    if (chunk.labels.length > 0 && bounds.length > 0) yield* addZeros(chunk, bounds.splice(0));
    else yield chunk;
  }
}

async function missingBounds(content: Content): Promise<number[]> {
  const { indexBase, features } = content;
  const last = indexBase + features - 1;
  const bounds = new Set(indexBase === 0 ? [0, last] : [last]);
  if (features === 0) return [];
  for await (const { indices } of content.chunks()) {
    for (const bound of bounds) if (indices.includes(bound)) bounds.delete(bound);
    if (bounds.size === 0) break;
  }
  return [...bounds];
}

/** A chunk whose first row gets zeros at the indices `bounds`; that row comes alone. */
function* addZeros({ labels, lengths, indices, values }: RowChunk, bounds: number[]): Generator<RowChunk, void, void> {
  const [length = 0] = lengths;
  const stored = [...indices.subarray(0, length)].map((index, position) => [index, values[position]!] as const);
  const row = [...stored, ...bounds.map((bound) => [bound, 0] as const)].sort(([one], [other]) => one - other);
  yield {
    labels: labels.subarray(0, 1),
    lengths: Uint32Array.of(row.length),
    indices: Uint32Array.from(row, ([index]) => index),
    values: Float64Array.from(row, ([, value]) => value),
  };
  yield {
    labels: labels.subarray(1),
    lengths: lengths.subarray(1),
    indices: indices.subarray(length),
    values: values.subarray(length),
  };
}
