import { Descent } from './descent';
import { blockEnd, Matrix, rowAt, rowStart } from './matrix';
import { dot, elementAt, f64At, u32At } from './sparse';
import { commonWeight, dataStep, shrink } from './steps';

// Where nothing needs the list of active features, a batch only leaves its step directions g^(k), and a
// weight moves, or settles, when it is next read: that saves the list, and a pass over the batch. Where
// batches are single samples, the directions are known at once, and so is the step.

/** The state of Adagrad for a feature, side by side: one cache line per feature, not three. */
@unmanaged
class AdaptiveFeature {
  /** w_k */
  weight: f64;
  /** G_k, the summed squares of the step directions. */
  squares: f64;
  /** The step direction that has not yet moved the weight, else 0. */
  direction: f64;
}

const EPSILON: f64 = 1e-8;
const DIRECTION = offsetof<AdaptiveFeature>('direction');

/** The address of a feature in an array of them, which is also that of its weight. */
export function adaptiveAt(features: usize, k: u32): usize {
  return elementAt<AdaptiveFeature>(features, k);
}

/** The address of the first step direction in an array of features. */
function directionsOf(features: usize): usize {
  return features + DIRECTION;
}

/** What the stored values at positions start … end - 1 add to the margin of their row. */
export function adaptiveDot(matrix: Matrix, descent: Descent, start: u32, end: u32, stepSize: f64): f64 {
  if (descent.active || descent.batch === 1) return dot<AdaptiveFeature>(matrix, start, end, descent.state);
  return settledDot(matrix, descent.state, start, end, stepSize);
}

/** Writes what each block of a row adds to its margin, a stride apart. */
export function writeAdaptiveDots(
  matrix: Matrix,
  descent: Descent,
  row: usize,
  target: usize,
  stride: usize,
  stepSize: f64,
): void {
  let start = rowStart(matrix, row);
  for (let block: u32 = 0; block < matrix.blocks; block++) {
    const end = blockEnd(matrix, row, block);
    store<f64>(target, adaptiveDot(matrix, descent, start, end, stepSize));
    target += stride;
    start = end;
  }
}

/** The same, once their features are settled. */
function settledDot(matrix: Matrix, features: usize, start: u32, end: u32, stepSize: f64): f64 {
  let index = u32At(matrix.indices, start);
  let value = f64At(matrix.values, start);
  const last = u32At(matrix.indices, end);
  const lastTwo = u32At(matrix.indices, start + ((end - start) & ~1));
  let sums = f64x2.splat(0);
  while (index < lastTwo) {
    const first = adaptiveAt(features, load<u32>(index));
    const second = adaptiveAt(features, load<u32>(index, 4));
    sums = f64x2.add(sums, f64x2.mul(settleTwo(first, second, stepSize), v128.load(value)));
    index += 8;
    value += 16;
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (index < last) {
    const feature = adaptiveAt(features, load<u32>(index));
    settle(feature, stepSize);
    sum += load<f64>(feature) * load<f64>(value);
  }
  return sum;
}

/**
 * The step of Adagrad. That of several samples leaves its direction, which settles here on listed features, else when
 * they are next read.
 */
export function takeAdaptiveStep(
  matrix: Matrix,
  descent: Descent,
  rows: usize,
  batch: u32,
  stepSize: f64,
  base: i32,
  length: u32,
): void {
  const factor = commonWeight(descent);
  const features = descent.state;
  const isLeft = descent.active !== 0 || descent.batch > 1;
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    const coefficient = load<f64>(f64At(descent.derivatives, sample));
    if (isLeft) dataStep<AdaptiveFeature>(matrix, descent, row, directionsOf(features), coefficient, factor, base);
    else moveRow(matrix, features, row, factor * coefficient, stepSize);
  }
  settleListed(descent, stepSize, base, length);
}

function settleListed(descent: Descent, stepSize: f64, base: i32, length: u32): void {
  for (let position: u32 = 0; position < length; position++) {
    const k = load<u32>(u32At(descent.active, position));
    const weight = adaptiveAt(descent.state, k);
    const rate = settle(weight, stepSize);
    if (descent.lambda > 0 && k < descent.regularised) shrink(descent, k, weight, rate, base);
  }
}

/**
 * Moves the weights of a row's features at once, by step directions of factor · x_k; nothing is left from before. It
 * goes block by block, since a last odd value is rounded otherwise than a pair.
 */
function moveRow(matrix: Matrix, features: usize, row: usize, factor: f64, stepSize: f64): void {
  let start = rowStart(matrix, row);
  for (let block: u32 = 0; block < matrix.blocks; block++) {
    const end = blockEnd(matrix, row, block);
    moveFeatures(matrix, features, start, end, factor, stepSize);
    start = end;
  }
}

function moveFeatures(matrix: Matrix, features: usize, start: u32, end: u32, factor: f64, stepSize: f64): void {
  let index = u32At(matrix.indices, start);
  let value = f64At(matrix.values, start);
  const last = u32At(matrix.indices, end);
  const lastTwo = u32At(matrix.indices, start + ((end - start) & ~1));
  const factors = f64x2.splat(factor);
  while (index < lastTwo) {
    const first = adaptiveAt(features, load<u32>(index));
    const second = adaptiveAt(features, load<u32>(index, 4));
    moveTwo(first, second, f64x2.mul(factors, v128.load(value)), stepSize);
    index += 8;
    value += 16;
  }
  if (index < last) {
    const feature = adaptiveAt(features, load<u32>(index));
    store<f64>(feature, factor * load<f64>(value), DIRECTION);
    settle(feature, stepSize);
  }
}

/** Settles all features. */
export function settleAll(descent: Descent, features: u32, stepSize: f64): void {
  const pairs = features & ~1;
  for (let k: u32 = 0; k < pairs; k += 2) {
    settleTwo(adaptiveAt(descent.state, k), adaptiveAt(descent.state, k + 1), stepSize);
  }
  if (pairs < features) settle(adaptiveAt(descent.state, pairs), stepSize);
}

/**
 * Moves a weight by its remaining direction: G_k += (g^(k))², then w_k −= ρg^(k).
 * @returns ρ = γ/(√G_k + ε), and 0 while G_k is 0 (this project's)
 */
function settle(address: usize, stepSize: f64): f64 {
  const feature = changetype<AdaptiveFeature>(address);
  const direction = feature.direction;
  const squares = feature.squares + direction * direction;
  // A feature that has never had a gradient has no rate yet: γ/ε would let L2 wipe its weight at once.
  const rate = squares > 0 ? stepSize / (sqrt<f64>(squares) + EPSILON) : 0;
  feature.weight -= rate * direction;
  feature.squares = squares;
  feature.direction = 0;
  return rate;
}

/** Settles two features; returns their weights. */
function settleTwo(first: usize, second: usize, stepSize: f64): v128 {
  const directions = v128.load_lane<f64>(second, v128.load64_zero(first, DIRECTION), 1, DIRECTION);
  store<u64>(first, 0, DIRECTION);
  store<u64>(second, 0, DIRECTION);
  return moveTwo(first, second, directions, stepSize);
}

/** Moves the weights of two features by their step directions; returns the weights. */
function moveTwo(first: usize, second: usize, directions: v128, stepSize: f64): v128 {
  const pair0 = v128.load(first);
  const pair1 = v128.load(second);
  const squares = f64x2.add(v128.shuffle<f64>(pair0, pair1, 1, 3), f64x2.mul(directions, directions));
  const roots = f64x2.add(f64x2.sqrt(squares), f64x2.splat(EPSILON));
  const steps = f64x2.div(f64x2.mul(f64x2.splat(stepSize), directions), roots);
  const weights = f64x2.sub(v128.shuffle<f64>(pair0, pair1, 0, 2), steps);
  v128.store(first, v128.shuffle<f64>(weights, squares, 0, 2));
  v128.store(second, v128.shuffle<f64>(weights, squares, 1, 3));
  return weights;
}
