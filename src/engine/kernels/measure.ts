import { lossCurvature, lossDerivative, lossValue } from './losses';
import { labelOf, Matrix, rowEnd, rowStart } from './matrix';
import { dot, f64At, scatter, u32At } from './sparse';

let lossSum: f64 = 0;
let errors: u32 = 0;

/** Measures all rows: see `measuredLoss` and `measuredErrors`. The sum is compensated (Neumaier) to keep its last digits. */
export function measure(matrix: Matrix, loss: i32, weights: usize): void {
  let sum: f64 = 0;
  let rest: f64 = 0;
  errors = 0;
  for (let row: u32 = 0; row < matrix.rows; row++) {
    const margin = dot<f64>(matrix, row, weights);
    const label = labelOf(matrix, row);
    const value = lossValue(loss, margin, label);
    const next = sum + value;
    rest += abs(sum) >= abs(value) ? sum - next + value : value - next + sum;
    sum = next;
    if (margin > 0 !== label > 0) errors++;
  }
  lossSum = sum + rest;
}

/** The sum of the losses at the last measurement. */
export function measuredLoss(): f64 {
  return lossSum;
}

/** The rows whose margin had the wrong sign at the last measurement; a margin of 0 counts as negative. */
export function measuredErrors(): u32 {
  return errors;
}

/** Adds Σ φ'(m, y)·x over all rows to `gradient` (f64, one a feature). */
export function addGradient(matrix: Matrix, loss: i32, weights: usize, gradient: usize): void {
  for (let row: u32 = 0; row < matrix.rows; row++) {
    scatter<f64>(matrix, row, gradient, lossDerivative(loss, dot<f64>(matrix, row, weights), labelOf(matrix, row)));
  }
}

/** Sets curvatures (f64, one a row) to φ''(m, y). */
export function fillCurvatures(matrix: Matrix, loss: i32, weights: usize, curvatures: usize): void {
  for (let row: u32 = 0; row < matrix.rows; row++) {
    store<f64>(f64At(curvatures, row), lossCurvature(loss, dot<f64>(matrix, row, weights), labelOf(matrix, row)));
  }
}

/** Adds Σ φ''·(x·v)·x over all rows to `product` (f64, one a feature), with φ'' as fillCurvatures sets it. */
export function addCurvatureProduct(matrix: Matrix, curvatures: usize, vector: usize, product: usize): void {
  for (let row: u32 = 0; row < matrix.rows; row++) {
    const curvature = load<f64>(f64At(curvatures, row));
    if (curvature > 0) scatter<f64>(matrix, row, product, curvature * dot<f64>(matrix, row, vector));
  }
}

/** Adds Σ φ''·x_k² over all rows to `diagonal` (f64, one a feature), with φ'' as fillCurvatures sets it. */
export function addCurvatureDiagonal(matrix: Matrix, curvatures: usize, diagonal: usize): void {
  for (let row: u32 = 0; row < matrix.rows; row++) {
    const curvature = load<f64>(f64At(curvatures, row));
    for (let position = rowStart(matrix, row); position < rowEnd(matrix, row); position++) {
      const sum = f64At(diagonal, load<u32>(u32At(matrix.indices, position)));
      const value = load<f64>(f64At(matrix.values, position));
      store<f64>(sum, load<f64>(sum) + curvature * value * value);
    }
  }
}

/** The largest |x·v| of all rows. */
export function largestMargin(matrix: Matrix, vector: usize): f64 {
  let largest: f64 = 0;
  for (let row: u32 = 0; row < matrix.rows; row++) largest = max<f64>(largest, abs(dot<f64>(matrix, row, vector)));
  return largest;
}

const WITH: u32 = 1;
const AGAINST: u32 = 2;

/**
 * Whether some feature has the sign of the label in all of its rows, or the other sign in all.
 * @param sides u32, one a feature, zeros
 */
export function hasOneSidedFeature(matrix: Matrix, sides: usize, features: u32): bool {
  for (let row: u32 = 0; row < matrix.rows; row++) {
    const label = labelOf(matrix, row);
    for (let position = rowStart(matrix, row); position < rowEnd(matrix, row); position++) {
      const side = u32At(sides, load<u32>(u32At(matrix.indices, position)));
      const agrees = load<f64>(f64At(matrix.values, position)) * label > 0;
      store<u32>(side, load<u32>(side) | (agrees ? WITH : AGAINST));
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
    const start = rowStart(matrix, row);
    largest = max<f64>(largest, squaredNorm(f64At(matrix.values, start), rowEnd(matrix, row) - start));
  }
  return largest;
}

/** Sets frequencies[k] (f64, one a feature, zero before) to the share of rows in which feature k is active. */
export function fillFrequencies(matrix: Matrix, frequencies: usize, features: u32): void {
  const values = rowStart(matrix, matrix.rows);
  for (let position: u32 = 0; position < values; position++) {
    const frequency = f64At(frequencies, load<u32>(u32At(matrix.indices, position)));
    store<f64>(frequency, load<f64>(frequency) + 1);
  }
  for (let k: u32 = 0; k < features; k++) {
    const frequency = f64At(frequencies, k);
    store<f64>(frequency, load<f64>(frequency) / matrix.rows);
  }
}
