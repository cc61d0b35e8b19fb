import { describe, expect, test } from 'vitest';
import { sequential } from '../../../src/algorithms/executions/sequential.js';
import { sgd } from '../../../src/algorithms/sgd.js';
import { losses } from '../../../src/objective/losses.js';
import { measure, objectiveValue } from '../../../src/objective/problem.js';
import { sampleSmoothness } from '../../../src/objective/smoothness.js';
import { mean } from '../../../src/rules/mean.js';
import { engineProblem } from '../../support/engine.js';

/** The engine's loss at a margin: one row x = (margin), w = (1). */
async function engineLoss(loss: string, margin: number, label: number) {
  const dense = { rows: [[margin]], labels: [label], features: 1, loss, lambda: 0 };
  const problem = await engineProblem(dense);
  problem.memory.f64(problem.weights, 1)[0] = 1;
  return measure(problem, problem.train);
}

describe('the logistic loss', () => {
  test.each([
    [1000, 1, 0],
    [-1000, 1, 1000],
    [1e300, -1, 1e300],
    [40, 1, 4.248354255291589e-18],
    [-40, -1, 4.248354255291589e-18],
    [1, 1, 0.31326168751822286],
  ])('the logistic loss at margin %d and label %d is %d', async (margin, label, value) => {
    const { meanLoss } = await engineLoss('logistic', margin, label);
    if (value === 0) expect(meanLoss).toBe(0);
    else expect(Math.abs(meanLoss / value - 1)).toBeLessThan(1e-15);
  });
});

describe('errors of classification', () => {
  test('a margin of the wrong sign is an error, and a margin of 0 counts as negative', async () => {
    const dense = { rows: [[1], [-1], [2], [0]], labels: [1, 1, -1, -1], features: 1, loss: 'hinge', lambda: 0 };
    const problem = await engineProblem(dense);
    expect(measure(problem, problem.train).error).toBe(2 / 4);
    problem.memory.f64(problem.weights, 1)[0] = 1;
    expect(measure(problem, problem.train).error).toBe(2 / 4);
    problem.memory.f64(problem.weights, 1)[0] = -1;
    expect(measure(problem, problem.train).error).toBe(1 / 4);
  });

  test('no errors are counted if labels are numbers', async () => {
    expect((await engineLoss('squared', 3, 2)).error).toBeNull();
  });
});

test('the objective without L2 is the mean loss, though the square of a weight overflows', async () => {
  const problem = await engineProblem({ rows: [[1]], labels: [1], features: 1, loss: 'hinge', lambda: 0 });
  problem.memory.f64(problem.weights, 1)[0] = -1e200;
  expect(objectiveValue(problem, measure(problem, problem.train).meanLoss)).toBe(1e200);
});

const smooth = losses.filter(({ isSmooth }) => isSmooth);

test.each(smooth)('$name: the curvature bounds the second derivative', async ({ name, curvature, labels }) => {
  const step = 1e-3;
  let largest = 0;
  for (const label of labels === 'numbers' ? [-1.5, 2] : [-1, 1]) {
    for (let margin = -3; margin <= 3; margin += 0.25) {
      const values = await Promise.all([-1, 0, 1].map((side) => engineLoss(name, margin + side * step, label)));
      const [before, here, after] = values.map(({ meanLoss }) => meanLoss) as [number, number, number];
      largest = Math.max(largest, (before - 2 * here + after) / step ** 2);
    }
  }
  expect(largest).toBeLessThan(curvature * (1 + 1e-6));
  expect(largest).toBeGreaterThan(curvature * (1 - 1e-3));
});

describe('the hinge', () => {
  test.each([
    [0.75, 1, 0.25],
    [1, 1, 0],
    [1.25, 1, 0],
    [-1.25, 1, 2.25],
    [-0.75, -1, 0.25],
    [0.5, -1, 1.5],
  ])('the hinge loss at margin %d and label %d is %d', async (margin, label, value) => {
    expect((await engineLoss('hinge', margin, label)).meanLoss).toBe(value);
  });

  test.each([
    ['below its kink has a slope of −1', 0.75, 1],
    ['at its kink has a slope of 0', 1, 0],
    ['above its kink has a slope of 0', 1.25, 0],
  ])('the hinge %s', async (_, margin, moved) => {
    for (const label of [-1, 1]) {
      const problem = await engineProblem({ rows: [[1]], labels: [label], features: 1, loss: 'hinge', lambda: 0 });
      const weights = problem.memory.f64(problem.weights, 1);
      weights[0] = label * margin;
      const settings = { rule: mean, batch: 1, snapshotEvery: 1, average: false, execution: sequential };
      await sgd.start(problem, settings).update(problem.memory.allocateU32(1), 1, 1);
      expect(weights[0]).toBe(label * (margin + moved));
    }
  });

  test('the hinge has no curvature, and 1 stands in its place where a step size needs one', async () => {
    const dense = { rows: [[3], [2]], labels: [1, -1], features: 1, loss: 'hinge', lambda: 0 };
    expect(sampleSmoothness(await engineProblem(dense))).toBe(9);
  });
});
