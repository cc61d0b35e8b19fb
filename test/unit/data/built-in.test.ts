import { expect, test } from 'vitest';
import { BUILT_IN, generateZipf, ZIPF_FEATURES } from '../../../src/data/generators/built-in.js';
import { readDataset } from '../../../src/data/open.js';

const { labels, lengths, indices, values } = generateZipf();

test('the built-in dataset is like text: about 60 values a row, frequencies over several decades', () => {
  expect(labels).toHaveLength(20_000);
  expect(values.length / labels.length).toBeGreaterThan(55);
  expect(values.length / labels.length).toBeLessThan(65);
  const rowsWith = new Float64Array(ZIPF_FEATURES);
  for (const feature of indices) rowsWith[feature] = rowsWith[feature]! + 1;
  const byFrequency = [...rowsWith].sort((a, b) => b - a);
  expect(byFrequency[0]).toBeGreaterThan(0.9 * labels.length);
  expect(byFrequency[ZIPF_FEATURES / 2]).toBeLessThan(10);
  const positive = labels.filter((label) => label > 0).length / labels.length;
  expect(Math.abs(positive - 0.5)).toBeLessThan(0.05);
});

test('the rows of the built-in dataset have norm 1 and strictly increasing indices', () => {
  let start = 0;
  let sorted = true;
  let largestError = 0;
  for (const length of lengths) {
    let squaredNorm = 0;
    for (let position = start; position < start + length; position++) {
      squaredNorm += values[position]! ** 2;
      if (position > start) sorted &&= indices[position]! > indices[position - 1]!;
    }
    largestError = Math.max(largestError, Math.abs(squaredNorm - 1));
    start += length;
  }
  expect(sorted).toBe(true);
  expect(largestError).toBeLessThan(1e-14);
});

test('the built-in dataset is the same to the last bit everywhere', async () => {
  const { sha256 } = await readDataset(BUILT_IN);
  expect(sha256).toBe('501c08e4e2e4a9ef4f41c3a8ba4037a7e1c1a8c5ceda6b6aca50fbd0112f13e7');
});
