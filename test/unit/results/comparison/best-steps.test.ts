import { expect, test } from 'vitest';
import { bestSteps } from '../../../../src/results/comparison/best-steps.js';
import { compareRuns } from '../../../../src/results/comparison/compare.js';
import type { ComparedRow } from '../../../../src/results/comparison/rows.js';
import type { Spread } from '../../../../src/results/comparison/spread.js';
import { compared, ran } from '../../../support/comparisons.js';

const exactly = (value: number): Spread => ({ median: value, min: value, max: value });

/** The row of a given step that ends at a loss, null where all its runs were interrupted. */
function stepped(stepSize: number, finalLoss: number | null, changes: Partial<ComparedRow> = {}): ComparedRow {
  const [row] = compareRuns(compared([ran({ stepSize }, [1, 0.5])]), {}).groups.flatMap(({ rows }) => rows);
  return { ...(row as ComparedRow), finalLoss: finalLoss === null ? null : exactly(finalLoss), ...changes };
}

test('a row with the only step is left as it is', () => {
  const row = stepped(2, 0.5);
  expect(bestSteps([row], false)).toEqual([row]);
  expect(row).toMatchObject({ stepsGiven: 1, stepAtEdge: false });
});

test('the best step is at an edge if it is the least or the greatest, in whatever order the rows are', () => {
  const [low, middle, high] = [stepped(1, 0.3), stepped(2, 0.3), stepped(4, 0.3)];
  const best = (row: ComparedRow) => ({ ...row, finalLoss: exactly(0.1) });
  const found = (row: ComparedRow, stepAtEdge: boolean) => [{ ...best(row), stepsGiven: 3, stepAtEdge }];
  expect(bestSteps([high, low, best(middle)], false)).toEqual(found(middle, false));
  expect(bestSteps([best(middle), high, low], false)).toEqual(found(middle, false));
  expect(bestSteps([high, best(low), middle], false)).toEqual(found(low, true));
  expect(bestSteps([low, best(high), middle], false)).toEqual(found(high, true));
});

test('the least of the steps that end alike is the best', () => {
  expect(bestSteps([stepped(2, 0.3), stepped(1, 0.3)], false)).toEqual([
    { ...stepped(1, 0.3), stepsGiven: 2, stepAtEdge: true },
  ]);
});

test('a step without a loss is worse than any, and none of them is at an edge', () => {
  expect(bestSteps([stepped(1, null), stepped(2, 0.9), stepped(4, null)], false)).toEqual([
    { ...stepped(2, 0.9), stepsGiven: 3, stepAtEdge: false },
  ]);
  expect(bestSteps([stepped(1, null), stepped(2, null)], false)).toEqual([
    { ...stepped(1, null), stepsGiven: 2, stepAtEdge: false },
  ]);
  expect(bestSteps([stepped(1, Infinity), stepped(2, Infinity)], false)).toEqual([
    { ...stepped(1, Infinity), stepsGiven: 2, stepAtEdge: false },
  ]);
});

test('steps that take equally many passes are ranked by their final losses', () => {
  const passes = (value: number) => ({ passesToTarget: exactly(value) });
  const rows = [stepped(1, 0.3, passes(2)), stepped(2, 0.2, passes(2)), stepped(4, 0.1, passes(3))];
  expect(bestSteps(rows, true)).toEqual([{ ...rows[1], stepsGiven: 3, stepAtEdge: false }]);
  expect(bestSteps(rows, false)).toEqual([{ ...rows[2], stepsGiven: 3, stepAtEdge: true }]);
});
