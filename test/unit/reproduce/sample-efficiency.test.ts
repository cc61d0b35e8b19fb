import fc from 'fast-check';
import { mean, median } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { sampleEfficiency } from '../../../src/reproduce/claims/sample-efficiency.js';
import type { Run } from '../../../src/results/schema.js';
import { evidenceOf, scope } from '../../support/claims.js';
import { ran } from '../../support/comparisons.js';

const SEEDS = [0, 1, 2, 3, 4];

/** Runs with tuned steps that go from 1 to a loss, a seed each, by batch. */
function endingAt(rule: string, losses: Record<number, (number | null)[]>): Run[] {
  return Object.entries(losses).flatMap(([batch, ofSeeds]) =>
    ofSeeds.map((loss, seed) =>
      ran({ rule, batch: Number(batch), seed, l2: 0, stepSizeFrom: 'tuned' }, [1, loss], {
        status: loss === null ? 'diverged' : 'completed',
      }),
    ),
  );
}

const same = (loss: number | null) => SEEDS.map(() => loss);

async function tunedFinding(runs: Run[]) {
  const { findings } = await sampleEfficiency.judge(evidenceOf(runs));
  const finding = findings.find(({ about }) => about.includes('tuned'));
  if (!finding) throw new Error('there is no finding on tuned steps');
  return finding;
}

describe('claim 3', () => {
  test.each([
    { losses: { 1: same(0.5), 8: same(0.509), 64: same(0.505) }, verdict: 'holds', batch: 64 },
    { losses: { 1: same(0.5), 8: same(0.509), 64: same(0.511) }, verdict: 'holds up to', batch: 8 },
    { losses: { 1: same(0.5), 8: same(0.52), 64: same(0.5) }, verdict: 'does not hold', batch: null },
    { losses: { 1: same(0.5), 8: same(0.5), 64: same(null) }, verdict: 'holds up to', batch: 8 },
    { losses: { 1: same(0.0009), 8: same(0.5) }, verdict: 'uninformative', batch: null },
    { losses: { 1: same(0.5) }, verdict: 'uninformative', batch: null },
    { losses: { 1: same(0.5), 8: [0.5, 0.5, 0.5, 0.5, 1.2], 64: same(0.505) }, verdict: 'uninformative', batch: null },
    { losses: { 1: same(0.5), 8: same(0.53), 64: [0.5, 0.5, 0.5, 0.5, 1.2] }, verdict: 'does not hold', batch: null },
  ])('the verdict on final losses of $losses is: $verdict', async ({ losses, verdict, batch }) => {
    expect(await tunedFinding(endingAt('adabatch', losses as Record<number, number[]>))).toMatchObject({
      verdict,
      batch,
    });
  });

  test('the greatest excess is that of a batch above 1, also where none is above 0', async () => {
    const losses = { 1: same(0.5), 8: same(0.45), 64: same(0.4) };
    const { reason } = await tunedFinding(endingAt('adabatch', losses));
    expect(reason).toBe('Up to 64, the largest batch run, the greatest excess is -10.0 %.');
  });

  test('the other rules are said beside it', async () => {
    const runs = [
      ...endingAt('adabatch', { 1: same(0.5), 8: same(0.502), 64: same(0.53) }),
      ...endingAt('mean', { 1: same(0.5), 8: same(0.501), 64: same(0.6) }),
      ...endingAt('sum', { 1: same(0.5), 8: same(0.502), 64: same(1.5) }),
    ];
    const { remarks } = await tunedFinding(runs);
    expect(remarks).toEqual([
      'mean keeps it up to 8, as adabatch does.',
      'sum keeps it up to 8, as adabatch does.',
      'The mean ends as low as adabatch, or lower, at batch 8.',
      'The sum explodes from batch 64 on.',
    ]);
  });

  test('the verdict is that of the criterion, computed anew from the losses', async () => {
    const loss = fc.double({ min: 0.4, max: 0.55, noNaN: true });
    const ofSeeds = fc.array(loss, { minLength: SEEDS.length, maxLength: SEEDS.length });
    await fc.assert(
      fc.asyncProperty(ofSeeds, ofSeeds, ofSeeds, async (one, eight, many) => {
        const losses = { 1: one, 8: eight, 64: many };
        const { verdict, batch } = await tunedFinding(endingAt('adabatch', losses));
        expect([verdict, batch]).toEqual(verdictByHand(losses));
      }),
    );
  });

  test('every rule is run with tuned and with frozen steps and five seeds, at batches with ten updates an epoch', () => {
    const runs = sampleEfficiency.runs({ ...scope, l2: ['0', '1/n'] });
    const values = (key: 'batch' | 'rule' | 'stepSize' | 'seed' | 'l2') => [...new Set(runs.map((run) => run[key]))];
    expect(values('batch')).toEqual(['1', '2', '4', '8', '16', '32', '64']);
    expect(values('rule')).toEqual(['mean', 'sum', 'adabatch', 'expected', 'power:0.25', 'power:0.5', 'power:0.75']);
    expect([values('stepSize'), values('seed'), values('l2')]).toEqual([
      ['tune', 'frozen'],
      ['0', '1', '2', '3', '4'],
      ['0', '1/n'],
    ]);
    expect(runs).toHaveLength(7 * 7 * 2 * 5 * 2);
  });
});

/** The criterion in plain words: medians, and the standard error of their difference. */
function verdictByHand(losses: Record<number, number[]>): [string, number | null] {
  const variance = (values: number[]) =>
    values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1) / values.length;
  const first = losses[1] as number[];
  const gain = 1 - median(first);
  let kept = 1;
  for (const batch of [8, 64]) {
    const own = losses[batch] as number[];
    const excess = (median(own) - median(first)) / gain;
    if (excess > Math.max(0.02, (2 * Math.sqrt(variance(own) + variance(first))) / gain)) {
      return kept === 1 ? ['does not hold', null] : ['holds up to', kept];
    }
    kept = batch;
  }
  return ['holds', kept];
}
