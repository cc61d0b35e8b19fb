import { expect, test } from 'vitest';
import { NewtonMethod } from '../../../src/objective/newton.js';
import { engineProblem } from '../../support/engine.js';
import { randomProblem } from '../../support/problems.js';

const pause = async () => {};

test('the decrement of a step is by how much it lowers a quadratic', async () => {
  // F(0) = 5/8, and F = 4/8 one step away.
  const dense = { rows: [[1], [1]], labels: [1.5, -0.5], features: 1, loss: 'squared', lambda: 0 };
  const newton = new NewtonMethod(await engineProblem(dense));
  expect(newton.isAtRounding).toBe(false);
  expect(await newton.step(pause)).toBe(true);
  expect(newton.decrement).toBeCloseTo(1 / 8, 14);
  expect(newton.isAtRounding).toBe(false);
});

test('the relative gradient is the larger of what is left of it in the two units', async () => {
  const { rows, ...dense } = randomProblem('logistic', 1e-3);
  const scaled = rows.map((row) => row.map((value, k) => (k === 0 ? 1e6 * value : value)));
  const newton = new NewtonMethod(await engineProblem({ ...dense, rows: scaled }));
  expect(newton.relativeGradient).toBe(1);
  const initial = newton.gradientNorm;
  const excesses: number[] = [];
  for (let step = 0; step < 3; step++) {
    await newton.step(pause);
    excesses.push(newton.relativeGradient - newton.gradientNorm / initial);
  }
  expect(Math.min(...excesses)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...excesses)).toBeGreaterThan(0);
});
