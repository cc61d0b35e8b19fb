import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { codeOf } from '../engine/wasm.js';
import { UserError } from '../util/errors.js';
import { randomFor } from '../util/random.js';
import { squared } from './losses.js';
import type { Problem } from './problem.js';

const MAX_ITERATIONS = 100;
const PRECISION = 1e-3;

/** L = φ''max · maxᵢ‖xᵢ‖², the smoothness of one sample's loss, without L2. Throws a UserError if it is no double. */
export function sampleSmoothness({ kernels, loss, train }: Problem): number {
  const squaredNorm = kernels.largestSquaredRowNorm(train.address);
  const smoothness = loss.curvature * squaredNorm;
  if (Number.isFinite(smoothness) && Number.isFinite(1 / smoothness)) return smoothness;
  throw new UserError(
    `the largest squared norm of a row is ${squaredNorm}, out of the range of doubles`,
    'Rescale the features',
  );
}

/** L_f = φ''max · λmax(XᵀX)/N, the smoothness of the mean loss without the L2 term. */
export function meanSmoothness(problem: Problem): number {
  const { loss, spectrum } = problem;
  spectrum.largest ??= largestEigenvalue(problem);
  return loss.curvature * spectrum.largest;
}

/**
 * λmax(XᵀX)/N by power iteration until it changes by less than one part in a thousand. It is an estimate from
 * below. It takes two arrays as long as the weights and one as long as the labels in the engine's memory.
 */
function largestEigenvalue({ memory, kernels, train, features }: Problem): number {
  const vector = memory.allocateF64(features);
  const product = memory.allocateF64(features);
  const random = randomFor(0, 'power-iteration');
  memory.f64(vector, features).forEach((_, feature, all) => {
    all[feature] = 1 + uniformFloat64(random);
  });
  const unlabelled = train.withoutLabels(memory);
  const asSquared = codeOf(kernels, 'LossCode', squared.name);
  let eigenvalue = 0;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    scale(memory.f64(vector, features), 1 / Math.sqrt(kernels.squaredNorm(vector, features)));
    memory.f64(product, features).fill(0);
    kernels.addGradient(unlabelled, asSquared, vector, product);
    const previous = eigenvalue;
    eigenvalue = Math.sqrt(kernels.squaredNorm(product, features)) / train.rows;
    if (Math.abs(eigenvalue - previous) <= PRECISION * eigenvalue) break;
    memory.f64(vector, features).set(memory.f64(product, features));
  }
  return eigenvalue;
}

function scale(array: Float64Array, factor: number): void {
  for (let position = 0; position < array.length; position++) array[position] = array[position]! * factor;
}
