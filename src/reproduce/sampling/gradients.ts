import type { Problem } from '../../objective/problem.js';

/** The gradients of the rows of a problem at its weights, and what is known of them by feature. */
export interface Gradients {
  problem: Problem;
  /** Address of φ' of each row (f64). */
  derivatives: number;
  /** ∇f, their mean: the gradient of the mean loss. */
  mean: Float64Array;
  /** The mean of their squares. */
  meanSquare: Float64Array;
  /** n_k, the number of rows in which each feature has a value other than 0. */
  counts: Uint32Array;
}

/** The gradients of a problem whose rows lie in one part. */
export function gradientsOf(problem: Problem): Gradients {
  const { memory, kernels, train, lossCode, weights, features } = problem;
  const { rows, address } = train;
  const [derivatives, squares] = [memory.allocateF64(rows), memory.allocateF64(rows)];
  const [sums, sumsOfSquares] = [memory.allocateF64(features), memory.allocateF64(features)];
  kernels.fillLossDerivatives(address, lossCode, weights, derivatives);
  memory.f64(squares, rows).set(memory.f64(derivatives, rows).map((derivative) => derivative * derivative));
  kernels.addGradient(address, lossCode, weights, sums);
  // Its Σ φ''·x² is Σ (φ'·x)² with φ'² in place of φ''.
  kernels.addCurvatureDiagonal(address, squares, sumsOfSquares);
  const perRow = (array: number) => memory.f64(array, features).map((sum) => sum / rows);
  return { problem, derivatives, mean: perRow(sums), meanSquare: perRow(sumsOfSquares), counts: countRows(problem) };
}

/** Counts values other than 0. The engine counts what is stored; a zero that a reader keeps must not count here. */
function countRows({ train, features }: Problem): Uint32Array {
  const counts = new Uint32Array(features);
  const { indices, values } = train.stored;
  indices.forEach((feature, at) => {
    if (values[at] !== 0) counts[feature] = counts[feature]! + 1;
  });
  return counts;
}
