import type { ReadSummary, RowChunk } from './rows.js';

/**
 * Finds the first row that no reader of text makes: its label or a value is not finite, a value is 0, its indices do
 * not increase or are not among the features, or its lengths exceed the values. Kernels follow the indices unchecked.
 * Undefined if all rows are sound; the number of rows if there are values behind the last row.
 */
export function unsoundRow(
  { labels, lengths, indices, values }: RowChunk,
  { indexBase, features, labelNames }: ReadSummary,
): number | undefined {
  const isLabel = labelNames ? (label: number) => labelNames[label] !== undefined : Number.isFinite;
  let position = 0;
  for (let row = 0; row < lengths.length; row++) {
    const end = position + lengths[row]!;
    let isSound = isLabel(labels[row]!) && end <= values.length;
    for (let least = indexBase; position < end && isSound; position++) {
      const index = indices[position]!;
      const value = values[position]!;
      isSound = index >= least && index < indexBase + features && value !== 0 && Number.isFinite(value);
      least = index + 1;
    }
    if (!isSound) return row;
  }
  return position === values.length ? undefined : lengths.length;
}
