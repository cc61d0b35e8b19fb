import type { Algorithm } from './algorithm.js';
import { createSteps } from './steps.js';

/**
 * SVRG with a sparse estimator (Mania et al. 2015, Leblond et al. 2017; the batch form is ours). At a
 * snapshot y with the full gradient μ = ∇f(y), a sample's gradient is g(w) − g(y) + μ_k/p_k on its
 * support. φ'(y) is kept a row, so that a step evaluates one gradient, not two.
 */
export const svrg: Algorithm = {
  name: 'svrg',
  summary: 'SGD with its variance reduced by the full gradient at a snapshot',
  start(problem, settings) {
    const { memory, train, features } = problem;
    const snapshotDerivatives = memory.allocateF64(train.rows);
    const drift = memory.allocateF64(features);
    const steps = createSteps(problem, settings, { snapshotDerivatives, drift });
    return {
      ...steps,
      beginEpoch: (epoch) => (epoch % settings.snapshotEvery === 0 ? steps.takeSnapshot() : undefined),
    };
  },
  takesSnapshots: true,
  keepsState: false,
  reducesVariance: true,
  passes: (epochs, { snapshotEvery }) => epochs + Math.ceil(epochs / snapshotEvery),
  epochsWithin(passes, { snapshotEvery }) {
    const rounds = Math.floor(passes / (snapshotEvery + 1));
    const rest = passes - rounds * (snapshotEvery + 1);
    return rounds * snapshotEvery + Math.max(0, rest - 1);
  },
};
