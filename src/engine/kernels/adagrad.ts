import { Descent } from './descent';
import { lossDerivative } from './losses';
import { labelOf, Matrix, rowAt, rowEnd, rowStart } from './matrix';
import { countAndList, f64At, ruleWeight, scatter, u32At } from './sparse';

const EPSILON: f64 = 1e-8;

// Adagrad keeps the weight w_k and the sum G_k of squared steps side by side in `adaptive`, so that a
// feature costs one cache line, not two.

/** The address of w_k; that of G_k is 8 bytes further. */
function adaptiveAt(descent: Descent, k: u32): usize {
  return descent.adaptive + ((<usize>k) << 4);
}

/** The address of w_k, wherever the algorithm keeps it. */
export function weightAt(descent: Descent, k: u32): usize {
  return descent.adaptive ? adaptiveAt(descent, k) : f64At(descent.weights, k);
}

/** The margin of a row. */
function adaptiveDot(matrix: Matrix, descent: Descent, row: usize): f64 {
  const start = rowStart(matrix, row);
  const end = rowEnd(matrix, row);
  let index = u32At(matrix.indices, start);
  let value = f64At(matrix.values, start);
  const last = u32At(matrix.indices, end);
  const lastTwo = u32At(matrix.indices, start + ((end - start) & ~1));
  let sums = f64x2.splat(0);
  while (index < lastTwo) {
    const first = adaptiveAt(descent, load<u32>(index));
    const second = adaptiveAt(descent, load<u32>(index, 4));
    const pair = v128.load_lane<f64>(second, v128.load64_zero(first), 1);
    sums = f64x2.add(sums, f64x2.mul(pair, v128.load(value)));
    index += 8;
    value += 16;
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (index < last) sum += load<f64>(adaptiveAt(descent, load<u32>(index))) * load<f64>(value);
  return sum;
}

/** The first half of a batch: the summed gradient of each active feature, the counts and the list. */
export function adagradBegin(matrix: Matrix, descent: Descent, rows: usize, batch: u32, base: i32): u32 {
  let length: u32 = 0;
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    const margin = adaptiveDot(matrix, descent, row);
    length = countAndList(matrix, row, descent.counts, base, descent.active, length);
    scatter(matrix, row, descent.gradients, lossDerivative(descent.loss, margin, labelOf(matrix, row)));
  }
  return length;
}

/**
 * The second half: G_k += (g^(k))², then w_k ← (w_k − ρg^(k))/(1 + ρλs_k) with ρ = γ/(√G_k + ε), where
 * s_k p_k is the rule's weight times the count.
 */
export function adagradEnd(descent: Descent, stepSize: f64, base: i32, length: u32): void {
  for (let position: u32 = 0; position < length; position++) {
    const k = load<u32>(u32At(descent.active, position));
    const times = load<i32>(u32At(descent.counts, k)) - base;
    const weight = ruleWeight(descent, k, times);
    const sum = f64At(descent.gradients, k);
    const gradient = load<f64>(sum) * weight;
    store<f64>(sum, 0);
    const at = adaptiveAt(descent, k);
    const squares = load<f64>(at, 8) + gradient * gradient;
    const rate = stepSize / (sqrt<f64>(squares) + EPSILON);
    let w = load<f64>(at) - rate * gradient;
    if (descent.lambda > 0 && k < descent.regularised) {
      const frequency = load<f64>(f64At(descent.frequencies, k));
      w = (w * frequency) / (frequency + descent.lambda * rate * weight * times);
    }
    store<f64>(at, w);
    store<f64>(at, squares, 8);
  }
}
