import type { Dataset } from '../data/dataset.js';
import { SparseMatrix } from '../engine/matrix.js';
import type { EngineMemory } from '../engine/memory.js';

/** A dataset with its labels as the loss takes them, one a row. */
export interface LabelledRows {
  dataset: Dataset;
  labels: Float64Array;
}

/** How rows become those of a matrix. */
export interface Shape {
  /** The size of the feature space; values beyond it become zeros. */
  features: number;
  /** Whether each row gets the constant 1 as one feature more. */
  bias: boolean;
}

const NOWHERE = 2 ** 32 - 1;

/**
 * Lays rows of a dataset in the engine's memory as it streams, each straight to its place.
 * @param rows those to lay, in the order in which the matrix has them, each once
 * @returns the matrix, and the number of values beyond its features
 */
export async function placeRows(
  memory: EngineMemory,
  { dataset, labels }: LabelledRows,
  rows: Uint32Array,
  { features, bias }: Shape,
): Promise<{ matrix: SparseMatrix; beyond: number }> {
  const places = new Uint32Array(dataset.rows).fill(NOWHERE);
  rows.forEach((row, place) => {
    places[row] = place;
  });
  const matrix = new SparseMatrix(
    memory,
    rows.map((row) => (dataset.lengths[row] as number) + Number(bias)),
  );
  matrix.labels.set(Float64Array.from(rows, (row) => labels[row] as number));
  if (bias) matrix.setBias(features);
  const { indexBase } = dataset;
  let beyond = 0;
  let row = 0;
  for await (const { lengths, indices, values } of dataset.chunks()) {
    let start = 0;
    for (const length of lengths) {
      const end = start + length;
      const place = places[row++] as number;
      if (place !== NOWHERE) beyond += matrix.setRow(place, { indices, values, start, end, indexBase }, features);
      start = end;
    }
  }
  return { matrix, beyond };
}
