import { Descent } from './descent';
import { Matrix, rowAt } from './matrix';
import { f64At, scatterDivided } from './sparse';
import { commonWeight, dataStep, shrinkListed } from './steps';
import { snapshotOf } from './svrg';

/**
 * The step of SAGA: that of SVRG, from what is stored of each row, and then φ' of the rows of the batch is stored, and
 * the drift moves by as much.
 */
export function takeSagaStep(
  matrix: Matrix,
  descent: Descent,
  rows: usize,
  batch: u32,
  stepSize: f64,
  base: i32,
  length: u32,
): void {
  const factor = -stepSize * commonWeight(descent);
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    dataStep<f64>(matrix, descent, row, descent.weights, changeOf(descent, row, sample), factor, base);
  }
  shrinkListed(descent, stepSize, base, length);
  const drift = snapshotOf(descent).drift;
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    scatterDivided(matrix, row, drift, changeOf(descent, row, sample) / matrix.rows, descent.frequencies);
    store<f64>(storedAt(descent, row), load<f64>(f64At(descent.coefficients, sample)));
  }
}

/** φ' of a sample of the batch less what is stored of its row: 0 once it is stored, so a row drawn twice counts once. */
function changeOf(descent: Descent, row: usize, sample: u32): f64 {
  return load<f64>(f64At(descent.coefficients, sample)) - load<f64>(storedAt(descent, row));
}

function storedAt(descent: Descent, row: usize): usize {
  return snapshotOf(descent).derivatives + (row << 3);
}
