import type { Dataset } from '../data/dataset.js';
import { SparseMatrix } from '../engine/matrix.js';
import type { EngineMemory } from '../engine/memory.js';
import { UserError } from '../errors.js';
import { randomFor, randomPermutation } from '../random.js';

/** Rows of a dataset, by their position in the file. */
export interface Split {
  train: Uint32Array;
  /** The rows held out. */
  test: Uint32Array;
}

/**
 * Holds out a random fraction of the rows: the same ones for the same seed, both parts in file order.
 * @param fraction from 0 (none) to below 1; rounded to whole rows
 * @throws UserError where no row would be left on one side
 */
export function holdOut(rows: number, fraction: number, seed: number): Split {
  const heldOut = Math.round(rows * fraction);
  if (fraction > 0 && (heldOut === 0 || heldOut === rows)) {
    const side = heldOut === 0 ? 'held out' : 'left to train on';
    throw new UserError(`--test-fraction: of ${rows} rows, a fraction of ${fraction} has none ${side}`);
  }
  const shuffled = randomPermutation(rows, randomFor(seed, 'split'));
  return { test: shuffled.slice(0, heldOut).sort(), train: shuffled.slice(heldOut).sort() };
}

/** Rows in another order, drawn once for a seed. */
export function shufflePlacement(rows: Uint32Array, seed: number): Uint32Array {
  const positions = randomPermutation(rows.length, randomFor(seed, 'placement'));
  return positions.map((position) => rows[position] as number);
}

/** How rows become those of a matrix. */
export interface Shape {
  /** The size of the feature space; values beyond it become zeros. */
  features: number;
  /** Whether each row gets the constant 1 as one feature more. */
  bias: boolean;
}

/**
 * Lays rows of a dataset in the engine's memory as it streams, each straight to its place, and closes the dataset.
 * @param labels one a row of the dataset, as the loss takes them
 * @param placements a matrix each: its rows in order; together each row of the dataset once
 * @returns the matrices, and the number of values beyond
 */
export async function placeRows(
  memory: EngineMemory,
  dataset: Dataset,
  labels: Float64Array,
  placements: Uint32Array[],
  { features, bias }: Shape,
): Promise<{ matrices: SparseMatrix[]; beyond: number }> {
  const owners = new Uint8Array(dataset.rows);
  const places = new Uint32Array(dataset.rows);
  const matrices = placements.map((rows, owner) => {
    rows.forEach((row, place) => {
      owners[row] = owner;
      places[row] = place;
    });
    const matrix = new SparseMatrix(
      memory,
      rows.map((row) => (dataset.lengths[row] as number) + Number(bias)),
    );
    if (bias) matrix.setBias(features);
    matrix.labels.set(Float64Array.from(rows, (row) => labels[row] as number));
    return matrix;
  });
  let beyond = 0;
  let row = 0;
  for await (const { lengths, indices, values } of dataset.chunks()) {
    let start = 0;
    for (const length of lengths) {
      const end = start + length;
      const matrix = matrices[owners[row] as number] as SparseMatrix;
      beyond += matrix.setRow(
        places[row] as number,
        { indices, values, start, end, indexBase: dataset.indexBase },
        features,
      );
      start = end;
      row++;
    }
  }
  await dataset.close();
  return { matrices, beyond };
}
