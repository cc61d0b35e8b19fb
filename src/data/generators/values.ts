import type { Random } from '../../util/random.js';

const MILLION = 1e6;
/** Scales a random whole number of 32 bits with a sign to −1…1. */
const UNIT = 2 ** -31;

/**
 * Draws the values of a row: random signs, sizes that differ by a factor of at most 3, and norm 1 up to rounding to
 * millionths.
 */
export function drawValues(values: Float64Array, start: number, end: number, random: Random): void {
  let squaredNorm = 0;
  for (let position = start; position < end; position++) {
    const uniform = random.next() * UNIT;
    const value = uniform < 0 ? uniform - 0.5 : uniform + 0.5;
    values[position] = value;
    squaredNorm += value * value;
  }
  const norm = Math.sqrt(squaredNorm);
  for (let position = start; position < end; position++) {
    values[position] = toMillionths(values[position]! / norm);
  }
}

/** Rounds a value so that its text is short. */
export function toMillionths(value: number): number {
  return Math.round(value * MILLION) / MILLION;
}
