import { quickselect } from 'simple-statistics';
import type { Quantiles } from '../results/inspection.js';

const SHARES = { min: 0, q10: 0.1, q25: 0.25, median: 0.5, q75: 0.75, q90: 0.9, max: 1 };

/**
 * Quantiles by rank, so that each is one of the values.
 * @param values at least one; their order changes
 */
export function quantilesOf(values: Float64Array | Uint32Array): Quantiles {
  let left = 0;
  return atShares((share) => {
    const position = Math.max(Math.ceil(share * values.length) - 1, 0);
    // The shares ascend, so earlier positions are done with. The library accepts anything with positions.
    quickselect(values as unknown as number[], position, left);
    left = position;
    return values[position]!;
  });
}

/** Quantiles of the values above 0; null if there are none. */
export function positiveQuantiles(values: Float64Array): Quantiles | null {
  const positive = new Float64Array(values.length);
  let found = 0;
  // Avoids `filter`, which takes a second for ten million values.
  for (const value of values) if (value > 0) positive[found++] = value;
  return found > 0 ? quantilesOf(positive.subarray(0, found)) : null;
}

/**
 * Quantiles of values with multiplicities.
 * @param values ascending, at least one
 * @param weights how often each value counts, a whole number from 1
 */
export function weightedQuantiles(values: readonly number[], weights: readonly number[]): Quantiles {
  return atShares(weightedRanking(values, weights));
}

/**
 * Finds the value at a share of the whole, for values with multiplicities; ask in ascending order of shares.
 * @param values in the order in which they fill the whole, at least one
 * @param weights how often each value counts, a whole number from 1
 */
export function weightedRanking(values: readonly number[], weights: readonly number[]): (share: number) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let position = 0;
  let passed = weights[0]!;
  return (share) => {
    while (passed < share * total) passed += weights[++position]!;
    return values[position]!;
  };
}

/** The quantiles of an increasing function of the values. */
export function mapQuantiles(quantiles: Quantiles, increasing: (value: number) => number): Quantiles {
  const mapped = Object.entries(quantiles).map(([name, value]) => [name, increasing(value)]);
  return Object.fromEntries(mapped) as Quantiles;
}

/** Asks for the value at each share, in ascending order. */
function atShares(valueAt: (share: number) => number): Quantiles {
  return mapQuantiles(SHARES, valueAt);
}
