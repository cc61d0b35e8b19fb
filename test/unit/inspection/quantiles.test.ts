import fc from 'fast-check';
import { expect, test } from 'vitest';
import { positiveQuantiles, quantilesOf, weightedQuantiles } from '../../../src/inspection/quantiles.js';

const SHARES = { min: 0, q10: 0.1, q25: 0.25, median: 0.5, q75: 0.75, q90: 0.9, max: 1 };

/** The smallest value that at least such a share is no larger than. */
function naive(values: number[]) {
  const found = (share: number) =>
    Math.min(...values.filter((value) => values.filter((other) => other <= value).length >= share * values.length));
  return Object.fromEntries(Object.entries(SHARES).map(([name, share]) => [name, found(share)]));
}

test('quantiles are values by rank', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 60 }), (values) => {
      expect(quantilesOf(Float64Array.from(values))).toEqual(naive(values));
      expect(positiveQuantiles(Float64Array.from([0, ...values, 0]))).toEqual(naive(values));
    }),
  );
  expect(positiveQuantiles(new Float64Array(3))).toBeNull();
});

test('quantiles of many values are values by rank, too', () => {
  const values = Float64Array.from({ length: 100_001 }, (_, position) => (position * 7919) % 100_001);
  expect(quantilesOf(values)).toEqual({
    ...{ min: 0, q10: 10_000, q25: 25_000, median: 50_000, q75: 75_000, q90: 90_000, max: 100_000 },
  });
});

test('a weight counts as that many equal values', () => {
  const weighted = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(weighted, (weights) => {
      const values = weights.map((_, position) => position * position);
      const repeated = values.flatMap((value, position) => Array<number>(weights[position]!).fill(value));
      expect(weightedQuantiles(values, weights)).toEqual(naive(repeated));
    }),
  );
});
