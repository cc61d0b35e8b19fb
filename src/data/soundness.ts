import type { ReadSummary, RowChunk } from './rows.js';

/**
 * The first row of a chunk that no reader of text makes: a label or value that is not finite, a value 0, indices that do
 * not increase or are not among the features, lengths beyond the values. Kernels follow the indices without a look.
 * Undefined where all is sound; the number of the rows where there are values behind the last row.
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
