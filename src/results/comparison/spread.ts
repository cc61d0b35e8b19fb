import { max, median, min } from 'simple-statistics';

/** The spread of one figure over several seeds. An infinite value was never reached. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** The spread of some values; null if there are none. */
export function spreadOf(values: number[]): Spread | null {
  return values.length === 0 ? null : { median: middle(values), min: min(values), max: max(values) };
}

/** Handles infinite values, since the library gets NaN when it interpolates between two of them. */
function middle(values: number[]): number {
  const found = median(values);
  return Number.isNaN(found) ? Number.POSITIVE_INFINITY : found;
}
