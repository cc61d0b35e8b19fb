import { share as describeExcess } from '../../report/comparison/columns.js';
import { byBatch } from '../../report/plots/pictures/by-batch.js';
import { type DrawnGroup, type DrawnRow, drawRuns } from '../../results/comparison/curves.js';
import type { CriticalBatch, Excess } from '../../results/comparison/rows.js';
import type { Finding } from '../../results/verdicts.js';
import { finiteOrNull } from '../../util/finite.js';
import { significant } from '../../util/text.js';
import type { Claim, Judgement, Scope } from '../claim.js';
import { batchesOf, describeLambda, firstSeeds, sweepOf } from '../design.js';
import { figuresOf } from '../figures.js';

const SEEDS = 5;
const RULES = ['mean', 'sum', 'adabatch', 'expected', 'power:0.25', 'power:0.5', 'power:0.75'];
const QUICK_RULES = ['mean', 'sum', 'adabatch'];
/** How steps are found: for every batch, or at batch 1 for all. */
const STEPS = { tuned: 'tune', frozen: 'frozen' } as const;
type Steps = keyof typeof STEPS;

/** With a standard error above this share of the progress, twice of it would excuse almost any excess. */
const MOST_ERROR = 0.25;

/** An excess of the whole progress: the rule undoes what it has learnt. */
const EXPLODED = 1;

/** The settings of the runs with tuned steps, which other claims look at, too. */
export function tunedSweep({ base, l2, rows, isQuick }: Scope) {
  const axes = { l2, batch: batchesOf({ rows }, isQuick ? 16 : 2), epochs: [isQuick ? 2 : 10] };
  return { base, axes: { ...axes, stepSize: [STEPS.tuned] } };
}

/** Claim 3: what a larger batch costs after equally many samples. */
export const sampleEfficiency: Claim = {
  name: '3',
  title: 'Sample efficiency kept',
  statement: 'AdaBatch keeps the sample efficiency of SGD as the batch grows.',
  source: 'the paper',
  criterion:
    'It holds up to the batch B such that at every batch up to B the excess (F_B − F_1)/(F(w₀) − F_1) after equally ' +
    'many samples is at most 2 % or twice its standard error, F the median final loss over 5 seeds. Steps are tuned ' +
    'for every batch, or tuned at batch 1 and frozen. Data whose batch 1 ends below F(w₀)/1000 are separated, and say ' +
    'nothing; nor do runs whose excess has a standard error above 25 %.',
  isTimed: false,
  runs(scope) {
    const { base, axes } = tunedSweep(scope);
    const rule = scope.isQuick ? QUICK_RULES : RULES;
    return sweepOf(base, { ...axes, rule, stepSize: Object.values(STEPS), seed: firstSeeds(SEEDS) });
  },
  judge({ scope, runs }): Judgement {
    const drawing = drawRuns([...runs], {});
    const findings = drawing.groups.flatMap((group) => stepsOf(group).map((steps) => findingOf(group, steps, scope)));
    return { findings, figures: figuresOf(drawing, byBatch, 'excess') };
  },
};

/** Those that some run took. */
function stepsOf({ rows }: DrawnGroup): Steps[] {
  return (Object.keys(STEPS) as Steps[]).filter((steps) => rows.some(({ keys }) => keys.stepSizeFrom === steps));
}

function findingOf(group: DrawnGroup, steps: Steps, scope: Scope): Omit<Finding, 'dataset'> {
  const about = `${describeLambda(group.objective.l2, scope)}, ${steps} steps`;
  const criticals = group.criticalBatches.filter(({ keys: { stepSizeFrom = steps } }) => stepSizeFrom === steps);
  const rows = group.rows.filter(({ keys }) => keys.stepSizeFrom === steps);
  const own = criticals.find(({ keys }) => keys.rule === 'adabatch');
  return { about, ...verdictOf(own, rows), remarks: remarksOf(own, criticals, rows), table: tableOf(rows) };
}

function verdictOf(
  critical: CriticalBatch | undefined,
  rows: DrawnRow[],
): Pick<Finding, 'verdict' | 'batch' | 'reason'> {
  if (!critical) return { verdict: 'uninformative', batch: null, reason: 'There is no run of adabatch.' };
  const { batch, unknown, exceeded, largest, reference } = critical;
  if (batch === null) {
    const ends = `Batch ${reference.batch} goes from ${significant(reference.initial)} to ${significant(reference.final)}`;
    return { verdict: 'uninformative', batch, reason: `${ends}: ${unknown}.` };
  }
  const wild = excessesOf(rows).find((own) => own.batch <= batch && own.excess.standardError > MOST_ERROR);
  if (wild) {
    const reason = `The seeds tell too little: at batch ${wild.batch} the excess is ${describeExcess(wild.excess)}.`;
    return { verdict: 'uninformative', batch: null, reason };
  }
  if (!exceeded)
    return { verdict: 'holds', batch, reason: `Up to ${largest}, the largest batch run, ${describeGreatest(rows)}.` };
  const reason = `At batch ${exceeded.batch} the excess is ${describeExcess(exceeded.excess)}.`;
  return batch === reference.batch
    ? { verdict: 'does not hold', batch: null, reason }
    : { verdict: 'holds up to', batch, reason };
}

/** The greatest excess of adabatch above batch 1, whose own is 0. */
function describeGreatest(rows: DrawnRow[]): string {
  const above = excessesOf(rows).filter(({ batch }) => batch > 1);
  const greatest = above.reduce((most, next) => (next.excess.value > most.excess.value ? next : most));
  return `the greatest excess is ${describeExcess(greatest.excess)}`;
}

/** Those of adabatch. */
function excessesOf(rows: DrawnRow[]): { batch: number; excess: Excess }[] {
  return rows.flatMap(({ keys, excess }) =>
    keys.rule === 'adabatch' && excess ? [{ batch: Number(keys.batch), excess }] : [],
  );
}

function remarksOf(own: CriticalBatch | undefined, criticals: CriticalBatch[], rows: DrawnRow[]): string[] {
  if (own?.batch == null) return [];
  const others = criticals.filter((critical) => critical !== own && critical.batch !== null);
  return [
    ...others.map((other) => describeOther(other, own.batch as number)),
    ...describeMean(rows),
    ...describeSum(rows),
  ];
}

function describeOther({ keys, batch, largest }: CriticalBatch, own: number): string {
  const reach = batch === largest ? `keeps it up to ${batch}, the largest batch run` : `keeps it up to ${batch}`;
  const compared = batch === own ? ', as adabatch does' : '';
  return `${keys.rule} ${reach}${compared}.`;
}

/** Where the mean ends as low as adabatch, or lower. */
function describeMean(rows: DrawnRow[]): string[] {
  const better = rows.filter((row) => {
    const own = rows.find(({ keys }) => keys.rule === 'adabatch' && keys.batch === row.keys.batch);
    return row.keys.rule === 'mean' && row.keys.batch !== 1 && finalOf(row) <= finalOf(own);
  });
  if (better.length === 0) return ['The mean ends above adabatch at every batch above 1.'];
  return [`The mean ends as low as adabatch, or lower, at batch ${better.map(({ keys }) => keys.batch).join(', ')}.`];
}

/** Where the sum loses all that it has learnt. */
function describeSum(rows: DrawnRow[]): string[] {
  const exploded = rows.find(({ keys, excess }) => keys.rule === 'sum' && (excess?.value ?? 0) >= EXPLODED);
  return exploded ? [`The sum explodes from batch ${exploded.keys.batch} on.`] : [];
}

function finalOf(row: DrawnRow | undefined): number {
  return row?.finalLoss?.median ?? Number.POSITIVE_INFINITY;
}

function tableOf(rows: DrawnRow[]): Finding['table'] {
  return {
    columns: ['rule', 'batch', 'step size', 'final loss', 'excess %', 'standard error %'],
    rows: rows.map(({ keys, stepSize, finalLoss, excess }) => [
      String(keys.rule),
      Number(keys.batch),
      stepSize?.median ?? null,
      finiteOrNull(finalLoss?.median),
      finiteOrNull(excess && 100 * excess.value),
      finiteOrNull(excess && 100 * excess.standardError),
    ]),
  };
}
