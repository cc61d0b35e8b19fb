import { writeStruct } from '../engine/struct.js';
import type { Algorithm } from './algorithm.js';
import { createSteps } from './steps.js';

/** The kernels' Snapshot. */
export const snapshotLayout = { derivatives: 'u32', drift: 'u32' } as const;

/**
 * SVRG with a sparse estimator (Mania et al. 2015, Leblond et al. 2017; the batch form is this project's). At a
 * snapshot y with the full gradient μ = ∇f(y), a sample's gradient is g(w) − g(y) + μ_k/p_k on its
 * support. φ'(y) is stored per row, so that a step evaluates one gradient, not two.
 */
export const svrg: Algorithm = {
  name: 'svrg',
  summary: 'SGD with its variance reduced by the full gradient at a snapshot',
  start(problem, settings) {
    const { memory, train, features } = problem;
    const [derivatives, drift] = [memory.allocateF64(train.rows), memory.allocateF64(features)];
    const state = writeStruct(memory, snapshotLayout, { derivatives, drift });
    const steps = createSteps(problem, settings, { kind: 'variance-reduced', state });
    return {
      ...steps,
      beginEpoch: (epoch) => (epoch % settings.snapshotEvery === 0 ? steps.takeSnapshot() : undefined),
    };
  },
  takesSnapshots: true,
  runsWithoutLocks: true,
  keepsState: false,
  reducesVariance: true,
  passes: (epochs, { snapshotEvery }) => epochs + Math.ceil(epochs / snapshotEvery),
  epochsWithin(passes, { snapshotEvery }) {
    const rounds = Math.floor(passes / (snapshotEvery + 1));
    const rest = passes - rounds * (snapshotEvery + 1);
    return rounds * snapshotEvery + Math.max(0, rest - 1);
  },
};
