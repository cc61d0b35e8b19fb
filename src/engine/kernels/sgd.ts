import { lossDerivative } from './losses';
import { labelOf, Matrix, rowAt } from './matrix';
import { count, countAndList, dot, f64At, scatter, scatterByCount, scatterScaled, u32At } from './sparse';

// SGD over `samples` rows of an order, `batch` at a time (`samples` is a multiple of `batch`). In
// each batch all margins are taken before any weight moves; `coefficients` (f64, one a sample of a
// batch) holds φ'(m, y) in between. The kernels differ in what the rule looks at.

function derivativeOf(matrix: Matrix, row: usize, loss: i32, weights: usize): f64 {
  return lossDerivative(loss, dot(matrix, row, weights), labelOf(matrix, row));
}

/** For a rule whose weight is the same for all features of a batch: `step` is γ times that weight. */
export function sgdUniform(
  matrix: Matrix,
  loss: i32,
  order: usize,
  samples: u32,
  batch: u32,
  weights: usize,
  step: f64,
  coefficients: usize,
): void {
  if (batch === 1) {
    for (let position: u32 = 0; position < samples; position++) {
      const row = rowAt(order, position);
      scatter(matrix, row, weights, -step * derivativeOf(matrix, row, loss, weights));
    }
    return;
  }
  for (let first: u32 = 0; first < samples; first += batch) {
    for (let sample: u32 = 0; sample < batch; sample++) {
      const derivative = derivativeOf(matrix, rowAt(order, first + sample), loss, weights);
      store<f64>(f64At(coefficients, sample), derivative);
    }
    for (let sample: u32 = 0; sample < batch; sample++) {
      scatter(matrix, rowAt(order, first + sample), weights, -step * load<f64>(f64At(coefficients, sample)));
    }
  }
}

/**
 * For a rule whose weight depends on the count alone, without L2: `table` (f64, batch + 1) holds the
 * weights by count. Counts are stamped above `base`, which grows by `batch` with every batch.
 */
export function sgdByCount(
  matrix: Matrix,
  loss: i32,
  order: usize,
  samples: u32,
  batch: u32,
  weights: usize,
  stepSize: f64,
  coefficients: usize,
  counts: usize,
  base: i32,
  table: usize,
): void {
  for (let first: u32 = 0; first < samples; first += batch) {
    const rows = u32At(order, first);
    for (let sample: u32 = 0; sample < batch; sample++) {
      const row = rowAt(rows, sample);
      store<f64>(f64At(coefficients, sample), derivativeOf(matrix, row, loss, weights));
      count(matrix, row, counts, base);
    }
    for (let sample: u32 = 0; sample < batch; sample++) {
      const factor = -stepSize * load<f64>(f64At(coefficients, sample));
      scatterByCount(matrix, rowAt(rows, sample), weights, factor, counts, base, table);
    }
    base += batch;
  }
}

/**
 * As `sgdByCount`, with L2: the proximal step after the data step. `frequencies` is p_k (f64, one a
 * feature), `active` scratch (u32, one more than there are features).
 */
export function sgdProximal(
  matrix: Matrix,
  loss: i32,
  order: usize,
  samples: u32,
  batch: u32,
  weights: usize,
  stepSize: f64,
  coefficients: usize,
  counts: usize,
  base: i32,
  table: usize,
  lambda: f64,
  frequencies: usize,
  active: usize,
): void {
  for (let first: u32 = 0; first < samples; first += batch) {
    const rows = u32At(order, first);
    const length = beginBatch(matrix, loss, rows, batch, weights, coefficients, counts, base, active);
    for (let sample: u32 = 0; sample < batch; sample++) {
      const factor = -stepSize * load<f64>(f64At(coefficients, sample));
      scatterByCount(matrix, rowAt(rows, sample), weights, factor, counts, base, table);
    }
    for (let position: u32 = 0; position < length; position++) {
      const k = load<u32>(u32At(active, position));
      const times = load<i32>(u32At(counts, k)) - base;
      const scale = load<f64>(f64At(table, times));
      shrink(f64At(weights, k), stepSize * lambda * scale * times, load<f64>(f64At(frequencies, k)));
    }
    base += batch;
  }
}

/** w ← w/(1 + γλs) with s = strength/p, by one division. */
function shrink(weight: usize, strength: f64, frequency: f64): void {
  store<f64>(weight, (load<f64>(weight) * frequency) / (frequency + strength));
}

/**
 * The first step of one batch of any rule: derivatives into `coefficients`, counts above `base`, and
 * the list of active features into `active` (u32). What follows is to set `scales` of these features
 * (f64, one a feature) to the rule's weights.
 * @returns the length of the list
 */
export function beginBatch(
  matrix: Matrix,
  loss: i32,
  rows: usize,
  batch: u32,
  weights: usize,
  coefficients: usize,
  counts: usize,
  base: i32,
  active: usize,
): u32 {
  let length: u32 = 0;
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    store<f64>(f64At(coefficients, sample), derivativeOf(matrix, row, loss, weights));
    length = countAndList(matrix, row, counts, base, active, length);
  }
  return length;
}

/** The last step of one batch of any rule: the data step by `scales`, then the proximal step. */
export function endBatch(
  matrix: Matrix,
  rows: usize,
  batch: u32,
  weights: usize,
  stepSize: f64,
  coefficients: usize,
  counts: usize,
  base: i32,
  scales: usize,
  lambda: f64,
  frequencies: usize,
  active: usize,
  length: u32,
): void {
  for (let sample: u32 = 0; sample < batch; sample++) {
    const factor = -stepSize * load<f64>(f64At(coefficients, sample));
    scatterScaled(matrix, rowAt(rows, sample), weights, factor, scales);
  }
  if (lambda === 0) return;
  for (let position: u32 = 0; position < length; position++) {
    const k = load<u32>(u32At(active, position));
    const times = load<i32>(u32At(counts, k)) - base;
    const scale = load<f64>(f64At(scales, k));
    shrink(f64At(weights, k), stepSize * lambda * scale * times, load<f64>(f64At(frequencies, k)));
  }
}
