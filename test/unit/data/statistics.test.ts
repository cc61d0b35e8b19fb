import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowStatistics } from '../../../src/data/statistics.js';
import { datasetOf, type SparseRow } from '../../support/datasets.js';

const FEATURES = 5;

// Few values, so that rows repeat, or many.
const valueArbitrary = fc.oneof(
  fc.constantFrom(1, -1, 2),
  fc.double({ noNaN: true, min: -1e100, max: 1e100 }).filter((value) => value !== 0),
);
const rowArbitrary: fc.Arbitrary<SparseRow> = fc.record({
  label: fc.constantFrom(-1, 1, 2.5),
  values: fc.dictionary(
    fc.integer({ min: 0, max: FEATURES - 1 }).map(String),
    valueArbitrary,
  ) as unknown as fc.Arbitrary<SparseRow['values']>,
});

test('the statistics are those of a slow count, wherever the chunks are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(rowArbitrary, { minLength: 1, maxLength: 40 }), fc.nat(6), async (drawn, cut) => {
      // Ascending features, as readers give them.
      const rows = drawn.map(({ label, values }) => ({ label, values: { ...values } }));
      const found = await rowStatistics(datasetOf(rows, FEATURES, cut + 1));
      const stored = rows.map(({ values }) => Object.values(values));
      const ofFeature = (feature: number) => rows.flatMap(({ values }) => values[feature] ?? []);
      const features = [...Array(FEATURES).keys()].filter((feature) => ofFeature(feature).length > 0);
      const all = stored.flat();
      const distinct = [...new Set(all)].sort((a, b) => a - b);
      const withFeatures = rows.filter(({ values }) => Object.keys(values).length > 0);
      const different = new Set(withFeatures.map((row) => JSON.stringify(row)));
      expect(found).toEqual({
        squaredNorms: Float64Array.from(stored, (values) => values.reduce((sum, value) => sum + value * value, 0)),
        features: Uint32Array.from(features),
        counts: Uint32Array.from(features, (feature) => ofFeature(feature).length),
        magnitudes: Float64Array.from(features, (feature) => Math.max(...ofFeature(feature).map(Math.abs))),
        range: all.length > 0 ? { min: Math.min(...all), max: Math.max(...all) } : undefined,
        distinctValues: distinct.length <= 10 ? distinct : undefined,
        duplicates: withFeatures.length - different.size,
      });
    }),
  );
});

test('rows that differ in one place only are no duplicates', async () => {
  const rows = Array.from({ length: 2 ** 12 }, (_, bits) => ({
    label: 1,
    values: Object.fromEntries(
      [...Array(12).keys()].filter((feature) => (bits >> feature) & 1).map((feature) => [feature, 1]),
    ),
  }));
  expect((await rowStatistics(datasetOf(rows, 12, 100))).duplicates).toBe(0);
  expect((await rowStatistics(datasetOf([...rows, ...rows], 12, 100))).duplicates).toBe(2 ** 12 - 1);
});

test('statistics end when they are aborted', async () => {
  const dataset = datasetOf([{ label: 1, values: { 0: 1 } }], 1);
  await expect(rowStatistics(dataset, AbortSignal.abort())).rejects.toThrow('aborted');
});
