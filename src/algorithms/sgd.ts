import type { Algorithm } from './algorithm.js';
import { createSteps } from './steps.js';

/** Stochastic gradient descent; L2 is a proximal step after the data step (this project's: docs/method.md, "Sparse L2"). */
export const sgd: Algorithm = {
  name: 'sgd',
  summary: 'stochastic gradient descent',
  start(problem, settings) {
    return { ...createSteps(problem, settings, { kind: 'plain', state: 0 }), beginEpoch() {} };
  },
  takesSnapshots: false,
  runsWithoutLocks: true,
  keepsState: false,
  reducesVariance: false,
  passes: (epochs) => epochs,
  epochsWithin: (passes) => passes,
};
