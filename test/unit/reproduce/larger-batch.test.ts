import { expect, test } from 'vitest';
import { largerBatch } from '../../../src/reproduce/claims/larger-batch.js';
import type { Run } from '../../../src/results/schema.js';
import { evidenceOf } from '../../support/claims.js';
import { ran } from '../../support/comparisons.js';

/** Runs of ten seeds that end at a loss, of the seeds that choose and of those that confirm, by batch. */
function endingAt(rule: string, losses: Record<number, [chosen: number, confirmed: number]>): Run[] {
  return Object.entries(losses).flatMap(([batch, [chosen, confirmed]]) =>
    Array.from({ length: 10 }, (_, seed) => {
      const loss = seed < 5 ? chosen : confirmed + seed / 1e6;
      return ran({ rule, batch: Number(batch), seed, l2: 0 }, [1, loss]);
    }),
  );
}

async function findingOn(runs: Run[]) {
  const { findings } = await largerBatch.judge(evidenceOf(runs));
  return findings[0];
}

test('claim 4 holds where the seeds that did not choose the batch confirm it', async () => {
  const found = await findingOn(endingAt('adabatch', { 1: [0.5, 0.5], 8: [0.49, 0.49], 64: [0.495, 0.4] }));
  expect(found).toMatchObject({ verdict: 'holds', batch: 8 });
  expect(found?.table.rows[0]).toEqual(['adabatch', 8, expect.closeTo(2, 3), 1 / 32, null, null]);
});

test.each([
  ['the other seeds do not confirm it', { 1: [0.5, 0.5], 8: [0.4, 0.51] }],
  ['the gain is below half a per cent of the progress', { 1: [0.5, 0.5], 8: [0.498, 0.498] }],
] as [string, Record<number, [number, number]>][])('claim 4 does not hold where %s', async (_, losses) => {
  expect(await findingOn(endingAt('adabatch', losses))).toMatchObject({ verdict: 'does not hold', batch: null });
});

test('claim 4 says how far above batch 1 a larger one ends', async () => {
  const found = await findingOn(endingAt('adabatch', { 1: [0.5, 0.5], 8: [0.55, 0.55] }));
  expect(found?.reason).toBe('Batch 8 ends 10 % of the progress above batch 1, p = 1.');
});

test('claim 4 does not hold where a gain scatters', async () => {
  const runs = endingAt('adabatch', { 1: [0.5, 0.5], 8: [0.45, 0.45] }).map((run) =>
    run.configuration.batch === 8 && run.configuration.seed === 7 ? ran(run.configuration, [1, 0.6]) : run,
  );
  expect(await findingOn(runs)).toMatchObject({ verdict: 'does not hold' });
});

test('claim 4 says where the mean gains as much, and where adabatch ends below it', async () => {
  const own = endingAt('adabatch', { 1: [0.5, 0.5], 8: [0.45, 0.45] });
  const equal = await findingOn([...own, ...endingAt('mean', { 1: [0.5, 0.5], 8: [0.45, 0.45] })]);
  expect(equal?.remarks).toEqual([
    'At batch 8 the mean ends 10 % of the progress below batch 1, p = 0.031: no advantage of adabatch over the mean.',
  ]);
  const worse = await findingOn([...own, ...endingAt('mean', { 1: [0.5, 0.5], 8: [0.48, 0.48] })]);
  expect(worse?.remarks).toEqual([
    'At batch 8 the mean ends 4 % of the progress below batch 1, p = 0.031; adabatch ends below the mean.',
  ]);
});

test('claim 4 says nothing of separated data, nor of one batch', async () => {
  const separated = endingAt('adabatch', { 1: [0.0005, 0.0005], 8: [0.0001, 0.0001] });
  expect(await findingOn(separated)).toMatchObject({ verdict: 'uninformative' });
  expect(await findingOn(endingAt('adabatch', { 1: [0.5, 0.5] }))).toMatchObject({ verdict: 'uninformative' });
});

test('claim 4 sets the test losses beside it', async () => {
  const runs = endingAt('adabatch', { 1: [0.5, 0.5], 8: [0.45, 0.45] }).map((run) => ({
    ...run,
    curve: run.curve.map((point) => ({ ...point, testLoss: run.configuration.batch === 1 ? 0.75 : 0.5 })),
  }));
  const found = await findingOn(runs);
  expect(found?.remarks).toEqual(['The test loss goes from 0.750000 at batch 1 to 0.500000 at batch 8.']);
});
