import { expect, test } from 'vitest';
import { conditionNumber } from '../../../src/objective/condition.js';
import type { DenseProblem } from '../../reference/reference.js';
import { countingPasses, engineProblem } from '../../support/engine.js';
import { randomProblem, withBias } from '../../support/problems.js';

/** The eigenvalues of a symmetric matrix by Jacobi's rotations, each of which makes a pair of entries zero. */
function eigenvaluesOf(symmetric: number[][]): number[] {
  const matrix = symmetric.map((row) => [...row]);
  const size = matrix.length;
  for (let sweep = 0; sweep < 8; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const angle = Math.atan2(2 * matrix[p]![q]!, matrix[q]![q]! - matrix[p]![p]!) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (const row of matrix) [row[p], row[q]] = [c * row[p]! - s * row[q]!, s * row[p]! + c * row[q]!];
        const [one, other] = [matrix[p]!, matrix[q]!];
        matrix[p] = one.map((value, k) => c * value - s * other[k]!);
        matrix[q] = one.map((value, k) => s * value + c * other[k]!);
      }
    }
  }
  return matrix.map((row, k) => row[k]!);
}

/** D^½(H + λI)D^½ of the logistic loss at some weights, as it is written. */
function scaledHessian({ rows, features, lambda, bias }: DenseProblem, weights: number[], scales: number[]) {
  const curvatures = rows.map((row) => {
    const margin = row.reduce((sum, value, k) => sum + value * weights[k]!, 0);
    return 1 / (2 + Math.exp(margin) + Math.exp(-margin));
  });
  return scales.map((_, j) =>
    scales.map((_, k) => {
      const mean = rows.reduce((sum, row, i) => sum + curvatures[i]! * row[j]! * row[k]!, 0) / rows.length;
      const l2 = j === k && !(bias && j === features - 1) ? lambda : 0;
      return Math.sqrt(scales[j]! * scales[k]!) * (mean + l2);
    }),
  );
}

/** The condition number that is found, and with how many passes over the rows. */
async function find(dense: DenseProblem, weights: number[], scales: number[]) {
  const problem = await engineProblem(dense);
  problem.memory.f64(problem.weights, dense.features).set(weights);
  const { counted, passes } = countingPasses(problem, 'addCurvatureProduct');
  return { found: conditionNumber(counted, Float64Array.from(scales)), passes: passes() };
}

const small = randomProblem('logistic', 0.01);

test.each([
  { dense: small, of: 'a problem' },
  { dense: withBias(small), of: 'one with a bias, which L2 leaves alone' },
])('the condition number of $of is that of the dense matrix', async ({ dense }) => {
  const weights = Array.from({ length: dense.features }, (_, k) => Math.sin(k));
  const scales = weights.map((_, k) => 1 + (k % 7));
  const eigenvalues = eigenvaluesOf(scaledHessian(dense, weights, scales));
  const expected = Math.max(...eigenvalues) / Math.min(...eigenvalues);
  const { found } = await find(dense, weights, scales);
  expect(expected).toBeGreaterThan(10);
  expect(found / expected).toBeCloseTo(1, 9);
});

test('the condition number is found to 4 %, from below, also where it takes many passes', async () => {
  const features = 500;
  // No two rows share a feature, so that H is diagonal: φ″/N = 1/(4N) times the squares, from 1 to 10,000.
  const squares = Array.from({ length: features }, (_, k) => 1e4 ** (k / (features - 1)));
  const rows = squares.map((square, i) => squares.map((_, k) => (i === k ? Math.sqrt(square) : 0)));
  const dense = { rows, labels: squares.map(() => 1), features, loss: 'logistic', lambda: 0 };
  const { found, passes } = await find(dense, Array(features).fill(0), Array(features).fill(1));
  expect(found / 1e4).toBeGreaterThan(0.96);
  expect(found / 1e4).toBeLessThan(1 + 1e-9);
  expect(passes).toBeGreaterThan(100);
  expect(passes).toBeLessThan(1000);
});

test.each([1, 2, 3, 7])('the condition number of %d features that nothing tells apart is 1', async (features) => {
  const rows = Array.from({ length: features }, (_, i) => Array.from({ length: features }, (_, k) => Number(i === k)));
  const problem = await engineProblem({ rows, labels: Array(features).fill(1), features, loss: 'logistic', lambda: 1 });
  expect(conditionNumber(problem, new Float64Array(features).fill(5))).toBeCloseTo(1, 9);
});
