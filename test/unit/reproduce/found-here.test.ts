import { describe, expect, test } from 'vitest';
import { counting } from '../../../src/reproduce/claims/counting.js';
import { mixing } from '../../../src/reproduce/claims/mixing.js';
import type { Run } from '../../../src/results/schema.js';
import { evidenceOf, scope } from '../../support/claims.js';
import { ran } from '../../support/comparisons.js';

/** Runs of a rule that end this far above F*, under either order, at two steps of which the first is better. */
function floors(rule: string, fixed: number, mixed: number): Run[] {
  return [1, 4].flatMap((stepSize) => [
    endingAbove(fixed * stepSize, { rule, order: 'sequential', stepSize }),
    endingAbove(mixed * stepSize, { rule, order: 'interleaved', stepSize }),
  ]);
}

function endingAbove(floor: number, configuration: Partial<Run['configuration']>): Run {
  const run = ran({ l2: 0, ...configuration }, [1, floor]);
  return { ...run, curve: run.curve.map((point) => ({ ...point, suboptimality: point.trainLoss })) };
}

describe('batches must mix', () => {
  const find = async (runs: Run[]) => (await mixing.judge(evidenceOf(runs))).findings[0];

  test.each([
    { own: [2e-3, 1e-3], mean: [1e-3, 1e-3], verdict: 'holds' },
    { own: [1.9e-3, 1e-3], mean: [1e-3, 1e-3], verdict: 'does not hold' },
    { own: [2e-3, 1e-3], mean: [2e-3, 1e-3], verdict: 'uninformative' },
    { own: [0.1, 0.05], mean: [1e-3, 1e-3], verdict: 'uninformative' },
  ] as const)('adabatch ends at $own, the mean at $mean: $verdict', async ({ own: [fixed, mixed], mean, verdict }) => {
    const found = await find([...floors('adabatch', fixed, mixed), ...floors('mean', mean[0], mean[1])]);
    expect(found?.verdict).toBe(verdict);
    expect(found?.table.rows[0]).toEqual(['mean', 1, ...mean]);
  });

  test('an objective without a minimiser says nothing', async () => {
    const { findings } = await mixing.judge(evidenceOf([], { scope: { ...scope, minimised: [] } }));
    expect(findings).toMatchObject([{ about: 'λ = 0', verdict: 'uninformative' }]);
  });

  test('an order under which a run diverged has no floor', async () => {
    const runs = [...floors('adabatch', 1e-3, 1e-3), ...floors('mean', 1e-3, 1e-3)];
    const diverged = runs.map((run) =>
      run.configuration.rule === 'mean' ? { ...run, status: 'diverged' as const } : run,
    );
    expect(await find(diverged)).toMatchObject({ verdict: 'uninformative' });
  });
});

describe('what counting buys', () => {
  const find = async (own: number[], other: number[]) => {
    const runs = [own, other].flatMap((losses, rule) =>
      losses.map((loss, place) =>
        ran({ rule: ['adabatch', 'expected'][rule] as string, batch: 4 ** place, l2: 0 }, [1, loss]),
      ),
    );
    return (await counting.judge(evidenceOf(runs))).findings[0];
  };

  test.each([
    { own: [0.5, 0.5, 0.502], other: [0.5, 0.6, 0.5], verdict: 'holds', batch: 16 },
    { own: [0.5, 0.5, 0.503], other: [0.5, 0.6, 0.5], verdict: 'holds up to', batch: 4 },
    { own: [0.5, 0.503, 0.5], other: [0.5, 0.5, 0.6], verdict: 'does not hold', batch: null },
    { own: [0.0001, 0.5], other: [0.0001, 0.5], verdict: 'uninformative', batch: null },
  ])('adabatch ends at $own, expected at $other: $verdict', async ({ own, other, verdict, batch }) => {
    expect(await find(own, other)).toMatchObject({ verdict, batch });
  });

  test.each([
    { own: [0.5, 0.5], other: [0.5, 0.45], says: 'It ends 10 % of the progress above expected (batch 4).' },
    {
      ...{ own: [0.5, 0.5, 0.5], other: [0.5, 0.45, 0.55] },
      says: 'At worst it ends 10 % of the progress above expected (batch 4), at best 10 % of the progress below (batch 16).',
    },
  ])('where adabatch ends at $own, expected at $other, the reason is: $says', async ({ own, other, says }) => {
    expect((await find(own, other))?.reason).toBe(says);
  });
});
