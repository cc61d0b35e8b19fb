import { lossDerivative } from './losses';
import { labelOf, Matrix, rowAt, rowEnd, rowStart } from './matrix';
import { f64At, rowDot, u32At } from './sparse';

/** Sets derivatives (f64, one per row) to φ'(m, y). */
export function fillLossDerivatives(matrix: Matrix, loss: i32, weights: usize, derivatives: usize): void {
  for (let row: u32 = 0; row < matrix.rows; row++) {
    const derivative = lossDerivative(loss, rowDot(matrix, row, weights), labelOf(matrix, row));
    store<f64>(f64At(derivatives, row), derivative);
  }
}

/**
 * Adds the gradients φ'·x of the rows of an order to `sums` (f64, one per feature), and 1 to `counts` (u32) for each
 * stored value. Lists the features whose count was 0 in `active` (u32). The matrix is in one part.
 * @param derivatives φ' (f64, one per row)
 * @returns the length of the list
 */
export function sumGradients(
  matrix: Matrix,
  derivatives: usize,
  order: usize,
  samples: u32,
  sums: usize,
  counts: usize,
  active: usize,
): u32 {
  let length: u32 = 0;
  for (let sample: u32 = 0; sample < samples; sample++) {
    const row = rowAt(order, sample);
    const derivative = load<f64>(derivatives + (row << 3));
    for (let position = rowStart(matrix, row); position < rowEnd(matrix, row); position++) {
      const feature = load<u32>(u32At(matrix.indices, position));
      const count = u32At(counts, feature);
      const sum = f64At(sums, feature);
      const before = load<u32>(count);
      if (before === 0) store<u32>(u32At(active, length++), feature);
      store<u32>(count, before + 1);
      store<f64>(sum, load<f64>(sum) + derivative * load<f64>(f64At(matrix.values, position)));
    }
  }
  return length;
}
