import { describe, expect, test } from 'vitest';
import { generateZipf, ZIPF_FEATURES } from '../../../src/data/generators/built-in.js';
import { groupByCount } from '../../../src/inspection/frequencies.js';
import { meanRescaling, rescalingPicture } from '../../../src/inspection/rescaling.js';
import { randomFor, randomPermutation } from '../../../src/util/random.js';

/** The supports of tiny data: a feature in every row, rare ones, one that never occurs, and an empty row. */
const SUPPORTS = [[0, 1], [0, 2, 3], [0], [0, 2], []];
const FEATURES = 5;

const zipf = supportsOfZipf();

const groupsOf = (supports: number[][], features: number) => {
  const counts = new Uint32Array(features);
  for (const support of supports) for (const feature of support) counts[feature] = counts[feature]! + 1;
  return groupByCount(counts, supports.length);
};

/** All batches of a size, drawn with replacement. */
function batchesOf(rows: number, batch: number): number[][] {
  if (batch === 0) return [[]];
  return batchesOf(rows, batch - 1).flatMap((head) => [...Array(rows).keys()].map((row) => [...head, row]));
}

test('features are grouped by count, the most frequent first, without those that never occur', () => {
  expect(groupsOf(SUPPORTS, FEATURES)).toEqual([
    { count: 4, features: 1 },
    { count: 2, features: 1 },
    { count: 1, features: 2 },
  ]);
});

describe('the mean rescaling over the stored values', () => {
  test.each([1, 2, 3, 5])(
    'the mean of c_k is the distinct features of a batch over those of a row: all batches of %i',
    (batch) => {
      const batches = batchesOf(SUPPORTS.length, batch);
      const distinct = batches.map((rows) => new Set(rows.flatMap((row) => SUPPORTS[row] as number[])).size);
      const perBatch = distinct.reduce((sum, count) => sum + count, 0) / batches.length;
      const perRow = SUPPORTS.flat().length / SUPPORTS.length;
      const found = meanRescaling(groupsOf(SUPPORTS, FEATURES), SUPPORTS.length, batch);
      expect(found).toBeCloseTo(perBatch / perRow, 12);
    },
  );

  test('the mean of c_k is 1 on dense data, whatever the batch', () => {
    const dense = Array.from({ length: 50 }, () => [0, 1, 2]);
    for (const batch of [1, 8, 4096]) expect(meanRescaling(groupsOf(dense, 3), 50, batch)).toBe(1);
  });

  test('the mean of c_k is B on disjoint supports, but for the rows that a batch has twice', () => {
    const rows = 2 ** 20;
    const disjoint = [{ count: 1, features: rows }];
    for (const batch of [1, 8, 64]) {
      const twice = (batch * (batch - 1)) / 2 / rows;
      expect(Math.abs(meanRescaling(disjoint, rows, batch) - (batch - twice))).toBeLessThan(1e-6);
    }
  });

  test.each([8, 64, 512])(
    'the mean of c_k is that of the batches of an epoch on the built-in dataset, B = %i',
    (batch) => {
      const supports = zipf;
      const order = randomPermutation(supports.length, randomFor(0, 'visit'));
      const batches = Math.floor(supports.length / batch);
      let distinct = 0;
      for (let first = 0; first < batches * batch; first += batch) {
        const rows = [...order.subarray(first, first + batch)];
        distinct += new Set(rows.flatMap((row) => supports[row] as number[])).size;
      }
      const perRow = supports.reduce((sum, { length }) => sum + length, 0) / supports.length;
      const predicted = meanRescaling(groupsOf(supports, ZIPF_FEATURES), supports.length, batch);
      expect(Math.abs(distinct / batches / perRow / predicted - 1)).toBeLessThan(0.01);
    },
  );
});

test('the inspection has the quantiles, regimes and profile of c_k, over features and over stored values', () => {
  // One feature in all 1000 rows, 10 in ten rows each, 900 in one row each: 2000 stored values.
  const groups = [
    { count: 1000, features: 1 },
    { count: 10, features: 10 },
    { count: 1, features: 900 },
  ];
  const [frequent, middle, rare] = [1, (1 - 0.99 ** 64) / 0.01, (1 - 0.999 ** 64) / 0.001];
  const picture = rescalingPicture(groups, 1000, 64);
  const { overFeatures, overValues, profile, rescaling } = picture;
  expect(rescaling).toBeCloseTo((1000 * frequent + 100 * middle + 900 * rare) / 2000, 9);
  expect(overFeatures.quantiles.min).toBe(1);
  expect(overFeatures.quantiles.q10).toBeCloseTo(rare, 9);
  expect(overValues.quantiles.median).toBe(1);
  expect(overValues.quantiles.q75).toBeCloseTo(rare, 9);
  // c_k of the rare ones is 0.97·B, of the middle ones 0.74·B and 0.47/p_k.
  expect(overFeatures.regimes.sum).toBeCloseTo(900 / 911, 12);
  expect(overValues.regimes).toEqual({ sum: 0.45, between: 0.05, scaled: 0.5 });
  expect(profile.map((factor) => Number(factor.toFixed(6)))).toEqual([
    ...Array(10).fill(1),
    ...Array(1).fill(Number(middle.toFixed(6))),
    ...Array(9).fill(Number(rare.toFixed(6))),
  ]);
});

function supportsOfZipf(): number[][] {
  const { lengths, indices } = generateZipf();
  let start = 0;
  return [...lengths].map((length) => {
    start += length;
    return [...indices.subarray(start - length, start)];
  });
}
