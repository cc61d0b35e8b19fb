import { lossCurvature, lossDerivative, lossValue } from './losses';
import { blockEnd, isPart, labelOf, Matrix, nextPart, rowEnd, rowStart } from './matrix';
import { f64At, rowDot, rowScatter, u32At } from './sparse';

// Loops over whole rows: over all parts of a matrix, and its blocks in order, so that no sum depends on how
// the blocks are shared out among the parts.

/**
 * Measures the rows from `first` to before `end`: the sum of their losses goes to `sums` (f64, two), and the number of
 * rows whose margin has the wrong sign behind it; a margin of 0 counts as negative. The sum is compensated (Neumaier)
 * to keep its last digits.
 */
export function measure(matrix: Matrix, loss: i32, weights: usize, first: u32, end: u32, sums: usize): void {
  let sum: f64 = 0;
  let rest: f64 = 0;
  let errors: u32 = 0;
  for (let row = first; row < end; row++) {
    const margin = rowDot(matrix, row, weights);
    const label = labelOf(matrix, row);
    const value = lossValue(loss, margin, label);
    const next = sum + value;
    rest += abs(sum) >= abs(value) ? sum - next + value : value - next + sum;
    sum = next;
    if (margin > 0 !== label > 0) errors++;
  }
  store<f64>(sums, sum + rest);
  store<f64>(sums, errors, 8);
}

/** Sets margins (f64, one per row) to x·w. */
export function fillMargins(matrix: Matrix, weights: usize, margins: usize): void {
  for (let row: u32 = 0; row < matrix.rows; row++) store<f64>(f64At(margins, row), rowDot(matrix, row, weights));
}

/** Adds Σ φ'(m, y)·x over all rows to `gradient` (f64, one per feature). */
export function addGradient(matrix: Matrix, loss: i32, weights: usize, gradient: usize): void {
  for (let row: u32 = 0; row < matrix.rows; row++) {
    rowScatter(matrix, row, gradient, lossDerivative(loss, rowDot(matrix, row, weights), labelOf(matrix, row)));
  }
}

/** Sets curvatures (f64, one per row) to φ''(m, y). */
export function fillCurvatures(matrix: Matrix, loss: i32, weights: usize, curvatures: usize): void {
  for (let row: u32 = 0; row < matrix.rows; row++) {
    store<f64>(f64At(curvatures, row), lossCurvature(loss, rowDot(matrix, row, weights), labelOf(matrix, row)));
  }
}

/** Adds Σ φ''·(x·v)·x over all rows to `product` (f64, one per feature), with φ'' as fillCurvatures sets it. */
export function addCurvatureProduct(matrix: Matrix, curvatures: usize, vector: usize, product: usize): void {
  for (let row: u32 = 0; row < matrix.rows; row++) {
    const curvature = load<f64>(f64At(curvatures, row));
    if (curvature > 0) rowScatter(matrix, row, product, curvature * rowDot(matrix, row, vector));
  }
}

/** Adds Σ φ''·x_k² over all rows to `diagonal` (f64, one per feature), with φ'' as fillCurvatures sets it. */
export function addCurvatureDiagonal(matrix: Matrix, curvatures: usize, diagonal: usize): void {
  for (let part = matrix; isPart(part); part = nextPart(part)) {
    for (let row: u32 = 0; row < part.rows; row++) {
      const curvature = load<f64>(f64At(curvatures, row));
      for (let position = rowStart(part, row); position < rowEnd(part, row); position++) {
        const sum = f64At(diagonal, load<u32>(u32At(part.indices, position)));
        const value = load<f64>(f64At(part.values, position));
        store<f64>(sum, load<f64>(sum) + curvature * value * value);
      }
    }
  }
}

/** The largest |x·v| of all rows. */
export function largestMargin(matrix: Matrix, vector: usize): f64 {
  let largest: f64 = 0;
  for (let row: u32 = 0; row < matrix.rows; row++) largest = max<f64>(largest, abs(rowDot(matrix, row, vector)));
  return largest;
}

const WITH: u32 = 1;
const AGAINST: u32 = 2;

/**
 * Whether some feature has the sign of the label in all of its rows, or the other sign in all.
 * @param sides u32, one per feature, zeros
 */
export function hasOneSidedFeature(matrix: Matrix, sides: usize, features: u32): bool {
  for (let part = matrix; isPart(part); part = nextPart(part)) {
    for (let row: u32 = 0; row < part.rows; row++) {
      const label = labelOf(part, row);
      for (let position = rowStart(part, row); position < rowEnd(part, row); position++) {
        const side = u32At(sides, load<u32>(u32At(part.indices, position)));
        const agrees = load<f64>(f64At(part.values, position)) * label > 0;
        store<u32>(side, load<u32>(side) | (agrees ? WITH : AGAINST));
      }
    }
  }
  for (let k: u32 = 0; k < features; k++) {
    const side = load<u32>(u32At(sides, k));
    if (side === WITH || side === AGAINST) return true;
  }
  return false;
}

/** ‖v‖² of an array of f64. */
export function squaredNorm(array: usize, length: u32): f64 {
  let sum: f64 = 0;
  for (let k: u32 = 0; k < length; k++) {
    const value = load<f64>(f64At(array, k));
    sum += value * value;
  }
  return sum;
}

/** The largest ‖x‖² of all rows. */
export function largestSquaredRowNorm(matrix: Matrix): f64 {
  let largest: f64 = 0;
  for (let row: u32 = 0; row < matrix.rows; row++) {
    let norm: f64 = 0;
    for (let part = matrix; isPart(part); part = nextPart(part)) {
      let start = rowStart(part, row);
      for (let block: u32 = 0; block < part.blocks; block++) {
        const end = blockEnd(part, row, block);
        norm += squaredNorm(f64At(part.values, start), end - start);
        start = end;
      }
    }
    largest = max<f64>(largest, norm);
  }
  return largest;
}

/** Sets frequencies[k] (f64, one per feature, zero before) to the share of rows in which feature k is active. */
export function fillFrequencies(matrix: Matrix, frequencies: usize, features: u32): void {
  for (let part = matrix; isPart(part); part = nextPart(part)) {
    const values = rowStart(part, part.rows);
    for (let position: u32 = 0; position < values; position++) {
      const frequency = f64At(frequencies, load<u32>(u32At(part.indices, position)));
      store<f64>(frequency, load<f64>(frequency) + 1);
    }
  }
  for (let k: u32 = 0; k < features; k++) {
    const frequency = f64At(frequencies, k);
    store<f64>(frequency, load<f64>(frequency) / matrix.rows);
  }
}
