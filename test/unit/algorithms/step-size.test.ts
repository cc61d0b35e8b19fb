import { expect, test } from 'vitest';
import { adagrad } from '../../../src/algorithms/adagrad.js';
import { sgd } from '../../../src/algorithms/sgd.js';
import { automaticStep } from '../../../src/algorithms/step-size.js';
import { adabatch } from '../../../src/rules/adabatch.js';
import { mean } from '../../../src/rules/mean.js';
import { engineProblem } from '../../support/engine.js';

// Equal rows: L_f = L = ‖x‖²/4.
const problem = await engineProblem({ rows: [[3], [3]], labels: [1, -1], features: 1, loss: 'logistic', lambda: 0 });

test.each([
  [adabatch, 1 / 2, 'half of 1/L, the limit of adabatch, with L = 2'],
  [mean, 1 / (2 / 8 + (7 / 8) * 2.25), 'half of 1/(L/B + (1−1/B)·L_f), the limit of mean, with L = 2, L_f = 2.25'],
])('the automatic step is half of the limit of $name, and is said to be, with its constants', (rule, limit, reason) => {
  const step = automaticStep(problem, 2, sgd, { rule, batch: 8 });
  expect(step.reason).toBe(reason);
  expect(step.stepSize).toBeCloseTo(limit / 2, 6);
});

test('the constants of an automatic step are said to four digits', () => {
  expect(automaticStep(problem, 2 / 3, sgd, { rule: adabatch, batch: 8 }).reason).toMatch(/L = 0\.6667$/);
});

test('adagrad has an automatic step of its own', () => {
  expect(automaticStep(problem, 2, adagrad, { rule: mean, batch: 8 })).toBe(adagrad.automaticStep);
});
