import { type Content, mapChunks } from '../content.js';

/**
 * The greatest |value| of each feature; 1 for a feature without values, so that it stays unchanged.
 * @param rows the rows that count, by their positions; all if not given
 * @param signal ends it early, by an AbortError
 */
export async function greatestMagnitudes(
  { rows: all, features, indexBase, chunks }: Content,
  { rows, signal }: { rows?: Uint32Array; signal?: AbortSignal | undefined } = {},
): Promise<Float64Array> {
  const isCounted = new Uint8Array(all).fill(rows ? 0 : 1);
  for (const row of rows ?? []) isCounted[row] = 1;
  const greatest = new Float64Array(features);
  let row = 0;
  for await (const { lengths, indices, values } of chunks()) {
    signal?.throwIfAborted();
    let position = 0;
    for (const length of lengths) {
      const end = position + length;
      if (isCounted[row++] === 0) position = end;
      for (; position < end; position++) {
        const feature = indices[position]! - indexBase;
        const magnitude = Math.abs(values[position]!);
        if (magnitude > greatest[feature]!) greatest[feature] = magnitude;
      }
    }
  }
  return greatest.map((magnitude) => magnitude || 1);
}

/**
 * Divides each feature by its own number; a feature without a number stays unchanged. A stored value stays
 * stored: if its quotient would be 0, it becomes the smallest double that is not.
 */
export function divideFeatures<Data extends Content>(content: Data, divisors: Float64Array): Data {
  const { indexBase } = content;
  return mapChunks(content, (chunk) => {
    const values = chunk.values.map((value, position) =>
      divided(value, divisors[chunk.indices[position]! - indexBase] ?? 1),
    );
    return { ...chunk, values };
  });
}

/** The quotient of a stored value, as `divideFeatures` has it. */
export function divided(value: number, divisor: number): number {
  return value / divisor || Math.sign(value) * Number.MIN_VALUE;
}
