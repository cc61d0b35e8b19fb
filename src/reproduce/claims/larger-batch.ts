import { mean } from 'simple-statistics';
import { isSeparated } from '../../results/comparison/critical-batch.js';
import type { DrawnRun } from '../../results/comparison/curves.js';
import { finalLoss } from '../../results/comparison/target.js';
import type { Finding } from '../../results/verdicts.js';
import { groupBy } from '../../util/group-by.js';
import { rounded, significant } from '../../util/text.js';
import type { Claim, Judgement, Scope } from '../claim.js';
import { byLambda, describeGain, describeLambda, firstSeeds, sweepOf } from '../design.js';
import { signFlipP } from '../sign-flips.js';
import { tunedSweep } from './sample-efficiency.js';

/** Seeds that choose the batch; as many more confirm it. */
const CHOOSING = 5;
const SEEDS = 2 * CHOOSING;
const RULES = ['adabatch', 'mean'];
/** The least gain that counts, as a share of the progress of batch 1, and the largest p-value. */
const LEAST_GAIN = 0.005;
const SIGNIFICANT = 0.05;

/** Claim 4: a larger batch can end lower than batch 1. */
export const largerBatch: Claim = {
  name: '4',
  title: 'A larger batch can be better',
  statement: 'On smooth convex problems a larger batch can even give a better loss for the same number of samples.',
  source: 'the paper',
  criterion:
    'Seeds 0 to 4 choose the batch above 1 with the least mean final loss, steps tuned. It holds if on seeds 5 to 9 that ' +
    'batch ends lower than batch 1 by at least 0.5 % of the progress F(w₀) − F_1, with p < 0.05 in the exact one-sided ' +
    'sign-flip test of the pairs. Where the mean ends as low at its own batch, this is no advantage of adabatch.',
  isTimed: false,
  runs(scope) {
    const { base, axes } = tunedSweep(scope);
    return sweepOf(base, { ...axes, rule: RULES, seed: firstSeeds(SEEDS) });
  },
  judge({ scope, runs }): Judgement {
    const groups = byLambda(runs);
    return { findings: groups.map((ofLambda) => findingOf(ofLambda, scope)), figures: [] };
  },
};

/** A rule at the batch that its seeds chose, against batch 1, over the other seeds. */
interface Contest {
  rule: string;
  batch: number;
  /** F(w₀) − F_1. */
  progress: number;
  /** (F_1 − F_B)/(F(w₀) − F_1). */
  gain: number;
  p: number;

  /** By seed. */
  losses: number[];
  testLosses: [first: number, chosen: number] | null;
}

function findingOf(runs: DrawnRun[], scope: Scope): Omit<Finding, 'dataset'> {
  const about = describeLambda(runs[0]?.configuration.l2 ?? 0, scope);
  const [own, other] = RULES.map((rule) => contestOf(runs.filter(({ configuration }) => configuration.rule === rule)));
  const contests = [own, other].filter((contest) => contest !== undefined);
  const table = tableOf(contests);
  if (!own || isSeparated({ reference: endsOfFirst(runs) })) {
    const reason = own
      ? 'Batch 1 ends below F(w₀)/1000: the data are separated.'
      : 'There is no batch above 1 with ten updates an epoch.';
    return { about, verdict: 'uninformative', batch: null, reason, remarks: [], table };
  }
  const holds = isGain(own);
  const reason = `Batch ${own.batch} ends ${describeGain(own.gain)} batch 1, p = ${rounded(own.p, 2)}.`;
  return {
    ...{ about, verdict: holds ? 'holds' : 'does not hold', batch: holds ? own.batch : null, reason },
    ...{ remarks: [...describeMean(own, other), ...describeTest(own)], table },
  };
}

function isGain({ gain, p }: Pick<Contest, 'gain' | 'p'>): boolean {
  return gain >= LEAST_GAIN && p < SIGNIFICANT;
}

/** F(w₀), and the mean final loss of batch 1. */
function endsOfFirst(runs: DrawnRun[]): { initial: number; final: number } {
  const ofOne = runs.filter(({ configuration }) => configuration.batch === 1);
  return { initial: ofOne[0]?.curve[0]?.trainLoss ?? 1, final: mean(ofOne.map(finalLoss)) };
}

function contestOf(runs: DrawnRun[]): Contest | undefined {
  const byBatch = groupBy(runs, ({ configuration }) => String(configuration.batch));
  const first = byBatch.get('1') ?? [];
  const scores = [...byBatch]
    .filter(([batch]) => batch !== '1')
    .map(([, ofBatch]) => ({ ofBatch, score: mean(lossesOf(ofBatch, true)) }));
  if (first.length === 0 || scores.length === 0) return undefined;
  const { ofBatch } = scores.reduce((best, next) => (next.score < best.score ? next : best));
  const [firsts, losses] = [lossesOf(first, false), lossesOf(ofBatch, false)];
  const differences = firsts.map((loss, position) => loss - losses[position]!);
  const progress = (first[0]?.curve[0]?.trainLoss ?? 0) - mean(firsts);

  return {
    rule: ofBatch[0]?.configuration.rule as string,
    batch: ofBatch[0]?.configuration.batch as number,
    progress,
    gain: mean(differences) / progress,

    p: signFlipP(differences),
    losses,
    testLosses: testLossesOf(first, ofBatch),
  };
}

/** The final losses of the seeds that choose, or of the others, by seed. */
function lossesOf(runs: DrawnRun[], choosing: boolean): number[] {
  return ofSeeds(runs, choosing).map(finalLoss);
}

function ofSeeds(runs: DrawnRun[], choosing: boolean): DrawnRun[] {
  const chosen = runs.filter(({ configuration }) => configuration.seed < CHOOSING === choosing);
  return chosen.sort((one, other) => one.configuration.seed - other.configuration.seed);
}

function testLossesOf(first: DrawnRun[], chosen: DrawnRun[]): Contest['testLosses'] {
  const [one, other] = [first, chosen].map((runs) =>
    ofSeeds(runs, false).flatMap(({ curve }) => curve.at(-1)?.testLoss ?? []),
  ) as [number[], number[]];
  return one.length > 0 && other.length > 0 ? [mean(one), mean(other)] : null;
}

/** Whether adabatch ends lower than the mean, each at its own batch. */
function describeMean(own: Contest, other: Contest | undefined): string[] {
  if (!other) return [];
  const differences = other.losses.map((loss, position) => loss - own.losses[position]!);
  const lead = mean(differences) / own.progress;

  const at = `At batch ${other.batch} the mean ends ${describeGain(other.gain)} batch 1, p = ${rounded(other.p, 2)}`;
  const isAhead = signFlipP(differences) < SIGNIFICANT && lead >= LEAST_GAIN;
  return [isAhead ? `${at}; adabatch ends below the mean.` : `${at}: no advantage of adabatch over the mean.`];
}

function describeTest({ testLosses, batch }: Contest): string[] {
  if (!testLosses) return [];
  const [first, chosen] = testLosses;
  return [`The test loss goes from ${significant(first)} at batch 1 to ${significant(chosen)} at batch ${batch}.`];
}

function tableOf(contests: Contest[]): Finding['table'] {
  return {
    columns: ['rule', 'chosen batch', 'gain %', 'p', 'test loss at batch 1', 'test loss at the chosen'],
    rows: contests.map(({ rule, batch, gain, p, testLosses }) => [
      ...[rule, batch, Number.isFinite(gain) ? 100 * gain : null, p],
      ...(testLosses ?? [null, null]),
    ]),
  };
}
