import { describe, expect, test } from 'vitest';
import { losses } from '../../../src/objective/losses.js';
import { measure, objectiveValue } from '../../../src/objective/problem.js';
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
  ])('at margin %d and label %d is %d', async (margin, label, value) => {
    const { meanLoss } = await engineLoss('logistic', margin, label);
    if (value === 0) expect(meanLoss).toBe(0);
    else expect(Math.abs(meanLoss / value - 1)).toBeLessThan(1e-15);
  });
});

describe('errors', () => {
  test('a margin of the wrong sign is one, and a margin of 0 counts as negative', async () => {
    const dense = { rows: [[1], [-1], [2], [0]], labels: [1, 1, -1, -1], features: 1, loss: 'hinge', lambda: 0 };
    const problem = await engineProblem(dense);
    expect(measure(problem, problem.train).error).toBe(2 / 4);
    problem.memory.f64(problem.weights, 1)[0] = 1;
    expect(measure(problem, problem.train).error).toBe(2 / 4);
    problem.memory.f64(problem.weights, 1)[0] = -1;
    expect(measure(problem, problem.train).error).toBe(1 / 4);
  });

  test('do not exist where labels are numbers', async () => {
    expect((await engineLoss('squared', 3, 2)).error).toBeNull();
  });
});

test('without L2 the objective is the mean loss, though the square of a weight overflows', async () => {
  const problem = await engineProblem({ rows: [[1]], labels: [1], features: 1, loss: 'hinge', lambda: 0 });
  problem.memory.f64(problem.weights, 1)[0] = -1e200;
  expect(objectiveValue(problem, measure(problem, problem.train).meanLoss)).toBe(1e200);
});

test.each(losses)('$name: the curvature bounds the second derivative', async ({ name, curvature, labels }) => {
  if (name === 'hinge') return;
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
