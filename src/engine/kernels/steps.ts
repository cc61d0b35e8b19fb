import { AdaptiveFeature, adaptiveAt, directionsOf, moveRow, settle, settledDot } from './adagrad';
import { settleSums } from './average';
import { Descent } from './descent';
import { lossDerivative } from './losses';
import { labelOf, Matrix, rowAt, rowEnd, rowStart } from './matrix';
import {
  count,
  countAndList,
  dot,
  f64At,
  rowDot,
  ruleWeight,
  scatter,
  scatterAny,
  scatterByCount,
  u32At,
} from './sparse';

/**
 * Steps over `samples` rows of an order, `batch` at a time (`samples` is a multiple of `batch`): SGD's,
 * SVRG's where there is a drift, Adagrad's where there are adaptive features, with L2 where λ > 0.
 * Counts are stamped above `base`, which grows by `batch` with every batch.
 * @param weights the rule's weights by count, in batches of this size
 */
export function steps(
  matrix: Matrix,
  descent: Descent,
  order: usize,
  samples: u32,
  batch: u32,
  stepSize: f64,
  base: i32,
  weights: usize,
): void {
  descent.weightByCount = weights;
  for (let first: u32 = 0; first < samples; first += batch) {
    const rows = u32At(order, first);
    const length = beginBatch(matrix, descent, rows, batch, stepSize, base);
    endBatch(matrix, descent, rows, batch, stepSize, base, length);
    base += batch;
  }
}

/**
 * The first half of one batch, before its weights move: the coefficients, and the counts and the list
 * of active features where the descent has room for them. A rule that looks at more than the count sets
 * `weightByFeature` of the listed features before the second half.
 * @returns the length of the list
 */
export function beginBatch(matrix: Matrix, descent: Descent, rows: usize, batch: u32, stepSize: f64, base: i32): u32 {
  let length: u32 = 0;
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    const margin = marginOf(matrix, descent, rowStart(matrix, row), rowEnd(matrix, row), stepSize);
    store<f64>(f64At(descent.coefficients, sample), coefficientOf(matrix, descent, row, margin));
    length = countRow(matrix, descent, row, base, length);
  }
  return length;
}

/** Counts a row's features, and lists them, where the descent has room for that; returns the length of the list. */
export function countRow(matrix: Matrix, descent: Descent, row: usize, base: i32, length: u32): u32 {
  if (descent.active) return countAndList(matrix, row, descent.counts, base, descent.active, length);
  if (descent.counts) count(matrix, row, descent.counts, base);
  return length;
}

/** φ'(m, y) of a row, for SVRG less that at the snapshot. */
export function coefficientOf(matrix: Matrix, descent: Descent, row: usize, margin: f64): f64 {
  const derivative = lossDerivative(descent.loss, margin, labelOf(matrix, row));
  return descent.drift ? derivative - load<f64>(descent.snapshotDerivatives + (row << 3)) : derivative;
}

/** What the stored values at positions start … end - 1 add to the margin of their row. */
export function marginOf(matrix: Matrix, descent: Descent, start: u32, end: u32, stepSize: f64): f64 {
  if (!descent.adaptive) return dot<f64>(matrix, start, end, descent.weights);
  if (descent.active || descent.batch === 1) return dot<AdaptiveFeature>(matrix, start, end, descent.adaptive);
  return settledDot(matrix, descent.adaptive, start, end, stepSize);
}

/**
 * The second half of one batch: the sums of the average, then the data step, on the listed features with the proximal step of L2.
 * Adagrad's of several samples leaves its direction, which settles here on listed features, else when
 * they are next read.
 */
export function endBatch(
  matrix: Matrix,
  descent: Descent,
  rows: usize,
  batch: u32,
  stepSize: f64,
  base: i32,
  length: u32,
): void {
  if (descent.averages) settleSums(descent, length);
  descent.updates += 1;
  const factor = (descent.adaptive ? 1 : -stepSize) * commonWeight(descent);
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    const coefficient = load<f64>(f64At(descent.coefficients, sample));
    if (!descent.adaptive) dataStep<f64>(matrix, descent, row, descent.weights, coefficient, factor, base);
    else adaptiveStep(matrix, descent, row, coefficient, factor, stepSize, base);
  }
  if (descent.adaptive) settleListed(descent, stepSize, base, length);
  else if (descent.lambda > 0) shrinkListed(descent, stepSize, base, length);
}

function shrinkListed(descent: Descent, stepSize: f64, base: i32, length: u32): void {
  for (let position: u32 = 0; position < length; position++) {
    const k = load<u32>(u32At(descent.active, position));
    if (k < descent.regularised) shrink(descent, k, f64At(descent.weights, k), stepSize, base);
  }
}

function settleListed(descent: Descent, stepSize: f64, base: i32, length: u32): void {
  for (let position: u32 = 0; position < length; position++) {
    const k = load<u32>(u32At(descent.active, position));
    const weight = adaptiveAt(descent.adaptive, k);
    const rate = settle(weight, stepSize);
    if (descent.lambda > 0 && k < descent.regularised) shrink(descent, k, weight, rate, base);
  }
}

/** Adagrad's part of a row: the step direction, or the step where batches are single samples. */
function adaptiveStep(
  matrix: Matrix,
  descent: Descent,
  row: usize,
  coefficient: f64,
  factor: f64,
  stepSize: f64,
  base: i32,
): void {
  const features = descent.adaptive;
  if (descent.active || descent.batch > 1) {
    dataStep<AdaptiveFeature>(matrix, descent, row, directionsOf(features), coefficient, factor, base);
  } else {
    moveRow(matrix, features, row, factor * coefficient, stepSize);
  }
}

/** The rule's weight where nothing is counted, since it is the same for all features; else 1. */
function commonWeight(descent: Descent): f64 {
  return descent.counts ? 1 : load<f64>(f64At(descent.weightByCount, 1));
}

/** target[k] += factor · coefficient · x_k · the rule's weight by count or by feature, over the row's support. */
function dataStep<T>(
  matrix: Matrix,
  descent: Descent,
  row: usize,
  target: usize,
  coefficient: f64,
  factor: f64,
  base: i32,
): void {
  const counts = descent.counts;
  if (descent.drift || descent.weightByFeature) scatterAny<T>(matrix, row, descent, target, coefficient, factor, base);
  else if (counts) scatterByCount<T>(matrix, row, target, factor * coefficient, counts, base, descent.weightByCount);
  else scatter<T>(matrix, row, target, factor * coefficient);
}

/** w_k ← w_k/(1 + ρλs_k) by one division, where s_k p_k is the rule's weight times the count. */
function shrink(descent: Descent, k: u32, weight: usize, rate: f64, base: i32): void {
  const times = load<i32>(u32At(descent.counts, k)) - base;
  const strength = rate * ruleWeight(descent, k, times) * times;
  const frequency = load<f64>(f64At(descent.frequencies, k));
  store<f64>(weight, (load<f64>(weight) * frequency) / (frequency + descent.lambda * strength));
}

/**
 * The snapshot of SVRG at the current weights: φ' of every row into `snapshotDerivatives`, and μ_k/p_k
 * into `drift`, μ the gradient of the mean loss. Features that never occur have a drift of 0.
 */
export function takeSnapshot(matrix: Matrix, descent: Descent, features: u32): void {
  memory.fill(descent.drift, 0, (<usize>features) << 3);
  for (let row: u32 = 0; row < matrix.rows; row++) {
    scatter<f64>(matrix, row, descent.drift, keepDerivative(matrix, descent, row));
  }
  divideDrift(matrix, descent, 0, features);
}

/** The part of a snapshot that is φ' of the rows from `first` to before `end`. */
export function fillDerivatives(matrix: Matrix, descent: Descent, first: u32, end: u32): void {
  for (let row = first; row < end; row++) keepDerivative(matrix, descent, row);
}

/** The part of a snapshot that is the drift of one part of the matrix, whose features are those from `first` to before `end`. */
export function fillDrift(part: Matrix, descent: Descent, first: u32, end: u32): void {
  memory.fill(f64At(descent.drift, first), 0, (<usize>(end - first)) << 3);
  for (let row: u32 = 0; row < part.rows; row++) {
    scatter<f64>(part, row, descent.drift, load<f64>(f64At(descent.snapshotDerivatives, row)));
  }
  divideDrift(part, descent, first, end);
}

function keepDerivative(matrix: Matrix, descent: Descent, row: u32): f64 {
  const derivative = lossDerivative(descent.loss, rowDot(matrix, row, descent.weights), labelOf(matrix, row));
  store<f64>(f64At(descent.snapshotDerivatives, row), derivative);
  return derivative;
}

/** Makes sums of gradients μ_k/p_k. */
function divideDrift(matrix: Matrix, descent: Descent, first: u32, end: u32): void {
  for (let k = first; k < end; k++) {
    const rowsWith: f64 = load<f64>(f64At(descent.frequencies, k)) * matrix.rows;
    const drift = f64At(descent.drift, k);
    if (rowsWith > 0) store<f64>(drift, load<f64>(drift) / rowsWith);
  }
}
