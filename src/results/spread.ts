import { max, median, min } from 'simple-statistics';

/** Several seeds' worth of one figure. An infinite value is one that was never reached. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** The spread of some values; null where there are none. */
export function spreadOf(values: number[]): Spread | null {
  return values.length === 0 ? null : { median: median(values), min: min(values), max: max(values) };
}
