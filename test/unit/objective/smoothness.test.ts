import { expect, test } from 'vitest';
import { adagrad } from '../../../src/algorithms/adagrad.js';
import { sgd } from '../../../src/algorithms/sgd.js';
import { automaticStep } from '../../../src/algorithms/step-size.js';
import { squared } from '../../../src/objective/losses.js';
import { meanSmoothness, sampleSmoothness } from '../../../src/objective/smoothness.js';
import { adabatch } from '../../../src/rules/adabatch.js';
import { mean } from '../../../src/rules/mean.js';
import { sum } from '../../../src/rules/sum.js';
import { countingPasses, engineProblem } from '../../support/engine.js';

// XᵀX/N = diag(9, 4)/2 + the row (0, 0): eigenvalues 3 and 4/3 over N = 3 rows.
const dense = {
  rows: [
    [3, 0],
    [0, 2],
    [0, 0],
  ],
  labels: [1, -1, 1],
  features: 2,
  loss: 'logistic',
  lambda: 0,
};

test('L is φ″max times the largest squared row norm', async () => {
  expect(sampleSmoothness(await engineProblem(dense))).toBe(9 / 4);
});

test.each([1e200, 1e-170, 1e-160])(
  'L of a row of norm %d is refused, since it or its inverse is no double',
  async (value) => {
    const problem = await engineProblem({ ...dense, rows: [[value, 0]], labels: [1] });
    expect(() => sampleSmoothness(problem)).toThrow(
      `the largest squared norm of a row is ${value ** 2}, out of the range of doubles`,
    );
  },
);

test('L_f is φ″max times the largest eigenvalue of XᵀX/N, and leaves the weights and labels alone', async () => {
  const problem = await engineProblem(dense);
  expect(Math.abs(meanSmoothness(problem) / (3 / 4) - 1)).toBeLessThan(1e-3);
  expect([...problem.memory.f64(problem.weights, 2)]).toEqual([0, 0]);
  expect([...problem.train.labels]).toEqual([1, -1, 1]);
});

/** L_f of the data times a factor, twice, and how many passes over the rows each took. */
async function countedSmoothness(factor: number) {
  const problem = await engineProblem({ ...dense, rows: dense.rows.map((row) => row.map((value) => factor * value)) });
  const { counted, passes } = countingPasses(problem, 'addGradient');
  const first = meanSmoothness(counted);
  const found = passes();
  const second = meanSmoothness({ ...counted, loss: squared });
  return { first, second, passes: [found, passes() - found] };
}

test('L_f of a matrix takes few passes, as many in any units, and is found once for all losses', async () => {
  const { first, second, passes } = await countedSmoothness(1);
  // The share of the second eigenvector shrinks by 4/9 a pass.
  expect(passes[0]).toBeGreaterThan(2);
  expect(passes[0]).toBeLessThan(9);
  expect(passes[1]).toBe(0);
  expect(second).toBe(4 * first);
  expect(await countedSmoothness(2 ** 10)).toEqual({ first: 2 ** 20 * first, second: 2 ** 20 * second, passes });
});

test('the automatic step is half of the limit of the rule, and says so', async () => {
  const problem = await engineProblem(dense);
  expect(
    automaticStep(problem, sampleSmoothness(problem), sgd, {
      rule: adabatch,
      batch: 3,
    }),
  ).toEqual({
    stepSize: 1 / (2 * (9 / 4)),
    reason: 'half of 1/L, the limit of adabatch, with L = 2.25',
  });
  const limit = 1 / (9 / 4 / 2 + (1 / 2) * (3 / 4));
  const ofMean = automaticStep(problem, sampleSmoothness(problem), sgd, {
    rule: mean,
    batch: 2,
  });
  expect(ofMean.stepSize).toBeCloseTo(limit / 2, 3);
  expect(ofMean.reason).toMatch(
    /^half of 1\/\(L\/B \+ \(1−1\/B\)·L_f\), the limit of mean, with L = 2.25, L_f = 0.7\d+$/,
  );
  expect(automaticStep(problem, sampleSmoothness(problem), sgd, { rule: sum, batch: 2 }).stepSize).toBe(
    ofMean.stepSize / 2,
  );
});

test('adagrad has an automatic step of its own', async () => {
  const problem = await engineProblem(dense);
  expect(
    automaticStep(problem, sampleSmoothness(problem), adagrad, {
      rule: mean,
      batch: 2,
    }).stepSize,
  ).toBe(1);
});
