import { max, median, min } from 'simple-statistics';

/** Several seeds' worth of one figure. An infinite value is one that was never reached. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** The spread of some values; null where there are none. */
export function spreadOf(values: number[]): Spread | null {
  return values.length === 0 ? null : { median: middle(values), min: min(values), max: max(values) };
}

/** The library interpolates between two infinite values, and gets no number. */
function middle(values: number[]): number {
  const found = median(values);
  return Number.isNaN(found) ? Number.POSITIVE_INFINITY : found;
}
