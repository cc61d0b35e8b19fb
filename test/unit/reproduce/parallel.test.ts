import { describe, expect, test } from 'vitest';
import { parallel } from '../../../src/reproduce/claims/parallel.js';
import type { Run } from '../../../src/results/schema.js';
import { evidenceOf, scope } from '../../support/claims.js';
import { contended, ran } from '../../support/comparisons.js';

/** A run that comes to the target, where that of batch 1 is half-way, after so many seconds. */
function timed(execution: string, batch: number, workers: number, seconds: number, changes: Partial<Run> = {}): Run {
  const run = ran({ execution, batch, workers, l2: 0 }, [1, 0.5, 0.25], changes);
  return { ...run, curve: run.curve.map((point) => ({ ...point, seconds: point.epoch * seconds })) };
}

async function findingOn(runs: Run[], cores = 2) {
  const { findings } = await parallel.judge(evidenceOf(runs, { scope: { ...scope, cores } }));
  return findings[0];
}

const hogwild = [timed('hogwild', 1, 1, 2), timed('hogwild', 1, 2, 1)];

describe('claim 5', () => {
  test.each([
    { seconds: 1.09, verdict: 'holds' },
    { seconds: 1.12, verdict: 'does not hold' },
  ])('takes the best batch and workers of either execution: $seconds s against 1 s', async ({ seconds, verdict }) => {
    const found = await findingOn([
      ...hogwild,
      timed('synchronous', 8, 1, 3),
      timed('synchronous', 64, 1, 4),
      timed('synchronous', 64, 2, seconds),
    ]);
    expect(found?.verdict).toBe(verdict);
    expect(found?.reason).toContain('batch 64, workers 2');
    expect(found?.remarks).toContain('2 workers of hogwild make an epoch 2 times as fast.');
  });

  test.each([
    ['others kept the machine busy', [timed('synchronous', 8, 2, 1, { environment: contended })], 2],
    ['there is one core', [timed('synchronous', 8, 1, 1)], 1],
    ['times are below 10 ms', [timed('synchronous', 8, 2, 0.001)], 2],
    ['nothing was run', [], 2],
  ])('says nothing where %s', async (_, runs, cores) => {
    expect(await findingOn([...hogwild, ...runs], cores)).toMatchObject({ verdict: 'uninformative' });
  });

  test('has every number of workers that doubles, and all cores', () => {
    const workers = (cores: number) => new Set(parallel.runs({ ...scope, cores }).map((run) => run.workers));
    expect([workers(1), workers(2), workers(6)]).toEqual([
      new Set(['1']),
      new Set(['1', '2']),
      new Set(['1', '2', '4', '6']),
    ]);
  });
});
