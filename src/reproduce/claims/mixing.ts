import type { DrawnRun } from '../../results/comparison/curves.js';
import type { Finding } from '../../results/verdicts.js';
import { finiteOrNull } from '../../util/finite.js';
import { groupBy } from '../../util/group-by.js';
import { rounded } from '../../util/text.js';
import type { Claim, Judgement, Scope } from '../claim.js';
import { byLambda, describeLambda, sweepOf, withoutMinimiser } from '../design.js';

const RULES = ['mean', 'adabatch', 'expected', 'power:0.5'];
const QUICK_RULES = ['mean', 'adabatch'];
const BATCH = 8;
const STEPS = ['0.125/L', '1/L', '8/L'];
/** This many times as far from the optimum is a bias, and no scatter. */
const FURTHER = 2;
/** A floor above this share of F(w₀) − F* is no floor: the run was too short. */
const NEAR = 0.01;

/** Found here: where batches keep their rows, adabatch comes near the minimiser of a reweighted loss. */
export const mixing: Claim = {
  name: 'mixing',
  title: 'Batches must mix',
  statement: 'AdaBatch comes to the optimum only where batches have other rows in every epoch.',
  source: 'found here',
  criterion:
    'It holds if adabatch, its iterates averaged over the second half of a run, ends at least twice as far above F* under ' +
    'order sequential as under interleaved, while the mean does not: batch 8, the step of 1/(8·L), 1/L and 8/L that ends ' +
    'lowest under interleaved. Where that is not within 1 % of F(w₀) − F*, the runs are too short to say.',
  isTimed: false,
  runs({ base, minimised, isQuick }) {
    const epochs = isQuick ? 20 : 60;
    return sweepOf(base, {
      ...{
        l2: minimised.slice(-1),
        rule: isQuick ? QUICK_RULES : RULES,
        batch: [BATCH],
        order: ['sequential', 'interleaved'],
      },
      ...{ stepSize: STEPS, epochs: [epochs], average: [epochs / 2], measureEvery: [epochs / 2] },
      suboptimality: ['true'],
    });
  },
  judge({ scope, runs }): Judgement {
    const groups = byLambda(runs);
    const found = groups.map((ofLambda) => findingOf(ofLambda, scope));
    return { findings: [...withoutMinimiser(scope), ...found], figures: [] };
  },
};

/** Where a rule ends above F* under either order, at the step that is best where batches mix. */
interface Floor {
  rule: string;
  step: number;
  fixed: number;
  mixed: number;
}

function findingOf(runs: DrawnRun[], scope: Scope): Omit<Finding, 'dataset'> {
  const about = describeLambda(runs[0]?.configuration.l2 ?? 0, scope);
  const floors = RULES.flatMap((rule) => floorOf(runs.filter(({ configuration }) => configuration.rule === rule)));
  const table = {
    columns: ['rule', 'step size', 'sequential: F − F*', 'interleaved: F − F*'],
    rows: floors.map(({ rule, step, fixed, mixed }) => [rule, step, finiteOrNull(fixed), finiteOrNull(mixed)]),
  };
  const start = runs[0]?.curve[0]?.suboptimality ?? 0;
  const [own, other] = ['adabatch', 'mean'].map((name) => floors.find(({ rule }) => rule === name));
  if (!own || !other || ![own, other].every(({ mixed }) => mixed <= NEAR * start)) {
    const reason = 'The runs are too short to come near F*.';
    return { about, verdict: 'uninformative', batch: null, reason, remarks: [], table };
  }
  const [ratio, ofMean] = [own.fixed / own.mixed, other.fixed / other.mixed];
  const reason = `Under sequential adabatch ends ${rounded(ratio, 3)} times as far above F* as under interleaved, the mean ${rounded(ofMean, 3)} times.`;
  const remarks = ofMean >= FURTHER ? ['The order of the file disturbs every rule, so it says nothing of one.'] : [];
  return { about, verdict: verdictOf(ratio, ofMean), batch: null, reason, remarks, table };
}

function verdictOf(ratio: number, ofMean: number): Finding['verdict'] {
  if (ofMean >= FURTHER) return 'uninformative';
  return ratio >= FURTHER ? 'holds' : 'does not hold';
}

function floorOf(runs: DrawnRun[]): Floor[] {
  const floors = [...groupBy(runs, ({ configuration }) => String(configuration.stepSize)).values()].map((ofStep) => {
    const end = (order: string) => endOf(ofStep.find((run) => run.configuration.order === order));
    const [{ configuration }] = ofStep as [DrawnRun, ...DrawnRun[]];
    const { rule, stepSize: step } = configuration;
    return { rule, step, fixed: end('sequential'), mixed: end('interleaved') };
  });
  return floors.sort((one, other) => one.mixed - other.mixed).slice(0, 1);
}

function endOf(run: DrawnRun | undefined): number {
  return (run?.status === 'diverged' ? null : run?.curve.at(-1)?.suboptimality) ?? Number.POSITIVE_INFINITY;
}
