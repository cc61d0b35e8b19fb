import { Descent } from './descent';
import { Matrix, rowAt } from './matrix';
import { f64At, scatterDivided } from './sparse';
import { coefficientOf } from './step-kinds';
import { snapshotOf, storedAt } from './svrg';

/**
 * The end of a step of SAGA: φ' of the rows of the batch is stored, and the drift moves by what that changes. A row that
 * was drawn twice changes nothing the second time.
 */
export function storeBatch(matrix: Matrix, descent: Descent, rows: usize, batch: u32): void {
  const drift = snapshotOf(descent).drift;
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    scatterDivided(matrix, row, drift, coefficientOf(descent, row, sample) / matrix.rows, descent.frequencies);
    store<f64>(storedAt(descent, row), load<f64>(f64At(descent.derivatives, sample)));
  }
}
