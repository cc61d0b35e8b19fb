import { max, median, min } from 'simple-statistics';
import { conditionNumber } from '../../objective/condition.js';
import { findOptimum } from '../../objective/optimum.js';
import type { Problem } from '../../objective/problem.js';
import { meanSmoothness, sampleSmoothness } from '../../objective/smoothness.js';
import type { Figure } from '../../report/plots/figure.js';
import { byBatch } from '../../report/plots/pictures/by-batch.js';
import { type DrawnRun, drawRuns } from '../../results/comparison/curves.js';
import { reach } from '../../results/comparison/reach.js';
import type { Finding } from '../../results/verdicts.js';
import { expectedRescaling } from '../../rules/expected.js';
import { distinct } from '../../util/distinct.js';
import { finiteOrNull } from '../../util/finite.js';
import { groupBy } from '../../util/group-by.js';
import { rounded, trim } from '../../util/text.js';
import type { Claim, Evidence, Judgement, Scope } from '../claim.js';
import { batchesOf, byLambda, describeLambda, sweepOf, withoutMinimiser } from '../design.js';
import { figuresOf } from '../figures.js';

const RULES = ['mean', 'sum', 'adabatch', 'expected', 'power:0.5'];
const QUICK_RULES = ['mean', 'adabatch'];
/** Exponents of the steps, as powers of two over L. */
const [FIRST, LAST] = [-6, 14];
const QUICK_FIRST = -4;
/** The step size that is the limit of adabatch itself. */
const FIXED = '1/L';
/** Shares of F(w₀) − F* that are left; the second decides. */
const TARGETS = [1e-3, 1e-6, 1e-9] as const;
const DECIDING = 1;
/** More passes than this, relative to batch 1, and efficiency is lost. */
const MOST = 1.25;

/** Claim 6: SVRG needs hardly more passes with larger batches. */
export const varianceReduction: Claim = {
  name: '6',
  title: 'Variance reduction',
  statement: 'The same rule makes mini-batches efficient for variance-reduced methods such as SVRG.',
  source: 'the paper',
  criterion:
    'It holds up to the batch B such that at every batch up to B, SVRG comes to 1e-6 of F(w₀) − F* within 1.25 times the ' +
    'passes of batch 1, each at the best step of the lattice 2^-6/L to 2^14/L. Where F has no minimiser, or batch 1 does ' +
    'not come there, the data say nothing.',
  isTimed: false,
  runs({ base, minimised, rows, isQuick }) {
    const exponents = Array.from({ length: LAST - FIRST + 1 }, (_, place) => FIRST + place);
    const steps = exponents.filter((exponent) => !isQuick || (exponent >= QUICK_FIRST && exponent % 2 === 0));
    return sweepOf(base, {
      l2: minimised,
      rule: isQuick ? QUICK_RULES : RULES,
      batch: batchesOf({ rows }, isQuick ? 64 : 4),
      algorithm: ['svrg'],
      stepSize: steps.map((exponent) => `${2 ** exponent}/L`),
      epochs: [isQuick ? 15 : 40],
      suboptimality: ['true'],
    });
  },
  async judge(evidence): Promise<Judgement> {
    const { scope, runs } = evidence;
    const groups = byLambda(runs);
    const found: Judgement['findings'] = [];
    for (const ofLambda of groups) found.push(findingOf(ofLambda, scope, await describeCurvature(ofLambda, evidence)));
    return {
      findings: [...withoutMinimiser(scope), ...found],
      figures: groups.flatMap(picturesOf),
    };
  },
};

/** What limits the steps of either rule, and what their number grows with (this project's). */
async function describeCurvature(runs: DrawnRun[], { layProblem }: Evidence): Promise<string[]> {
  const lambda = runs[0]?.configuration.l2 ?? 0;
  const { problem } = await layProblem(String(lambda));
  const ratio = sampleSmoothness(problem) / meanSmoothness(problem);
  const limit = `L/L_f = ${rounded(ratio, 3)}: up to about that batch a tuned mean keeps the passes of batch 1.`;
  const largest = max(runs.map(({ configuration }) => configuration.batch));
  if (lambda === 0 || largest === 1) return [limit];
  await findOptimum(problem, { pause: async () => {}, step: () => {} });
  const [ofMean, own] = [conditionUnder(1, problem), conditionUnder(largest, problem)];
  return [
    limit,
    `C^½(H + λI)C^½ at the optimum has the condition number ${rounded(own, 3)} with the C of adabatch at batch ${largest}, ` +
      `and ${rounded(ofMean, 3)} with that of the mean, C = I: the smaller, the fewer steps where batches are large.`,
  ];
}

/** The condition number of C^½(H + λI)C^½, with C = C_B of a batch size; that of 1 is I. */
function conditionUnder(batch: number, problem: Problem): number {
  const { memory, frequencies, features } = problem;
  return conditionNumber(
    problem,
    memory.f64(frequencies, features).map((frequency) => expectedRescaling(frequency, batch)),
  );
}

/** What a rule takes at a batch, at its best step and at the step 1/L. */
interface Cell {
  rule: string;
  batch: number;
  /** By target; infinite where it was not reached. */
  passes: number[];
  step: number;
  isAtEdge: boolean;
  fixed: number;
}

function findingOf(runs: DrawnRun[], scope: Scope, curvature: string[]): Omit<Finding, 'dataset'> {
  const about = describeLambda(runs[0]?.configuration.l2 ?? 0, scope);
  const cells = cellsOf(runs);
  const table = tableOf(cells);
  const first = cells.find(({ rule, batch }) => rule === 'adabatch' && batch === 1);
  const isReached = Number.isFinite(first?.passes[DECIDING]);
  if (!first || !isReached || cells.every(({ batch }) => batch === 1)) {
    const reason = isReached
      ? 'There is no batch above 1 with ten updates an epoch.'
      : 'Batch 1 does not come to 1e-6 of F(w₀) − F*.';
    return { about, verdict: 'uninformative', batch: null, reason, remarks: curvature, table };
  }
  const rules = distinct(cells.map(({ rule }) => rule)).filter((rule) => rule !== 'adabatch');
  return {
    ...{ about, ...verdictOf(extentOf(cells, 'adabatch')) },
    remarks: [...rules.map((rule) => describeOther(extentOf(cells, rule))), ...describeEdges(cells), ...curvature],
    table,
  };
}

function cellsOf(runs: DrawnRun[]): Cell[] {
  const groups = groupBy(runs, ({ configuration: { rule, batch } }) => JSON.stringify([rule, batch]));
  const cells = [...groups.values()].map(cellOf);
  return cells.sort(
    (one, other) => Number(one.rule > other.rule) - Number(one.rule < other.rule) || one.batch - other.batch,
  );
}

function cellOf(runs: DrawnRun[]): Cell {
  const steps = [...groupBy(runs, ({ configuration }) => String(configuration.stepSize)).values()]
    .map((ofStep) => ({
      step: ofStep[0]?.configuration.stepSize as number,
      isFixed: ofStep[0]?.configuration.stepSizeFrom === FIXED,
      passes: TARGETS.map((share) => median(ofStep.map((run) => passesTo(run, share)))),
      left: median(ofStep.map(finalSuboptimality)),
    }))
    .sort((one, other) => one.step - other.step);
  // Where no step comes there, the one that comes nearest.
  const isReached = steps.some(({ passes }) => Number.isFinite(passes[DECIDING]));
  const cost = ({ passes, left }: (typeof steps)[number]) => (isReached ? passes[DECIDING]! : left);
  const best = steps.reduce((least, next) => (cost(next) < cost(least) ? next : least));
  const [{ configuration }] = runs as [DrawnRun, ...DrawnRun[]];
  const { rule, batch } = configuration;
  return {
    ...{ rule, batch, step: best.step },
    passes: TARGETS.map((_, target) => min(steps.map(({ passes }) => passes[target]!))),
    isAtEdge: best === steps[0] || best === steps.at(-1),
    fixed: steps.find(({ isFixed }) => isFixed)?.passes[DECIDING] ?? Number.POSITIVE_INFINITY,
  };
}

function passesTo({ curve, status }: DrawnRun, share: number): number {
  const start = curve[0]?.suboptimality ?? null;
  if (start === null || status === 'diverged') return Number.POSITIVE_INFINITY;
  return reach(curve, share * start, 'suboptimality').passes;
}

function finalSuboptimality({ curve, status }: DrawnRun): number {
  return status === 'diverged' ? Number.POSITIVE_INFINITY : (curve.at(-1)?.suboptimality ?? Number.POSITIVE_INFINITY);
}

/** How far a rule keeps the passes of batch 1, and the first batch at which it does not. */
interface Extent {
  rule: string;
  batch: number;
  largest: number;
  first: number;
  exceeded: Cell | undefined;
}

function extentOf(cells: Cell[], rule: string): Extent {
  const own = cells.filter((cell) => cell.rule === rule);
  const first = own[0]?.passes[DECIDING] as number;
  const position = own.findIndex(({ passes }) => !(passes[DECIDING]! <= MOST * first));
  const kept = own[position === 0 ? 0 : position - 1] ?? own.at(-1);
  const batch = (position < 0 ? own.at(-1) : kept)?.batch ?? 1;
  return { rule, batch, largest: own.at(-1)?.batch ?? 1, first, exceeded: own[position] };
}

function verdictOf({ batch, largest, first, exceeded }: Extent): Pick<Finding, 'verdict' | 'batch' | 'reason'> {
  if (!exceeded) {
    const reason = `No batch up to ${largest}, the largest run, takes more than 1.25 times the ${trim(first)} passes of batch 1.`;
    return { verdict: 'holds', batch, reason };
  }
  const reason = `Batch ${exceeded.batch} takes ${describePasses(exceeded)}, batch 1 takes ${trim(first)}.`;
  if (batch === 1) return { verdict: 'does not hold', batch: null, reason };
  return { verdict: 'holds up to', batch, reason };
}

function describeOther({ rule, batch, largest, exceeded }: Extent): string {
  if (!exceeded) return `${rule} keeps them up to ${largest}, the largest batch run.`;
  return `${rule} keeps them up to ${batch}; batch ${exceeded.batch} takes ${describePasses(exceeded)}.`;
}

function describePasses({ passes }: Cell): string {
  const own = passes[DECIDING] as number;
  return Number.isFinite(own) ? `${trim(own)} passes` : 'more passes than were run';
}

function describeEdges(cells: Cell[]): string[] {
  const edges = cells.filter(({ isAtEdge }) => isAtEdge).map(({ rule, batch }) => `${rule} at ${batch}`);
  return edges.length === 0 ? [] : [`The best step is at the edge of the lattice for ${edges.join(', ')}.`];
}

function tableOf(cells: Cell[]): Finding['table'] {
  return {
    columns: [
      'rule',
      'batch',
      'best step',
      ...TARGETS.map((share) => `passes to ${share.toExponential(0)}`),
      'passes at 1/L',
    ],
    rows: cells.map((cell) => [
      cell.rule,
      cell.batch,
      cell.step,
      ...cell.passes.map(finiteOrNull),
      finiteOrNull(cell.fixed),
    ]),
  };
}

function picturesOf(runs: DrawnRun[]): Figure[] {
  const start = runs[0]?.curve[0]?.suboptimality;
  return start == null
    ? []
    : figuresOf(drawRuns(runs, { targetSuboptimality: TARGETS[DECIDING] * start }), byBatch, 'passes');
}
