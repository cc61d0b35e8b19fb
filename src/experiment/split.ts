import { UserError } from '../errors.js';
import { randomFor, randomPermutation } from '../random.js';

/** Rows of a dataset, by their position in the file. */
export interface Split {
  train: Uint32Array;
  /** The rows held out. */
  test: Uint32Array;
}

/** All of so many rows to train on. */
export function holdOutNone(rows: number): Split {
  return { train: allRows(rows), test: new Uint32Array(0) };
}

/**
 * Holds out a random fraction of the rows: the same ones for the same seed, both parts in file order.
 * @param fraction between 0 and 1; rounded to whole rows
 * @throws UserError where no row would be left on one side
 */
export function holdOut(rows: number, fraction: number, seed: number): Split {
  return splitAt(randomPermutation(rows, randomFor(seed, 'split')), countHeldOut(rows, fraction));
}

/**
 * Holds out a random fraction of the rows of every label, and of all rows: each label gives its share rounded down,
 * and those with the largest remainders one more (of equal ones, as the rows come up at random). Where no two
 * rows have the same label, that is `holdOut`.
 * @param fraction between 0 and 1
 * @throws UserError where no row would be left on one side
 */
export function holdOutStratified(labels: Float64Array, fraction: number, seed: number): Split {
  const heldOut = countHeldOut(labels.length, fraction);
  const rowsOf = new Map<number, number[]>();
  for (const row of randomPermutation(labels.length, randomFor(seed, 'split'))) {
    const label = labels[row] as number;
    const rows = rowsOf.get(label);
    if (rows) rows.push(row);
    else rowsOf.set(label, [row]);
  }
  const shares = [...rowsOf.values()].map((rows) => {
    const whole = Math.floor(rows.length * fraction);
    return { rows, whole, remainder: rows.length * fraction - whole };
  });
  const missing = heldOut - shares.reduce((sum, { whole }) => sum + whole, 0);
  const sorted = shares.sort((one, other) => other.remainder - one.remainder);
  const counts = sorted.map(({ whole }, position) => whole + Number(position < missing));
  return {
    test: Uint32Array.from(sorted.flatMap(({ rows }, position) => rows.slice(0, counts[position]))).sort(),
    train: Uint32Array.from(sorted.flatMap(({ rows }, position) => rows.slice(counts[position]))).sort(),
  };
}

/** How many rows a fraction holds out. Throws a UserError where no row would be left on one side. */
export function countHeldOut(rows: number, fraction: number): number {
  const heldOut = Math.round(rows * fraction);
  if (heldOut === 0 || heldOut === rows) {
    const side = heldOut === 0 ? 'held out' : 'left to train on';
    throw new UserError(`of ${rows} rows, a fraction of ${fraction} has none ${side}`);
  }
  return heldOut;
}

function splitAt(shuffled: Uint32Array, heldOut: number): Split {
  return { test: shuffled.slice(0, heldOut).sort(), train: shuffled.slice(heldOut).sort() };
}

/** So many rows, in file order. */
export function allRows(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
}

/** Rows in another order, drawn once for a seed. */
export function shufflePlacement(rows: Uint32Array, seed: number): Uint32Array {
  const positions = randomPermutation(rows.length, randomFor(seed, 'placement'));
  return positions.map((position) => rows[position] as number);
}
