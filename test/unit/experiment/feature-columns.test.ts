import { expect, test } from 'vitest';
import { ABSENT } from '../../../src/engine/matrix.js';
import { featureColumns } from '../../../src/experiment/feature-columns.js';
import { datasetOf, type SparseRow } from '../../support/datasets.js';

/** Rows with a 1 in each of the given features. */
const rowsWith = (...supports: number[][]): SparseRow[] =>
  supports.map((support) => ({ label: 1, values: Object.fromEntries(support.map((feature) => [feature, 1])) }));

test('the columns are the features that occur, the most frequent first, then the lower index', async () => {
  const dataset = datasetOf(rowsWith([2, 7, 9], [7, 9], [], [0, 9], [4, 9], [7]), 12, 2);
  const { features, counts } = await featureColumns(dataset);
  expect([...features]).toEqual([9, 7, 0, 2, 4]);
  expect([...counts]).toEqual([4, 3, 1, 1, 1]);
});

test('a feature that does not occur has no column, whether or not it is within the range of indices', async () => {
  const columns = await featureColumns(datasetOf(rowsWith([3], [3, 5]), 6));
  expect([3, 5, 0, 4, 6, 2 ** 31, -1].map((feature) => columns.columnOf(feature))).toEqual([
    ...[0, 1],
    ...new Array(5).fill(undefined),
  ]);
  // Indices count from 1.
  expect([...columns.columnsAt(Uint32Array.of(4, 6, 1, 5, 7, 0))]).toEqual([0, 1, ABSENT, ABSENT, ABSENT, ABSENT]);
});

test('more indices than there are addresses for are refused with the memory that they would take', async () => {
  const distant = datasetOf(rowsWith([1]), 2 ** 50);
  await expect(featureColumns(distant)).rejects.toThrow('takes 4194304.0 GiB of addresses');
});
