import type { BatchInspection, Regimes } from '../results/inspection.js';
import { expectedRescaling } from '../rules/expected.js';
import type { FrequencyGroup } from './frequencies.js';
import { weightedQuantiles, weightedRanking } from './quantiles.js';

/** c_k counts as being at a limit, B or 1/p_k, from this share of it on. */
const NEAR = 0.9;
const PROFILE_LENGTH = 20;

/** The rescaling of adabatch over the features and stored values of a dataset. */
type RescalingPicture = Pick<BatchInspection, 'rescaling' | 'overFeatures' | 'overValues' | 'profile'>;

/** A group with c_k of its features and p_k·c_k, the probability that a batch contains a given one of them. */
interface RescaledGroup extends FrequencyGroup {
  factor: number;
  presence: number;
}

/**
 * The effect of the rescaling c_k on a dataset.
 * @param groups the features by count, the most frequent first; at least one
 */
export function rescalingPicture(groups: readonly FrequencyGroup[], rows: number, batch: number): RescalingPicture {
  const rescaled = groups.map((group) => rescale(group, rows, batch));
  const factors = rescaled.map(({ factor }) => factor);
  const features = rescaled.map((group) => group.features);
  const values = rescaled.map((group) => group.features * group.count);
  const over = (weights: number[]) => ({
    quantiles: weightedQuantiles(factors, weights),
    regimes: regimesOf(rescaled, weights, batch),
  });
  return {
    rescaling: meanRescaling(groups, rows, batch),
    overFeatures: over(features),
    overValues: over(values),
    profile: profileOf(factors, values),
  };
}

/**
 * How much further than the mean adabatch moves a weight that is active, on average over the stored values:
 * Σ_k p_k·c_k / Σ_k p_k, distinct features of a batch over features of a row (this project's). 1 on dense data; B on
 * disjoint supports, but for rows that are drawn twice.
 */
export function meanRescaling(groups: readonly FrequencyGroup[], rows: number, batch: number): number {
  let rescaled = 0;
  let values = 0;
  for (const { count, features } of groups) {
    rescaled += features * count * expectedRescaling(count / rows, batch);
    values += features * count;
  }
  return rescaled / values;
}

function rescale(group: FrequencyGroup, rows: number, batch: number): RescaledGroup {
  const frequency = group.count / rows;
  const factor = expectedRescaling(frequency, batch);
  return { ...group, factor, presence: frequency * factor };
}

function regimesOf(groups: readonly RescaledGroup[], weights: readonly number[], batch: number): Regimes {
  const shares: Regimes = { sum: 0, between: 0, scaled: 0 };
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  groups.forEach((group, position) => {
    shares[regimeOf(group, batch)] += weights[position]! / total;
  });
  return shares;
}

function regimeOf({ factor, presence }: RescaledGroup, batch: number): keyof Regimes {
  if (factor >= NEAR * batch) return 'sum';
  return presence >= NEAR ? 'scaled' : 'between';
}

/** c_k in the middle of each of the equal shares of the stored values. */
function profileOf(factors: readonly number[], values: readonly number[]): number[] {
  const factorAt = weightedRanking(factors, values);
  return Array.from({ length: PROFILE_LENGTH }, (_, share) => factorAt((share + 0.5) / PROFILE_LENGTH));
}
