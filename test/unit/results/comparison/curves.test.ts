import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../../src/results/comparison/compare.js';
import { drawRuns, medianCurve } from '../../../../src/results/comparison/curves.js';
import type { Point, Status } from '../../../../src/results/schema.js';
import { compared, twoRules } from '../../../support/comparisons.js';
import { curveOf, point } from '../../../support/runs.js';

const run = (curve: Point[], status: Status = 'completed') => ({ curve, status });
const lossesOf = (...runs: ReturnType<typeof run>[]) => medianCurve(runs).map(({ trainLoss }) => trainLoss);

describe('the curve of seeds', () => {
  test('the curve has the median and range of each measure, and the median cost, point by point', () => {
    const at = (seconds: number, trainLoss: number, testError: number) =>
      run([point({ epoch: 2, passes: 4, updates: 8, seconds, trainLoss, testError })]);
    expect(medianCurve([at(1, 3, 0.5), at(9, 1, 0.25), at(2, 2, 0.75)])).toEqual([
      {
        ...{ epoch: 2, passes: 4, updates: 8, seconds: 2 },
        trainLoss: { median: 2, min: 1, max: 3 },
        trainError: { median: 0.25, min: 0.25, max: 0.25 },
        testLoss: null,
        testError: { median: 0.5, min: 0.25, max: 0.75 },
        suboptimality: null,
      },
    ]);
  });

  test('the curve of one seed is its own, and that of none is empty', () => {
    expect(lossesOf(run(curveOf(4, 3)))).toEqual([4, 3].map((loss) => ({ median: loss, min: loss, max: loss })));
    expect(medianCurve([])).toEqual([]);
  });

  test('the curve ends where fewer than half of the seeds go on', () => {
    const [short, middle, long] = [run(curveOf(4, 3)), run(curveOf(4, 3, 2)), run(curveOf(4, 3, 2, 1))];
    expect(medianCurve([short, middle, long])).toHaveLength(3);
    expect(medianCurve([short, long])).toHaveLength(4);
    expect(medianCurve([short, short, long])).toHaveLength(2);
  });

  test('a diverged seed counts as an infinite loss after its end, so that the rest does not look better', () => {
    const [good, lost] = [run(curveOf(4, 2, 1)), run(curveOf(4, 9), 'diverged')];
    expect(lossesOf(good, good, lost).at(-1)).toEqual({ median: 1, min: 1, max: Number.POSITIVE_INFINITY });
    expect(lossesOf(good, lost).at(-1)).toEqual({
      median: Number.POSITIVE_INFINITY,
      min: 1,
      max: Number.POSITIVE_INFINITY,
    });
    // An ended one does not.
    expect(lossesOf(good, good, run(curveOf(4, 9))).at(-1)).toEqual({ median: 1, min: 1, max: 1 });
  });

  test('a loss that is no number on the way counts as infinite, and one that nobody has as none', () => {
    const infinite = { median: 3, min: 3, max: Number.POSITIVE_INFINITY };
    expect(lossesOf(run(curveOf(4, 3)), run(curveOf(4, 3)), run(curveOf(4, null)))[1]).toEqual(infinite);
    expect(lossesOf(run(curveOf(4, null)))[1]).toBeNull();
  });
});

describe('a drawing', () => {
  const runs = compared(twoRules).map((one, position) => ({ ...one, curve: twoRules[position]!.curve }));
  const { groups, targets } = drawRuns(runs, { target: 0.3 });

  test('a drawing has the groups and rows of compare, in its order, and its targets', () => {
    const comparison = compareRuns(compared(twoRules), { target: 0.3 });
    const bare = groups.map((group) => ({
      ...group,
      rows: group.rows.map(({ curve: _, configurations: __, ...row }) => row),
    }));
    expect(bare).toEqual(comparison.groups);
    expect(targets).toEqual(comparison.targets);
  });

  test('each row has the curve of its own runs, without those that were interrupted', () => {
    const rows = groups.flatMap((group) => group.rows);
    const lengths = rows.map(({ keys, curve }) => [keys.rule, keys.batch, curve.length]);
    expect(lengths).toEqual([
      ['adabatch', 1, 4],
      ['adabatch', 8, 4],
      ['adabatch', 64, 4],
      ['adabatch', 512, 0],
      ['mean', 1, 4],
      ['mean', 8, 4],
    ]);
    expect(rows.map(({ configurations }) => configurations[0]?.batch)).toEqual(rows.map(({ keys }) => keys.batch));
    expect(rows[4]?.curve[3]?.trainLoss).toEqual({ median: expect.closeTo(0.102, 12), min: 0.1, max: 0.104 });
  });
});
