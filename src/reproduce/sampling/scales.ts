import { median, sampleRankCorrelation } from 'simple-statistics';
import { variancesOf } from './agreement.js';
import type { Drawing } from './drawings.js';
import type { Gradients } from './gradients.js';
import type { Sample } from './repetitions.js';

/** c_k of every feature; 0 where it is in no row. */
export function rescalingsOf({ counts, problem }: Gradients, drawing: Drawing, batch: number): Float64Array {
  return Float64Array.from(counts, (count) => count && drawing.rescaling(count, problem.train.rows, batch));
}

/**
 * The rank correlation of c_k with 1/√G_k, the scale of Adagrad with the mean, over all features that occur. G_k is a
 * sum over batches of squared averages; this takes their expectation at the weights of the problem (ours).
 * @returns NaN if there is none, since all are equal
 */
export function correlationWithAdagrad(
  gradients: Gradients,
  drawing: Drawing,
  batch: number,
  rescalings: Float64Array,
): number {
  const squares = variancesOfMean(gradients, drawing, batch).map((variance, feature) => {
    return variance + gradients.mean[feature]! * gradients.mean[feature]!;
  });
  const features = [...rescalings.keys()].filter((feature) => rescalings[feature]! > 0 && squares[feature]! > 0);
  if (features.length < 2) return Number.NaN;
  return sampleRankCorrelation(
    features.map((feature) => rescalings[feature]!),
    features.map((feature) => 1 / Math.sqrt(squares[feature]!)),
  );
}

/**
 * The variance of `expected`, which is known, over that of the sampled rule: the median of the coordinates.
 * @returns NaN if no coordinate varies
 */
export function varianceRatio(
  gradients: Gradients,
  drawing: Drawing,
  sample: Sample,
  rescalings: Float64Array,
): number {
  const ofMean = variancesOfMean(gradients, drawing, sample.batch);
  const sampled = variancesOf(sample);
  const ratios = [...sample.coordinates].flatMap((feature, coordinate) => {
    const rescaling = rescalings[feature]!;
    return sampled[coordinate]! > 0 ? (rescaling * rescaling * ofMean[feature]!) / sampled[coordinate]! : [];
  });
  return ratios.length === 0 ? Number.NaN : median(ratios);
}

/** The variance of each feature's gradient averaged over a batch. */
function variancesOfMean({ mean, meanSquare, problem }: Gradients, drawing: Drawing, batch: number): Float64Array {
  const share = drawing.varianceOfMean(problem.train.rows, batch);
  return mean.map((value, feature) => share * (meanSquare[feature]! - value * value));
}
