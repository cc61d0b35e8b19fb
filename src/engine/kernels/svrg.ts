import { Descent } from './descent';
import { lossDerivative } from './losses';
import { labelOf, Matrix } from './matrix';
import { f64At, rowDot, scatter } from './sparse';

/**
 * φ' of all rows, and the drift that goes with it: SVRG's at the last snapshot, SAGA's at the last visit of each row.
 * Written by src/algorithms/svrg.ts and saga.ts.
 */
@unmanaged
export class Snapshot {
  /** f64, one per row: φ' */
  derivatives: usize;
  /** f64, one per feature: μ_k/p_k */
  drift: usize;
}

/** The snapshot of a descent by SVRG or SAGA. */
export function snapshotOf(descent: Descent): Snapshot {
  return changetype<Snapshot>(descent.state);
}

/** Where φ' of a row is stored. */
export function storedAt(descent: Descent, row: usize): usize {
  return snapshotOf(descent).derivatives + (row << 3);
}

/**
 * The snapshot of SVRG at the current weights: φ' of every row into `derivatives`, and μ_k/p_k
 * into `drift`, μ the gradient of the mean loss. Features that never occur have a drift of 0.
 */
export function takeSnapshot(matrix: Matrix, descent: Descent, features: u32): void {
  memory.fill(snapshotOf(descent).drift, 0, (<usize>features) << 3);
  for (let row: u32 = 0; row < matrix.rows; row++) {
    scatter<f64>(matrix, row, snapshotOf(descent).drift, keepDerivative(matrix, descent, row));
  }
  divideDrift(matrix, descent, 0, features);
}

/** The part of a snapshot that is φ' of the rows from `first` to before `end`. */
export function fillDerivatives(matrix: Matrix, descent: Descent, first: u32, end: u32): void {
  for (let row = first; row < end; row++) keepDerivative(matrix, descent, row);
}

/** The part of a snapshot that is the drift of one part of the matrix, whose features are those from `first` to before `end`. */
export function fillDrift(part: Matrix, descent: Descent, first: u32, end: u32): void {
  memory.fill(f64At(snapshotOf(descent).drift, first), 0, (<usize>(end - first)) << 3);
  for (let row: u32 = 0; row < part.rows; row++) {
    scatter<f64>(part, row, snapshotOf(descent).drift, load<f64>(storedAt(descent, row)));
  }
  divideDrift(part, descent, first, end);
}

function keepDerivative(matrix: Matrix, descent: Descent, row: u32): f64 {
  const derivative = lossDerivative(descent.loss, rowDot(matrix, row, descent.weights), labelOf(matrix, row));
  store<f64>(storedAt(descent, row), derivative);
  return derivative;
}

/** Makes sums of gradients μ_k/p_k. */
function divideDrift(matrix: Matrix, descent: Descent, first: u32, end: u32): void {
  for (let k = first; k < end; k++) {
    const rowsWith: f64 = load<f64>(f64At(descent.frequencies, k)) * matrix.rows;
    const drift = f64At(snapshotOf(descent).drift, k);
    if (rowsWith > 0) store<f64>(drift, load<f64>(drift) / rowsWith);
  }
}
