import { type DrawnGroup, drawRuns } from '../../results/comparison/curves.js';
import type { Finding } from '../../results/verdicts.js';
import type { Claim, Judgement, Scope } from '../claim.js';
import { describeGain, describeLambda, firstSeeds, sweepOf } from '../design.js';
import { tunedSweep } from './sample-efficiency.js';

/** A difference below this share of the progress is none. */
const SMALL = 0.005;

/** Found here: what the count of a batch is worth, beside the rescaling that it has on average. */
export const counting: Claim = {
  name: 'counting',
  title: 'What counting buys',
  statement: 'Dividing by the count of each batch ends no higher than applying the rescaling that it has on average.',
  source: 'found here',
  criterion:
    'It holds up to the batch B such that at every batch up to B, adabatch ends at most 0.5 % of the progress F(w₀) − F_1 ' +
    'above expected: medians over 5 seeds, steps tuned.',
  isTimed: false,
  runs(scope) {
    const { base, axes } = tunedSweep(scope);
    return sweepOf(base, { ...axes, rule: ['adabatch', 'expected'], seed: firstSeeds(5) });
  },
  judge({ scope, runs }): Judgement {
    return { findings: drawRuns([...runs], {}).groups.map((group) => findingOf(group, scope)), figures: [] };
  },
};

function findingOf(group: DrawnGroup, scope: Scope): Omit<Finding, 'dataset'> {
  const about = describeLambda(group.objective.l2, scope);
  const leads = leadsOf(group);
  const table = {
    columns: ['batch', 'adabatch below expected, %'],
    rows: leads.map(({ batch, lead }) => [batch, 100 * lead]),
  };
  if (group.separated || leads.length === 0) {
    return { about, verdict: 'uninformative', batch: null, reason: 'The data are separated.', remarks: [], table };
  }
  const position = leads.findIndex(({ lead }) => lead < -SMALL);
  const worst = leads.reduce((least, next) => (next.lead < least.lead ? next : least));
  const best = leads.reduce((most, next) => (next.lead > most.lead ? next : most));
  const ends = `t ends ${describeGain(worst.lead)} expected (batch ${worst.batch})`;
  const reason =
    worst === best ? `I${ends}.` : `At worst i${ends}, at best ${describeGain(best.lead)} (batch ${best.batch}).`;
  const batch = (position < 0 ? leads.at(-1) : leads[position - 1])?.batch ?? null;
  const verdict = position < 0 ? 'holds' : position === 0 ? 'does not hold' : 'holds up to';
  return { about, verdict, batch, reason, remarks: [], table };
}

/** By how much adabatch ends below expected at each batch above 1, as a share of the progress of batch 1. */
function leadsOf({ rows, criticalBatches }: DrawnGroup): { batch: number; lead: number }[] {
  const reference = criticalBatches[0]?.reference;
  if (!reference) return [];
  const finalOf = (rule: string, batch: unknown) =>
    rows.find(({ keys }) => keys.rule === rule && keys.batch === batch)?.finalLoss?.median ?? Number.NaN;
  const batches = rows
    .filter(({ keys }) => keys.rule === 'adabatch' && keys.batch !== 1)
    .map(({ keys }) => Number(keys.batch));
  return batches
    .map((batch) => ({
      batch,
      lead: (finalOf('expected', batch) - finalOf('adabatch', batch)) / (reference.initial - reference.final),
    }))
    .filter(({ lead }) => Number.isFinite(lead));
}
