import { type Content, mapChunks } from '../content.js';
import type { RowChunk } from '../rows.js';

/** Smaller sums of squares have lost digits. */
const LEAST_SQUARES = 1e-280;

/** Divides every row by its norm √Σv², so that it has norm 1; a row without features stays unchanged. */
export function normalise(content: Content): Content {
  return mapChunks(content, normaliseChunk);
}

function normaliseChunk({ labels, lengths, indices, values }: RowChunk): RowChunk {
  const kept = { lengths: lengths.slice(), indices: indices.slice(), values: values.slice() };
  let start = 0;
  let stored = 0;
  lengths.forEach((length, row) => {
    const end = start + length;
    const storedBefore = stored;
    const scaled = scaleToOne(values.subarray(start, end));
    scaled.forEach((value, position) => {
      kept.indices[stored] = indices[start + position]!;
      kept.values[stored] = value;
      // A value that is tiny beside the largest of its row may become 0, which is not stored.
      if (value !== 0) stored++;
    });
    kept.lengths[row] = stored - storedBefore;
    start = end;
  });
  return {
    labels,
    lengths: kept.lengths,
    indices: kept.indices.subarray(0, stored),
    values: kept.values.subarray(0, stored),
  };
}

/** Scales a row to norm 1. If its squares are too large or too small for doubles, it first divides by the largest. */
function scaleToOne(row: Float64Array): Float64Array {
  if (row.length === 0) return row;
  const squares = row.reduce((sum, value) => sum + value * value, 0);
  if (squares >= LEAST_SQUARES && squares < Number.POSITIVE_INFINITY) {
    const norm = Math.sqrt(squares);
    return row.map((value) => value / norm);
  }
  const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return scaleToOne(row.map((value) => value / largest));
}
