import type { Algorithm } from './algorithm.js';
import { createSteps } from './steps.js';

/** The kernels' AdaptiveFeature, one per feature. */
export const adaptiveLayout = { weight: 'f64', squares: 'f64', direction: 'f64' } as const;

/**
 * Adagrad: G_k sums the squares of a feature's step directions g^(k), and γ/(√G_k + ε) replaces
 * γ, with any rule, for the active features only; ε = 1e-8.
 */
export const adagrad: Algorithm = {
  name: 'adagrad',
  summary: 'SGD with a step size of its own for each feature, shorter the more it moved',
  start(problem, settings) {
    const { kernels, memory, features } = problem;
    const state = memory.allocateF64(Object.keys(adaptiveLayout).length * features);
    const steps = createSteps(problem, settings, { kind: 'adaptive', state });
    let lastStep = 0;
    // A batch leaves steps for the next one to take, so they are taken early if the weights are read or γ changes.
    const settle = () => kernels.settleAll(steps.descent, features, lastStep);
    return {
      ...steps,
      beginEpoch() {},
      update(order, samples, stepSize) {
        if (stepSize !== lastStep) settle();
        lastStep = stepSize;
        return steps.update(order, samples, stepSize);
      },
      publish() {
        settle();
        steps.publish();
      },
    };
  },
  // Its steps shorten themselves, whatever the scale of the data (this project's).
  automaticStep: { stepSize: 1, reason: 'the standard one of adagrad' },
  takesSnapshots: false,
  runsWithoutLocks: false,
  keepsState: true,
  reducesVariance: false,
  passes: (epochs) => epochs,
  epochsWithin: (passes) => passes,
};
