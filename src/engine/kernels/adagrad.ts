import { Descent } from './descent';
import { Matrix, rowEnd, rowStart } from './matrix';
import { f64At, gather, u32At } from './sparse';

// Adagrad's batches leave their step directions g^(k) in `gradients`. Where nothing else needs the
// list of active features, a weight moves only when it is next read: that saves the list, and a pass
// over the batch.

const EPSILON: f64 = 1e-8;

/** The margin of a row, once the weights of its features have moved by what is left in `gradients`. */
export function settledDot(matrix: Matrix, descent: Descent, row: usize, stepSize: f64): f64 {
  const start = rowStart(matrix, row);
  const end = rowEnd(matrix, row);
  let index = u32At(matrix.indices, start);
  let value = f64At(matrix.values, start);
  const last = u32At(matrix.indices, end);
  const lastTwo = u32At(matrix.indices, start + ((end - start) & ~1));
  let sums = f64x2.splat(0);
  while (index < lastTwo) {
    const moved = settleTwo(descent, load<u32>(index), load<u32>(index, 4), stepSize);
    sums = f64x2.add(sums, f64x2.mul(moved, v128.load(value)));
    index += 8;
    value += 16;
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (index < last) {
    const k = load<u32>(index);
    settleOne(descent, k, stepSize);
    sum += load<f64>(f64At(descent.weights, k)) * load<f64>(value);
  }
  return sum;
}

/** Moves all weights by what is left in `gradients`, but where the batches themselves did. */
export function settleAll(descent: Descent, features: u32, stepSize: f64): void {
  if (descent.active) return;
  for (let k: u32 = 0; k < features; k++) settleOne(descent, k, stepSize);
}

/** G_k += (g^(k))², then w_k −= γg^(k)/(√G_k + ε), for two features; returns their weights. */
function settleTwo(descent: Descent, k0: u32, k1: u32, stepSize: f64): v128 {
  const gradient0 = f64At(descent.gradients, k0);
  const gradient1 = f64At(descent.gradients, k1);
  const square0 = f64At(descent.squares, k0);
  const square1 = f64At(descent.squares, k1);
  const weight0 = f64At(descent.weights, k0);
  const weight1 = f64At(descent.weights, k1);
  const gradients = gather(gradient0, gradient1);
  const squares = f64x2.add(gather(square0, square1), f64x2.mul(gradients, gradients));
  const roots = f64x2.add(f64x2.sqrt(squares), f64x2.splat(EPSILON));
  const steps = f64x2.div(f64x2.mul(f64x2.splat(stepSize), gradients), roots);
  const weights = f64x2.sub(gather(weight0, weight1), steps);
  store<u64>(gradient0, 0);
  store<u64>(gradient1, 0);
  v128.store_lane<f64>(square0, squares, 0);
  v128.store_lane<f64>(square1, squares, 1);
  v128.store_lane<f64>(weight0, weights, 0);
  v128.store_lane<f64>(weight1, weights, 1);
  return weights;
}

/** The same for one feature; returns its ρ = γ/(√G_k + ε). */
export function settleOne(descent: Descent, k: u32, stepSize: f64): f64 {
  const gradients = f64At(descent.gradients, k);
  const squares = f64At(descent.squares, k);
  const weight = f64At(descent.weights, k);
  const gradient = load<f64>(gradients);
  const sum = load<f64>(squares) + gradient * gradient;
  const rate = stepSize / (sqrt<f64>(sum) + EPSILON);
  store<f64>(gradients, 0);
  store<f64>(squares, sum);
  store<f64>(weight, load<f64>(weight) - rate * gradient);
  return rate;
}
