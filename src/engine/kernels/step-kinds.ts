import { adaptiveAt, adaptiveDot, takeAdaptiveStep, writeAdaptiveDots } from './adagrad';
import { Descent } from './descent';
import { Matrix } from './matrix';
import { storeBatch } from './saga';
import { dot, f64At, writeDots } from './sparse';
import { takePlainStep } from './steps';
import { snapshotOf, storedAt } from './svrg';

// Which steps a descent takes, and all places where they differ. A new kind adds a branch in each of them.

/** The kinds that algorithms name in src/algorithms, in capitals. */
export enum StepKind {
  /** SGD's: w and nothing else. */
  PLAIN,
  /** SVRG's: the state is a Snapshot. */
  VARIANCE_REDUCED,
  /** Adagrad's: the state is one AdaptiveFeature a feature, which have the weights. */
  ADAPTIVE,
  /** SAGA's: the state is a Snapshot, which every batch brings up to date for its rows. */
  INCREMENTAL,
}

/** The address of w_k, wherever the steps keep it. */
export function weightAt(descent: Descent, k: u32): usize {
  return descent.kind === StepKind.ADAPTIVE ? adaptiveAt(descent.state, k) : f64At(descent.weights, k);
}

/** What the stored values at positions start … end - 1 add to the margin of their row. */
export function marginOf(matrix: Matrix, descent: Descent, start: u32, end: u32, stepSize: f64): f64 {
  if (descent.kind === StepKind.ADAPTIVE) return adaptiveDot(matrix, descent, start, end, stepSize);
  return dot<f64>(matrix, start, end, descent.weights);
}

/** Writes what each block of a row adds to its margin, a stride apart. */
export function writeMargins(
  matrix: Matrix,
  descent: Descent,
  row: usize,
  target: usize,
  stride: usize,
  stepSize: f64,
): void {
  if (descent.kind === StepKind.ADAPTIVE) writeAdaptiveDots(matrix, descent, row, target, stride, stepSize);
  else writeDots(matrix, row, descent.weights, target, stride);
}

/** What a sample of the batch is multiplied with: φ' of its row, for SVRG and SAGA less what is stored of that. */
export function coefficientOf(descent: Descent, row: usize, sample: u32): f64 {
  const derivative = load<f64>(f64At(descent.derivatives, sample));
  return driftOf(descent) ? derivative - load<f64>(storedAt(descent, row)) : derivative;
}

/** f64, one per feature: what every sample adds to the direction on its support, or 0 for nothing. */
export function driftOf(descent: Descent): usize {
  const kind = descent.kind;
  return kind === StepKind.VARIANCE_REDUCED || kind === StepKind.INCREMENTAL ? snapshotOf(descent).drift : 0;
}

/** The step of one batch, on the listed features with the proximal step of L2. */
export function takeStep(
  matrix: Matrix,
  descent: Descent,
  rows: usize,
  batch: u32,
  stepSize: f64,
  base: i32,
  length: u32,
): void {
  if (descent.kind === StepKind.ADAPTIVE) takeAdaptiveStep(matrix, descent, rows, batch, stepSize, base, length);
  else takePlainStep(matrix, descent, rows, batch, stepSize, base, length);
  if (descent.kind === StepKind.INCREMENTAL) storeBatch(matrix, descent, rows, batch);
}
