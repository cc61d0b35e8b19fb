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
  if (heldOut === 0) return { train: Uint32Array.from({ length: rows }, (_, row) => row), test: new Uint32Array(0) };
  const shuffled = randomPermutation(rows, randomFor(seed, 'split'));
  return { test: shuffled.slice(0, heldOut).sort(), train: shuffled.slice(heldOut).sort() };
}

/** Rows in another order, drawn once for a seed. */
export function shufflePlacement(rows: Uint32Array, seed: number): Uint32Array {
  const positions = randomPermutation(rows.length, randomFor(seed, 'placement'));
  return positions.map((position) => rows[position] as number);
}
