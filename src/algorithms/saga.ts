import { writeStruct } from '../engine/struct.js';
import type { Algorithm } from './algorithm.js';
import { createSteps } from './steps.js';
import { snapshotLayout } from './svrg.js';

/**
 * SAGA (Defazio, Bach and Lacoste-Julien 2014) with a sparse estimator (Leblond, Pedregosa and Lacoste-Julien 2017; the
 * batch form is this project's). α_i is φ' of row i at its last visit, and μ = (1/N) Σ α_i x_i. A sample's gradient is
 * (φ'(w) − α_b) x_b + μ_k/p_k on its support; after the batch, α of its rows and μ follow. Both start at 0: a full
 * gradient costs a pass and gains less (measured with every rule: docs/method.md, "SAGA").
 */
export const saga: Algorithm = {
  name: 'saga',
  summary: 'SGD with its variance reduced by the last gradient of every row',
  start(problem, settings) {
    const { memory, train, features } = problem;
    const drift = memory.allocateF64(features);
    const layState = () => writeStruct(memory, snapshotLayout, { derivatives: memory.allocateF64(train.rows), drift });
    const steps = createSteps(problem, settings, { kind: 'incremental', state: layState(), layState });
    return { ...steps, beginEpoch: (epoch) => (epoch > 0 ? steps.mendDrift?.() : undefined) };
  },
  takesSnapshots: false,
  runsWithoutLocks: true,
  keepsState: true,
  reducesVariance: true,
  passes: (epochs) => epochs,
  epochsWithin: (passes) => passes,
};
