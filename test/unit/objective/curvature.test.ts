import { expect, test } from 'vitest';
import { losses } from '../../../src/objective/losses.js';
import { engineProblem, weightsOf } from '../../support/engine.js';
import { randomProblem } from '../../support/problems.js';

/** The curvature of each loss as docs/method.md has it: by margin and label. */
const CURVATURES: Record<string, (margin: number, label: number) => number> = {
  logistic: (margin) => 1 / (2 + Math.exp(margin) + Math.exp(-margin)),
  squared: () => 1,
  hinge: () => 0,
  'squared-hinge': (margin, label) => (label * margin < 1 ? 1 : 0),
};

/** φ'' of every row of an engine's problem, and the address of it. */
function curvaturesOf({ memory, kernels, train, lossCode, weights }: Awaited<ReturnType<typeof engineProblem>>) {
  const address = memory.allocateF64(train.rows);
  kernels.fillCurvatures(train.address, lossCode, weights, address);
  return { address, curvatures: [...memory.f64(address, train.rows)] };
}

test.each(losses)("the diagonal of the Hessian of $name is Σ φ''·x² over the rows of a feature", async ({ name }) => {
  const dense = randomProblem(name, 0);
  const problem = await engineProblem(dense);
  const { memory, kernels, train, features } = problem;
  memory.f64(problem.weights, features).set(Array.from({ length: features }, (_, k) => (k % 3) - 0.7));
  const diagonal = memory.allocateF64(features);
  kernels.addCurvatureDiagonal(train.address, curvaturesOf(problem).address, diagonal);
  const weights = weightsOf(problem);
  const ofRow = dense.rows.map((row, i) => {
    const margin = row.reduce((sum, value, k) => sum + value * weights[k]!, 0);
    return CURVATURES[name]?.(margin, dense.labels[i]!) as number;
  });
  for (const [k, found] of memory.f64(diagonal, features).entries()) {
    const wanted = dense.rows.reduce((sum, row, i) => sum + ofRow[i]! * row[k]! ** 2, 0);
    expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-14 * wanted);
  }
});

test('squared-hinge is curved below its kink, and not at it', async () => {
  const margins = [1 - 2 ** -52, 1, 1 + 2 ** -52];
  const rows = [...margins, ...margins.map((margin) => -margin)].map((margin) => [margin]);
  const problem = await engineProblem({
    ...{ rows, labels: [1, 1, 1, -1, -1, -1], features: 1, loss: 'squared-hinge', lambda: 0 },
  });
  problem.memory.f64(problem.weights, 1)[0] = 1;
  expect(curvaturesOf(problem).curvatures).toEqual([1, 0, 0, 1, 0, 0]);
});

test('a feature of one side is found by the labels of its own rows, and not of those before', async () => {
  const rows = [
    [1, 0],
    [1, 0],
    [0, 1],
  ];
  const sidesOf = async (labels: number[], given = rows) => {
    const problem = await engineProblem({ rows: given, labels, features: 2, loss: 'logistic', lambda: 0 });
    const { kernels, train, memory } = problem;
    return Boolean(kernels.hasOneSidedFeature(train.address, memory.allocateU32(2), 2));
  };
  expect(await sidesOf([1, -1, 1])).toBe(true);
  expect(await sidesOf([1, -1, 1, -1], [...rows, [0, 1]])).toBe(false);
});
