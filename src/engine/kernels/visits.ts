import { Matrix, rowAt, rowEnd, rowStart } from './matrix';
import { dot, u32At } from './sparse';

/**
 * Adds 1 to the counter (u32, one a feature) of every stored value of the rows of an order, as a step of `batch`
 * samples adds to the weights: first all inner products, then plain loads and stores. What several workers that do so
 * at once lose of the counts tells what they lose of their steps.
 * @returns the sum of the inner products, so that they are not left out
 */
export function countVisits(
  matrix: Matrix,
  weights: usize,
  counters: usize,
  order: usize,
  samples: u32,
  batch: u32,
): f64 {
  let sum: f64 = 0;
  for (let first: u32 = 0; first < samples; first += batch) {
    const end = min<u32>(first + batch, samples);
    for (let sample = first; sample < end; sample++) {
      const row = rowAt(order, sample);
      sum += dot<f64>(matrix, rowStart(matrix, row), rowEnd(matrix, row), weights);
    }
    for (let sample = first; sample < end; sample++) {
      const row = rowAt(order, sample);
      let index = u32At(matrix.indices, rowStart(matrix, row));
      const last = u32At(matrix.indices, rowEnd(matrix, row));
      for (; index < last; index += 4) {
        const counter = u32At(counters, load<u32>(index));
        store<u32>(counter, load<u32>(counter) + 1);
      }
    }
  }
  return sum;
}
