import { describe, expect, test } from 'vitest';
import { parseBaseline } from '../../../../src/results/comparison/baseline.js';
import { compareRuns } from '../../../../src/results/comparison/compare.js';
import { rowKeys } from '../../../../src/results/comparison/rows.js';
import type { Run } from '../../../../src/results/schema.js';
import { UserError } from '../../../../src/util/errors.js';
import { compared, ran, twoRules } from '../../../support/comparisons.js';

function ratios(runs: Run[], baseline: string): (number | null)[] {
  const { groups } = compareRuns(compared(runs), { target: 0.5, baseline: parseBaseline(baseline) });
  return groups.flatMap(({ rows }) => rows.map(({ baselineRatio }) => baselineRatio));
}

/** A curve that falls to 0.5 after some epochs. */
const arriving = (epochs: number) => [...Array<number>(epochs).fill(1), 0.5];

/** What is thrown, by its message and its hint. */
function refusal(act: () => unknown): [string, string | undefined] {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return [error.message, error.hint];
  }
  throw new Error('nothing was refused');
}

describe('a baseline that is refused', () => {
  test.each(['=rule=mean', 'rule=me\nan', 'rule=mean,'])('is one not of key=value throughout, such as %j', (text) => {
    expect(refusal(() => parseBaseline(text))).toEqual([
      `‹baseline› takes key=value, such as rule=mean, not "${text}"`,
      undefined,
    ]);
  });

  test('a baseline without a known key is refused with the keys there are', () => {
    expect(refusal(() => parseBaseline('seed=1'))).toEqual([
      '‹baseline›: rows have no "seed"',
      `They have ${rowKeys.join(', ')}`,
    ]);
  });

  test('a baseline without a known value is refused with the values there are of each of its keys', () => {
    expect(refusal(() => ratios(twoRules, 'rule=mean,batch=64'))).toEqual([
      '‹baseline›: there are no runs with rule=mean,batch=64',
      'There are rule: mean, adabatch; batch: 1, 8, 64, 512',
    ]);
  });
});

test('a baseline has all of its values', () => {
  const runs = [
    ran({ rule: 'adabatch', batch: 1 }, arriving(6)),
    ran({ rule: 'adabatch', batch: 8 }, arriving(3)),
    ran({ rule: 'mean', batch: 1 }, arriving(4)),
    ran({ rule: 'mean', batch: 8 }, arriving(2)),
  ];
  expect(ratios(runs, 'rule=mean,batch=1')).toEqual([1.5, 0.75, 1, 0.5]);
});

test('rows of other snapshots have a baseline with theirs, unless the baseline is an algorithm', () => {
  const every = (snapshotEvery: number) => ({ algorithm: 'svrg' as const, snapshotEvery });
  const runs = [
    ran({ ...every(1), rule: 'adabatch' }, arriving(2)),
    ran({ ...every(2), rule: 'adabatch' }, arriving(4)),
    ran({ ...every(1), rule: 'mean' }, arriving(1)),
    ran({ ...every(2), rule: 'mean' }, arriving(2)),
  ];
  expect(ratios(runs, 'rule=mean')).toEqual([2, 2, 1, 1]);
  expect(ratios([ran({ rule: 'mean' }, arriving(3)), ...runs], 'algorithm=svrg')).toEqual([3, 1, 2, 1, 2]);
});

test('a row of interrupted runs alone has no ratio', () => {
  const runs = [ran({ rule: 'adabatch' }, arriving(2), { status: 'interrupted' }), ran({ rule: 'mean' }, arriving(2))];
  expect(ratios(runs, 'rule=mean')).toEqual([null, 1]);
});
