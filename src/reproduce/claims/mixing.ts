import { type DrawnGroup, drawRuns } from '../../results/comparison/curves.js';
import type { Finding } from '../../results/verdicts.js';
import { rounded } from '../../util/text.js';
import type { Claim, Judgement, Scope } from '../claim.js';
import { describeLambda, firstSeeds, sweepOf } from '../design.js';

const RULES = ['mean', 'adabatch', 'expected', 'power:0.5'];
const BATCH = 8;
/** This many times as far from the optimum is a bias, and no scatter. */
const FURTHER = 2;

/** Found here: where batches keep their rows, adabatch comes near the minimiser of a reweighted loss. */
export const mixing: Claim = {
  name: 'mixing',
  title: 'Batches must mix',
  statement: 'AdaBatch comes to the optimum only where batches have other rows in every epoch.',
  source: 'found here',
  criterion:
    'It holds if adabatch, its iterates averaged over the second half of a run, ends at least twice as far above F* under ' +
    'order sequential as under interleaved, at batch 8 and automatic steps, while the mean does not.',
  isTimed: false,
  runs({ base, minimised, isQuick }) {
    const epochs = isQuick ? 20 : 60;
    return sweepOf(base, {
      ...{ l2: minimised.slice(-1), rule: RULES, batch: [BATCH], order: ['sequential', 'interleaved'] },
      ...{ epochs: [epochs], average: [epochs / 2], measureEvery: [epochs / 2] },
      ...{ suboptimality: ['true'], seed: firstSeeds(3) },
    });
  },
  judge({ scope, runs }): Judgement {
    return { findings: drawRuns([...runs], {}).groups.map((group) => findingOf(group, scope)), figures: [] };
  },
};

function findingOf(group: DrawnGroup, scope: Scope): Omit<Finding, 'dataset'> {
  const about = describeLambda(group.objective.l2, scope);
  const floors = RULES.map((rule) => ({
    rule,
    fixed: floorOf(group, rule, 'sequential'),
    mixing: floorOf(group, rule, 'interleaved'),
  }));
  const ratio = (name: string) => {
    const floor = floors.find(({ rule }) => rule === name);
    return floor ? floor.fixed / floor.mixing : Number.NaN;
  };
  const [own, other] = [ratio('adabatch'), ratio('mean')];
  const reason = `Under sequential adabatch ends ${rounded(own, 3)} times as far above F* as under interleaved, the mean ${rounded(other, 3)} times.`;
  return {
    ...{ about, ...verdictOf(own, other), batch: null, reason, remarks: [] },
    table: {
      columns: ['rule', 'sequential: F − F*', 'interleaved: F − F*'],
      rows: floors.map(({ rule, fixed, mixing: mixed }) => [rule, finiteOrNull(fixed), finiteOrNull(mixed)]),
    },
  };
}

function verdictOf(own: number, other: number): Pick<Finding, 'verdict'> {
  // Where the order of the file disturbs every rule, it says nothing of one.
  if (!Number.isFinite(own) || !Number.isFinite(other) || other >= FURTHER) return { verdict: 'uninformative' };
  return { verdict: own >= FURTHER ? 'holds' : 'does not hold' };
}

function floorOf({ rows }: DrawnGroup, rule: string, order: string): number {
  const row = rows.find(({ keys }) => keys.rule === rule && keys.order === order);
  return row?.finalSuboptimality?.median ?? Number.NaN;
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
