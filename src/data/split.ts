import { UserError } from '../util/errors.js';
import { randomFor, randomPermutation } from '../util/random.js';
import { distinctValues } from './labels.js';

/** Rows of a dataset, by their positions in the file. */
export interface Split {
  train: Uint32Array;
  /** The rows held out. */
  test: Uint32Array;
}

/** A split that trains on all of `rows` rows. */
export function holdOutNone(rows: number): Split {
  return { train: allRows(rows), test: new Uint32Array(0) };
}

/**
 * Holds out a random fraction of the rows: the same rows for the same seed, both parts in file order.
 * @param fraction between 0 and 1; rounded to whole rows
 * @throws UserError if no row would be left on one side
 */
export function holdOut(rows: number, fraction: number, seed: number): Split {
  return splitAt(randomPermutation(rows, randomFor(seed, 'split')), countHeldOut(rows, fraction));
}

/**
 * Holds out a random fraction of the rows of every label, and of all rows: each label gives its share rounded down,
 * and the labels with the largest remainders give one more (ties by the random order of their rows). If no two
 * rows have the same label, the result is that of `holdOut`.
 * @param fraction between 0 and 1
 * @throws UserError if no row would be left on one side
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
 * Numbers the labels from 0, in the order in which `rows` first has them, and counts the rows of each.
 * It uses arrays, since a Map holds at most 2^24.
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

/** The position of a value in an ascending array that contains it. */
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

/** The number of rows that a fraction holds out. Throws a UserError if no row would be left on one side. */
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

/** The positions of `rows` rows, in file order. */
export function allRows(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
}

/** Rows in a random order that depends only on the seed. */
export function shufflePlacement(rows: Uint32Array, seed: number): Uint32Array {
  const positions = randomPermutation(rows.length, randomFor(seed, 'placement'));
  return positions.map((position) => rows[position]!);
}
