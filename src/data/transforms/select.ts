import { type Content, mapChunks } from '../content.js';
import type { RowChunk } from '../rows.js';

/**
 * Selects rows of a dataset, in its own order and feature space.
 * @param rows their positions, increasing
 */
export function selectRows(content: Content, rows: Uint32Array): Content {
  const selected = new Uint8Array(content.rows);
  for (const row of rows) selected[row] = 1;
  return {
    ...mapChunks(content, (chunk, first) => selectFrom(chunk, selected.subarray(first, first + chunk.labels.length))),
    rows: rows.length,
    labels: Float64Array.from(rows, (row) => content.labels[row]!),
  };
}

function selectFrom({ labels, lengths, indices, values }: RowChunk, selected: Uint8Array): RowChunk {
  const isSelected = (_: number, row: number) => selected[row] === 1;
  const stored = new Uint8Array(values.length);
  let start = 0;
  lengths.forEach((length, row) => {
    stored.fill(selected[row]!, start, start + length);
    start += length;
  });
  const isStored = (_: number, position: number) => stored[position] === 1;
  return {
    labels: labels.filter(isSelected),
    lengths: lengths.filter(isSelected),
    indices: indices.filter(isStored),
    values: values.filter(isStored),
  };
}
