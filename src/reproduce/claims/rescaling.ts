import type { Finding } from '../../results/verdicts.js';
import { adabatch } from '../../rules/adabatch.js';
import { finiteOrNull } from '../../util/finite.js';
import { randomFor } from '../../util/random.js';
import { count, percent, rounded } from '../../util/text.js';
import type { Claim } from '../claim.js';
import { type Agreement, agreementOf } from '../sampling/agreement.js';
import { type Drawing, withoutReplacement, withReplacement } from '../sampling/drawings.js';
import { type Gradients, gradientsOf } from '../sampling/gradients.js';
import { planFor } from '../sampling/plan.js';
import { type Plan, sampleBatches, type Weigh } from '../sampling/repetitions.js';
import { correlationWithAdagrad, rescalingsOf, varianceRatio } from '../sampling/scales.js';

/** Fixed, so that the same data have the same verdict. */
const SEED = 0;
/** The bounds of the criterion; the standard error is that of the mean of 1,000 independent values. */
const BOUNDS = { meanZ: 0.1, variance: [0.9, 1.1], beyond: 0.006, standardError: 1 / Math.sqrt(1000) } as const;
/** From this rank correlation on, two scales count as similar. */
const SIMILAR = 0.5;

/** Claim 2: the paper's C_B, held against batches that are drawn at the weights of the problem. */
export const rescaling: Claim = {
  name: '2',
  title: 'An implicit rescaling',
  statement:
    'AdaBatch rescales the gradient, feature by feature, as Adagrad does: ' +
    'E[g] = C_B ∇f with C_B = diag(c_k), c_k = (1 − (1 − p_k)^B)/p_k.',
  source: 'the paper',
  criterion:
    'z is how far the mean aggregated gradient of T batches is from C_B ∇f, in standard errors, positive where it is ' +
    'too long, over the features with p·B·T ≥ 100. Holds if |mean z| < 0.1, the variance of z is 0.9 to 1.1, and ' +
    'less than 0.6 % of |z| are above 3. Since the features of a batch vary together, there must be as many of them ' +
    'and repetitions as tell what 1,000 independent z would: a standard error of mean z of at most 0.032.',
  isTimed: false,
  runs: () => [],
  async judge({ scope, layProblem }) {
    const gradients = gradientsOf((await layProblem()).problem);
    const plan = planFor(gradients, scope.isQuick);
    const drawings = [withReplacement, withoutReplacement];
    return { findings: drawings.map((drawing) => checkRescaling(gradients, plan, drawing)), figures: [] };
  },
};

/**
 * Checks the rescaling of batches that are drawn in one way.
 * @param weigh the weights to check: those of adabatch, or of a mistaken rule
 */
export function checkRescaling(
  gradients: Gradients,
  plan: Plan,
  drawing: Drawing,
  weigh: Weigh = adabatch.weight,
): Omit<Finding, 'dataset'> {
  const sample = sampleBatches(gradients, plan, drawing, weigh, randomFor(SEED, 'batches'));
  const rescalings = rescalingsOf(gradients, drawing, plan.batch);
  const gradient = Float64Array.from(plan.coordinates, (feature) => gradients.mean[feature]!);
  const agreement = agreementOf(
    sample,
    gradient.map((value, coordinate) => rescalings[plan.coordinates[coordinate]!]! * value),
  );
  const correlation = correlationWithAdagrad(gradients, drawing, plan.batch, rescalings);
  const ratio = varianceRatio(gradients, drawing, sample, rescalings);
  return {
    about: `${drawing.name}, B = ${plan.batch}`,
    ...verdictOn(agreement, plan),
    batch: null,
    remarks: remarksOn(gradients, drawing, correlation, ratio),
    table: {
      columns: ['figure', 'value'],
      rows: [
        ['T, batches of a repetition', plan.batches],
        ['repetitions', plan.repetitions],
        ['features with p·B·T ≥ 100', plan.coordinates.length],
        ['those whose mean is about normal', agreement.coordinates],
        ['mean z', finiteOrNull(agreement.meanZ)],
        ['standard error of mean z', finiteOrNull(agreement.standardError)],
        ['variance of z', finiteOrNull(agreement.variance)],
        ['share of |z| above 3', finiteOrNull(agreement.beyond)],
        ['mean z against ∇f, without C_B', finiteOrNull(agreementOf(sample, gradient).meanZ)],
        ['rank correlation of c_k with 1/√G_k', finiteOrNull(correlation)],
        ['variance of expected over that of adabatch', finiteOrNull(ratio)],
      ],
    },
  };
}

/** What the criterion says, with the figures that decide. */
function verdictOn(agreement: Agreement, { batches, repetitions }: Plan): Pick<Finding, 'verdict' | 'reason'> {
  const { coordinates, meanZ, standardError, variance, beyond } = agreement;
  if (coordinates === 0) {
    return {
      verdict: 'uninformative',
      reason: `No feature is active so often in ${batches} batches that its mean is about normal.`,
    };
  }
  const error = rounded(standardError, 2);
  if (!(standardError <= BOUNDS.standardError)) {
    return {
      verdict: 'uninformative',
      reason: `Mean z has a standard error of ${error} over ${count(repetitions, 'repetition')}, and 0.032 is wanted.`,
    };
  }
  const [least, most] = BOUNDS.variance;
  const outside = [
    !(Math.abs(meanZ) < BOUNDS.meanZ) && 'mean z',
    !(variance >= least && variance <= most) && 'the variance',
    !(beyond < BOUNDS.beyond) && 'the share above 3',
  ].filter((name) => name !== false);
  const figures =
    `Mean z is ${rounded(meanZ, 2)} with a standard error of ${error}, its variance ${rounded(variance, 3)}, and ` +
    `${percent(beyond)} of |z| are above 3, over ${count(coordinates, 'feature')} and ${count(repetitions, 'repetition')}`;
  if (outside.length === 0) return { verdict: 'holds', reason: `${figures}.` };
  return { verdict: 'does not hold', reason: `${figures}: out of bounds are ${outside.join(', ')}.` };
}

/** What else is to be said of c_k; figures that do not exist are NaN. */
function remarksOn({ counts, problem }: Gradients, drawing: Drawing, correlation: number, ratio: number): string[] {
  const remarks: string[] = [];
  const occurring = counts.filter((found) => found > 0);
  if (occurring.every((found) => found === problem.train.rows)) {
    remarks.push('Every feature is in every row, so that every c_k is 1, and adabatch is the mean.');
  } else if (drawing === withoutReplacement && occurring.every((found) => found === 1)) {
    remarks.push('No two rows share a feature, so that every N_k is 1, and adabatch is the sum, to the bit.');
  }
  if (Number.isNaN(correlation)) {
    remarks.push(
      'There is no rank correlation of c_k with the 1/√G_k of Adagrad: one of them is the same for every feature.',
    );
  } else {
    const similar = correlation >= SIMILAR ? 'similar' : 'not similar';
    remarks.push(
      `The rank correlation of c_k with the 1/√G_k of Adagrad, over ${count(occurring.length, 'feature')}, is ` +
        `${rounded(correlation, 2)}: ${similar}.`,
    );
  }
  if (!Number.isNaN(ratio)) {
    remarks.push(
      `The rule expected, of the same mean, has ${rounded(ratio, 3)} times the variance of adabatch (median).`,
    );
  }
  return remarks;
}
