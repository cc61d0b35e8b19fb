import { expect, test } from 'vitest';
import { pack, unpack } from '../../../../src/report/html/packing.js';
import { ran } from '../../../support/comparisons.js';
import { drawingOf, twoSubjects } from '../../../support/drawings.js';
import { point } from '../../../support/runs.js';

test('a drawing of few points and digits comes back whole, but for names and configurations of runs', () => {
  const drawing = drawingOf(twoSubjects);
  const groups = drawing.groups.map((group) => ({
    ...group,
    rows: group.rows.map((row) => ({ ...row, runs: [], configurations: [] })),
  }));

  expect(unpack(pack(drawing))).toStrictEqual({ ...drawing, groups });
});

test('infinite figures and curves come back infinite', () => {
  const curve = [point({ trainLoss: 1 }), point({ epoch: 1, trainLoss: 2 })];
  const runs = [0, 1, 2].map((seed) =>
    ran({ seed }, [], { status: 'diverged', curve: seed === 0 ? curve : curve.slice(0, 1) }),
  );

  const row = unpack(pack(drawingOf(runs))).groups[0]?.rows[0];

  expect(row?.finalLoss).toEqual({ median: Infinity, min: Infinity, max: Infinity });
  expect(row?.curve.map(({ trainLoss }) => trainLoss)).toEqual([{ median: 1, min: 1, max: 1 }]);
});

test('a curve keeps five digits', () => {
  const drawing = drawingOf([ran({}, [1, 0.123456789])]);

  const [, last] = unpack(pack(drawing)).groups[0]?.rows[0]?.curve ?? [];

  expect(last?.trainLoss).toEqual({ median: 0.12346, min: 0.12346, max: 0.12346 });
});

test('a long curve keeps 90 points, its first ones and its last among them', () => {
  const drawing = drawingOf([ran({}, Array<number>(1000).fill(1))]);

  const epochs = unpack(pack(drawing)).groups[0]?.rows[0]?.curve.map(({ epoch }) => epoch);

  expect(epochs).toHaveLength(90);
  expect(epochs?.slice(0, 4)).toEqual([0, 1, 2, 4]);
  expect(epochs?.slice(-2)).toEqual([978, 999]);
  expect(epochs).toEqual([...new Set(epochs)].sort((one, other) => one - other));
});
