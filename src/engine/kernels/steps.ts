import { adagradBegin, adagradEnd } from './adagrad';
import { settle } from './average';
import { Descent } from './descent';
import { lossDerivative } from './losses';
import { labelOf, Matrix, rowAt } from './matrix';
import { count, countAndList, dot, f64At, ruleWeight, scatter, scatterAny, scatterByCount, u32At } from './sparse';

/**
 * Steps over `samples` rows of an order, `batch` at a time (`samples` is a multiple of `batch`): SGD's,
 * SVRG's where there is a drift, Adagrad's where there are adaptive weights, with L2 where λ > 0. Counts are stamped above `base`, which grows by
 * `batch` with every batch.
 */
export function steps(
  matrix: Matrix,
  descent: Descent,
  order: usize,
  samples: u32,
  batch: u32,
  stepSize: f64,
  base: i32,
): void {
  for (let first: u32 = 0; first < samples; first += batch) {
    const rows = u32At(order, first);
    const length = beginBatch(matrix, descent, rows, batch, base);
    endBatch(matrix, descent, rows, batch, stepSize, base, length);
    base += batch;
  }
}

/**
 * The first half of one batch, before any weight moves: the coefficients, and the counts and the list
 * of active features where the descent has room for them. A rule that looks at more than the count sets
 * `weightByFeature` of the listed features before the second half.
 * @returns the length of the list
 */
export function beginBatch(matrix: Matrix, descent: Descent, rows: usize, batch: u32, base: i32): u32 {
  if (descent.adaptive) return adagradBegin(matrix, descent, rows, batch, base);
  let length: u32 = 0;
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    store<f64>(f64At(descent.coefficients, sample), coefficientOf(matrix, descent, row));
    if (descent.active) length = countAndList(matrix, row, descent.counts, base, descent.active, length);
    else if (descent.counts) count(matrix, row, descent.counts, base);
  }
  return length;
}

/** φ'(m, y) of a row, for SVRG less that at the snapshot. */
function coefficientOf(matrix: Matrix, descent: Descent, row: usize): f64 {
  const derivative = derivativeOf(matrix, descent, row);
  return descent.drift ? derivative - load<f64>(descent.snapshotDerivatives + (row << 3)) : derivative;
}

function derivativeOf(matrix: Matrix, descent: Descent, row: usize): f64 {
  return lossDerivative(descent.loss, dot(matrix, row, descent.weights), labelOf(matrix, row));
}

/** The second half of one batch: the sums of the average, the data step, then the proximal step of L2 on the listed features. */
export function endBatch(
  matrix: Matrix,
  descent: Descent,
  rows: usize,
  batch: u32,
  stepSize: f64,
  base: i32,
  length: u32,
): void {
  if (descent.averages) settle(descent, length);
  descent.updates += 1;
  if (descent.adaptive) {
    adagradEnd(descent, stepSize, base, length);
    return;
  }
  for (let sample: u32 = 0; sample < batch; sample++) {
    const coefficient = load<f64>(f64At(descent.coefficients, sample));
    dataStep(matrix, descent, rowAt(rows, sample), coefficient, -stepSize, base);
  }
  if (descent.lambda === 0) return;
  for (let position: u32 = 0; position < length; position++) {
    const k = load<u32>(u32At(descent.active, position));
    if (k >= descent.regularised) continue;
    const times = load<i32>(u32At(descent.counts, k)) - base;
    shrink(descent, k, stepSize * ruleWeight(descent, k, times) * times);
  }
}

function dataStep(matrix: Matrix, descent: Descent, row: usize, coefficient: f64, factor: f64, base: i32): void {
  const table = descent.weightByCount;
  if (descent.drift || descent.weightByFeature) scatterAny(matrix, row, descent, coefficient, factor, base);
  else if (table) scatterByCount(matrix, row, descent.weights, factor * coefficient, descent.counts, base, table);
  else scatter(matrix, row, descent.weights, factor * coefficient);
}

/** w_k ← w_k/(1 + γλs_k) by one division, where `strength` is γ s_k p_k. */
function shrink(descent: Descent, k: u32, strength: f64): void {
  const weight = f64At(descent.weights, k);
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
    const derivative = derivativeOf(matrix, descent, row);
    store<f64>(f64At(descent.snapshotDerivatives, row), derivative);
    scatter(matrix, row, descent.drift, derivative);
  }
  for (let k: u32 = 0; k < features; k++) {
    const rowsWith: f64 = load<f64>(f64At(descent.frequencies, k)) * matrix.rows;
    const drift = f64At(descent.drift, k);
    if (rowsWith > 0) store<f64>(drift, load<f64>(drift) / rowsWith);
  }
}
