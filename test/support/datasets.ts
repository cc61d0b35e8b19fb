import type { Dataset } from '../../src/data/dataset.js';
import type { RowChunk } from '../../src/data/rows.js';

/** A row as tests write it: its label, and its values by feature from 0. */
export interface SparseRow {
  label: number;
  values: Record<number, number>;
}

/** A dataset of such rows, in chunks of some rows each. */
export function datasetOf(rows: SparseRow[], features: number, chunkRows = 3): Dataset {
  const lengths = Uint32Array.from(rows, ({ values }) => Object.keys(values).length);
  return {
    name: 'made',
    rows: rows.length,
    features,
    nonzeros: lengths.reduce((sum, length) => sum + length, 0),
    sha256: 'f00',
    labels: Float64Array.from(rows, ({ label }) => label),
    labelNames: undefined,
    lengths,
    indexBase: 1,
    columns: undefined,
    endsWithoutNewline: false,
    notes: [],
    warnings: [],
    async *chunks() {
      for (let start = 0; start < rows.length; start += chunkRows) yield chunkOf(rows.slice(start, start + chunkRows));
    },
    close: async () => {},
  };
}

function chunkOf(rows: SparseRow[]): RowChunk {
  const entries = rows.map(({ values }) => Object.entries(values));
  return {
    labels: Float64Array.from(rows, ({ label }) => label),
    lengths: Uint32Array.from(entries, ({ length }) => length),
    indices: Uint32Array.from(entries.flat(), ([feature]) => Number(feature) + 1),
    values: Float64Array.from(entries.flat(), ([, value]) => value),
  };
}
