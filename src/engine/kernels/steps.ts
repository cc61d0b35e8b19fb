import { settleSums } from './average';
import { Descent } from './descent';
import { lossDerivative } from './losses';
import { labelOf, Matrix, rowAt, rowEnd, rowStart } from './matrix';
import { count, countAndList, f64At, ruleWeight, scatter, scatterAny, scatterByCount, u32At } from './sparse';
import { coefficientOf, driftOf, marginOf, takeStep } from './step-kinds';

/**
 * Steps over `samples` rows of an order, `batch` at a time (`samples` is a multiple of `batch`), with L2 where λ > 0.
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
 * The first half of one batch, before its weights move: φ' of its rows, and the counts and the list
 * of active features where the descent has room for them. A rule that looks at more than the count sets
 * `weightByFeature` of the listed features before the second half.
 * @returns the length of the list
 */
export function beginBatch(matrix: Matrix, descent: Descent, rows: usize, batch: u32, stepSize: f64, base: i32): u32 {
  let length: u32 = 0;
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    const margin = marginOf(matrix, descent, rowStart(matrix, row), rowEnd(matrix, row), stepSize);
    store<f64>(f64At(descent.derivatives, sample), lossDerivative(descent.loss, margin, labelOf(matrix, row)));
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

/** The second half of one batch: the sums of the average, then the step. */
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
  takeStep(matrix, descent, rows, batch, stepSize, base, length);
}

/** The step of SGD, SVRG and SAGA: the data step, and then on the listed features the proximal step of L2. */
export function takePlainStep(
  matrix: Matrix,
  descent: Descent,
  rows: usize,
  batch: u32,
  stepSize: f64,
  base: i32,
  length: u32,
): void {
  if (batch === 1 && descent.lambda > 0 && driftOf(descent)) {
    takeStepAtOnce(matrix, descent, rowAt(rows, 0), stepSize);
    return;
  }
  const factor = -stepSize * commonWeight(descent);
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    dataStep<f64>(matrix, descent, row, descent.weights, coefficientOf(descent, row, sample), factor, base);
  }
  if (descent.lambda > 0) shrinkListed(descent, stepSize, base, length);
}

/**
 * The same for a batch of one row, with one store a weight. At the optimum the data step and the proximal one of SVRG
 * and SAGA cancel; what another worker of Hogwild! does between them would not.
 */
function takeStepAtOnce(matrix: Matrix, descent: Descent, row: usize, stepSize: f64): void {
  const coefficient = coefficientOf(descent, row, 0);
  const drift = driftOf(descent);
  const end = rowEnd(matrix, row);
  for (let position = rowStart(matrix, row); position < end; position++) {
    const k = load<u32>(u32At(matrix.indices, position));
    const gradient = coefficient * load<f64>(f64At(matrix.values, position)) + load<f64>(f64At(drift, k));
    const weight = f64At(descent.weights, k);
    const moved = load<f64>(weight) - stepSize * (gradient * ruleWeight(descent, k, 1));
    store<f64>(weight, k < descent.regularised ? shrunk(descent, k, moved, stepSize, 1) : moved);
  }
}

function shrinkListed(descent: Descent, stepSize: f64, base: i32, length: u32): void {
  for (let position: u32 = 0; position < length; position++) {
    const k = load<u32>(u32At(descent.active, position));
    if (k < descent.regularised) shrink(descent, k, f64At(descent.weights, k), stepSize, base);
  }
}

/** The rule's weight where nothing is counted, since it is the same for all features; else 1. */
export function commonWeight(descent: Descent): f64 {
  return descent.counts ? 1 : load<f64>(f64At(descent.weightByCount, 1));
}

/** target[k] += factor · coefficient · x_k · the rule's weight by count or by feature, over the row's support. */
export function dataStep<T>(
  matrix: Matrix,
  descent: Descent,
  row: usize,
  target: usize,
  coefficient: f64,
  factor: f64,
  base: i32,
): void {
  const counts = descent.counts;
  if (driftOf(descent) || descent.weightByFeature)
    scatterAny<T>(matrix, row, descent, target, coefficient, factor, base);
  else if (counts) scatterByCount<T>(matrix, row, target, factor * coefficient, counts, base, descent.weightByCount);
  else scatter<T>(matrix, row, target, factor * coefficient);
}

/** The proximal step of L2 on the weight of an active feature. */
export function shrink(descent: Descent, k: u32, weight: usize, rate: f64, base: i32): void {
  const times = load<i32>(u32At(descent.counts, k)) - base;
  store<f64>(weight, shrunk(descent, k, load<f64>(weight), rate, times));
}

/** w_k/(1 + ρλs_k) by one division, where s_k p_k is the rule's weight times the count. */
function shrunk(descent: Descent, k: u32, weight: f64, rate: f64, times: i32): f64 {
  const strength = rate * ruleWeight(descent, k, times) * times;
  const frequency = load<f64>(f64At(descent.frequencies, k));
  return (weight * frequency) / (frequency + descent.lambda * strength);
}
