import { expect, test } from 'vitest';
import type { Dataset } from '../../../src/data/dataset.js';
import { findDifference, inspectBatch } from '../../../src/inspection/batches.js';
import { inspectSmoothness } from '../../../src/inspection/smoothness.js';
import { standardRequest } from '../../support/requests.js';

const { loss } = standardRequest;

/** Rows of ones, each of the same length. */
function ones(rows: number, length: number, features = length): Dataset {
  const lengths = new Uint32Array(rows).fill(length);
  const labels = Float64Array.from(lengths, (_, row) => (row % 2 ? 1 : -1));
  const indices = Uint32Array.from({ length: rows * length }, (_, position) => position % length);
  const values = new Float64Array(rows * length).fill(1);
  return {
    ...{ name: 'ones', rows, features, nonzeros: rows * length, sha256: 'f00', labels, labelNames: undefined, lengths },
    ...{ indexBase: 0, columns: undefined, endsWithoutNewline: false, notes: [], warnings: [] },
    async *chunks() {
      yield { labels, lengths, indices, values };
    },
    close: async () => {},
  };
}

async function smoothnessOf(dataset: Dataset, bias = false) {
  const squaredNorms = Float64Array.from(dataset.lengths);
  return inspectSmoothness(dataset, { squaredNorms }, { loss, bias });
}

test('L and L_f of equal rows are both a quarter of the squared norm', async () => {
  expect(await smoothnessOf(ones(20, 8))).toEqual({
    ...{ loss: 'logistic', bias: false, sample: 2, meanFromRows: 20 },
    typical: expect.closeTo(2, 9),
    mean: expect.closeTo(2, 9),
  });
  expect(await smoothnessOf(ones(20, 7), true)).toMatchObject({ bias: true, sample: 2, mean: expect.closeTo(2, 9) });
});

test('L_f of a large dataset is estimated from a sample of its rows', async () => {
  const rows = 2 ** 16;
  expect(await smoothnessOf(ones(rows, 40))).toMatchObject({
    sample: 10,
    mean: expect.closeTo(10, 9),
    meanFromRows: Math.ceil(2 ** 20 / 40),
  });
});

test('features that do not occur take no memory', async () => {
  expect(await smoothnessOf(ones(20, 8, 2 ** 29))).toMatchObject({ sample: 2, mean: expect.closeTo(2, 9) });
});

test('figures that depend on L_f are left out if it is not known', async () => {
  const smoothness = { loss: 'logistic', bias: false, sample: 2, typical: 2, mean: null, meanFromRows: 20 };
  const source = { groups: [{ count: 20, features: 8 }], rows: 20, smoothness };
  expect(inspectBatch(source, 4)).toMatchObject({
    automaticSteps: { adabatch: 0.25 },
    rescaling: 1,
    rescalingAtAutomaticSteps: null,
  });
  expect(Object.keys(inspectBatch(source, 4).automaticSteps)).toEqual(['adabatch', 'expected']);
  expect(findDifference(source)).toBeNull();
});

test('adabatch and mean differ from the batch on at which L_f limits the steps of mean', () => {
  // Disjoint supports: adabatch moves weights B times as far, and mean takes B/(1 + (B−1)/32) times the step.
  const smoothness = { loss: 'logistic', bias: false, sample: 1, typical: 1, mean: 1 / 32, meanFromRows: 1e6 };
  const source = { groups: [{ count: 1, features: 1e6 }], rows: 1e6, smoothness };
  expect(findDifference(source)).toBe(64);
  expect(inspectBatch(source, 33).rescalingAtAutomaticSteps).toBeCloseTo(2, 3);
});

test('adabatch and mean differ at no batch above the rows, nor where one moves exactly twice as far', () => {
  const smoothness = { loss: 'logistic', bias: false, sample: 1, typical: 1, mean: 1, meanFromRows: 4 };
  // Of disjoint rows a batch of 2 has 7/4 or 5/3 times the features of one, and a batch of 4 more than twice as many.
  const differenceOf = (rows: number) => findDifference({ groups: [{ count: 1, features: rows }], rows, smoothness });
  expect([4, 3].map(differenceOf)).toEqual([4, null]);
  const dense = { groups: [{ count: 8, features: 1 }], rows: 8, smoothness: { ...smoothness, mean: 3 } };
  expect(findDifference(dense)).toBe(2);
  expect(findDifference({ ...dense, smoothness: null })).toBeNull();
});

test('one long row does not hide that adabatch and mean differ', async () => {
  // As above, but for a row of a thousand times the squared norm, which bounds the automatic steps of both rules alike.
  const smoothness = { loss: 'logistic', bias: false, sample: 1000, typical: 1.001, mean: 1 / 32, meanFromRows: 1e6 };
  const source = { groups: [{ count: 1, features: 1e6 }], rows: 1e6, smoothness };
  expect(findDifference(source)).toBe(64);
  expect(inspectBatch(source, 33).automaticSteps.adabatch).toBe(1 / 2000);
  const squaredNorms = Float64Array.of(1, 1, 1, 9);
  const found = await inspectSmoothness(ones(4, 1), { squaredNorms }, { loss, bias: false });
  expect(found).toMatchObject({ sample: 9 / 4, typical: 3 / 4 });
});
