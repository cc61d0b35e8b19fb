import type { Algorithm } from './algorithm.js';
import { createSteps } from './steps.js';

/**
 * Adagrad: G_k sums the squares of a feature's step directions g^(k), and γ/(√G_k + ε) stands in place
 * of γ, with any rule, for the active features alone; ε = 1e-8.
 */
export const adagrad: Algorithm = {
  name: 'adagrad',
  summary: 'SGD with a step size of its own for each feature, shorter the more it moved',
  start(problem, settings) {
    const { kernels, memory, features } = problem;
    const squares = memory.allocateF64(features);
    const gradients = memory.allocateF64(features);
    const { descent, update } = createSteps(problem, settings, { squares, gradients });
    return {
      beginEpoch() {},
      update(order, samples, stepSize) {
        update(order, samples, stepSize);
        kernels.settleAll(descent, features, stepSize);
      },
      beforeMeasure() {},
    };
  },
  // Its steps shorten themselves, whatever the scale of the data (ours).
  automaticStep: { stepSize: 1, reason: 'the standard one of adagrad' },
  passes: (epochs) => epochs,
  epochsWithin: (passes) => passes,
};
