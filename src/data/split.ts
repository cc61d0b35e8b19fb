import { UserError } from '../util/errors.js';
import { randomFor, randomPermutation } from '../util/random.js';
import { distinctValues } from './labels.js';

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
  const shuffled = randomPermutation(labels.length, randomFor(seed, 'split'));
  const { classOf, sizes } = classesOf(labels, shuffled);
  const left = sizes.map((size) => Math.floor(size * fraction));
  const remainders = Float64Array.from(sizes, (size, label) => size * fraction - left[label]!);
  const missing = heldOut - left.reduce((sum, whole) => sum + whole, 0);
  const byRemainder = Array.from(sizes.keys()).sort((one, other) => remainders[other]! - remainders[one]!);
  for (const label of byRemainder.slice(0, missing)) left[label] = left[label]! + 1;
  const isHeldOut = (row: number) => {
    const label = classOf[row]!;
    if (left[label] === 0) return false;
    left[label] = left[label]! - 1;
    return true;
  };
  const held = shuffled.map((row) => Number(isHeldOut(row)));
  return {
    test: shuffled.filter((_, position) => held[position] === 1).sort(),
    train: shuffled.filter((_, position) => held[position] === 0).sort(),
  };
}

/**
 * The label of every row as a number from 0, in the order in which labels come up in rows, and how many rows have each.
 * In arrays, as a Map takes no more than 2^24.
 */
function classesOf(labels: Float64Array, rows: Uint32Array): { classOf: Uint32Array; sizes: Uint32Array } {
  const values = distinctValues(labels);
  const classOfValue = new Uint32Array(values.length);
  const classOf = new Uint32Array(labels.length);
  const sizes = new Uint32Array(values.length);
  let classes = 0;
  for (const row of rows) {
    const value = positionOf(labels[row]!, values);
    if (classOfValue[value] === 0) classOfValue[value] = ++classes;
    const label = classOfValue[value]! - 1;
    classOf[row] = label;
    sizes[label] = sizes[label]! + 1;
  }
  return { classOf, sizes };
}

/** Where a value is in an ascending array that has it. */
function positionOf(value: number, ascending: Float64Array): number {
  let first = 0;
  let end = ascending.length;
  while (end - first > 1) {
    const middle = (first + end) >>> 1;
    if (ascending[middle]! <= value) first = middle;
    else end = middle;
  }
  return first;
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
  return positions.map((position) => rows[position]!);
}
