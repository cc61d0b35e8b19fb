import { describe, expect, test } from 'vitest';
import { findTargets, type GivenTarget, reachTarget, type Target } from '../../../../src/results/comparison/target.js';
import { ran } from '../../../support/comparisons.js';

/** The target of runs on one objective. */
function targetOf(runs: Parameters<typeof findTargets>[0], given: GivenTarget = {}): Target | undefined {
  const targets = [...findTargets(runs, given).values()];
  expect(targets).toHaveLength(1);
  return targets[0];
}

describe('the default target', () => {
  test('the default target is of the smallest batch alone, though a larger one ends lower', () => {
    const runs = [
      ran({ batch: 8 }, [1, 0.1, 0.01]),
      ran({ batch: 1 }, [1, 0.5, 0.25]),
      ran({ batch: 8 }, [1, 0.2, 0.1]),
    ];
    expect(targetOf(runs)).toEqual({ loss: 0.5, suboptimality: null, from: { batch: 1, initial: 1, final: 0.25 } });
  });

  test('the default target is of the first of several best runs, wherever it stands', () => {
    const [best, equal, worse] = [ran({}, [1, 0.5, 0.25]), ran({}, [1, 0.3, 0.25]), ran({}, [1, 0.4, 0.3])];
    for (const runs of [
      [best, equal, worse],
      [worse, best, equal],
    ]) {
      expect(targetOf(runs)).toEqual({ loss: 0.5, suboptimality: null, from: { batch: 64, initial: 1, final: 0.25 } });
    }
  });

  test('the default target is half-way from where the run stays below its first loss', () => {
    expect(targetOf([ran({}, [1, 2, 1.5, 0.5, 0.25])])?.loss).toBe(0.5);
    expect(targetOf([ran({}, [1, 2, 1, 0.5, 0.25])])?.loss).toBe(0.5);
    expect(targetOf([ran({}, [1, 0.5, null, 0.4, 0.3, 0.2, 0.1])])?.loss).toBe(0.3);
  });

  test('the default target is none if the run ends as it began', () => {
    expect(targetOf([ran({}, [1, 1])])).toEqual({
      loss: null,
      suboptimality: null,
      from: { batch: 64, initial: 1, final: 1 },
    });
  });

  test('the default target is not of a run that diverged, low as its last loss may be', () => {
    const runs = [ran({}, [1, 0.5, 0.25]), ran({}, [1, 0.1, 0.01], { status: 'diverged' })];
    expect(targetOf(runs)?.from).toEqual({ batch: 64, initial: 1, final: 0.25 });
  });
});

test('a given target is the target of every objective', () => {
  const runs = [ran({}, [1, 0.5]), ran({ l2: 1 }, [1, 0.2])];
  const loss = { loss: 0.3, suboptimality: null, from: null };
  expect([...findTargets(runs, { loss: 0.3 }).values()]).toEqual([loss, loss]);
  const suboptimality = { loss: null, suboptimality: 0.3, from: null };
  expect([...findTargets(runs, { suboptimality: 0.3 }).values()]).toEqual([suboptimality, suboptimality]);
});

test('no run comes to its target if there is none', () => {
  const never = { epochs: Infinity, passes: Infinity, seconds: Infinity };
  expect(reachTarget(ran({}, [1, 0]), undefined)).toEqual(never);
  expect(reachTarget(ran({}, [1, 0]), { loss: null, suboptimality: null, from: null })).toEqual(never);
});
