import type { Problem } from '../objective/problem.js';
import type { Descent, Settings } from './algorithm.js';
import type { OwnSteps } from './executions/descent-struct.js';

/** Steps by the rule and the execution of the settings, which all algorithms share. */
export interface CommonSteps extends Pick<Descent, 'update' | 'waitedShare' | 'startAverage' | 'publish'> {
  /** Address of a kernels' Descent. */
  descent: number;
  /** Takes SVRG's snapshot, if the algorithm has the arrays for it. */
  takeSnapshot(): void | Promise<void>;
  /** Makes SAGA's drift anew, where workers may lose updates of it. */
  mendDrift?: (() => Promise<void>) | undefined;
}

/** Starts steps from the weights of the problem. */
export function createSteps(problem: Problem, settings: Settings, own: OwnSteps): CommonSteps {
  const { kernels, memory, features, weights } = problem;
  const { batch, average, execution } = settings;
  const averages = average ? memory.allocateF64(2 * features) : 0;
  // Measurements read the weights of the problem; with an average, the iterate has an array of its own.
  const iterate = average ? memory.allocateF64(features) : weights;
  const steps = execution.start({ ...problem, weights: iterate }, settings, own);
  const { descents, take, takeSnapshot, mendDrift, waitedShare } = steps;
  const [descent = 0] = descents;
  kernels.setIterate(descent, weights, features);
  return {
    descent,
    takeSnapshot,
    mendDrift,
    waitedShare,
    startAverage() {
      for (const each of descents) kernels.startAverage(each, averages);
    },
    publish() {
      kernels.copyIterate(descent, weights, features);
    },
    async update(order, samples, stepSize) {
      const short = samples % batch;
      const full = samples - short;
      const last = { order: order + full * Uint32Array.BYTES_PER_ELEMENT, samples: short, batch: short };
      const runs = [{ order, samples: full, batch }, last];
      await take(
        runs.filter((run) => run.samples > 0),
        stepSize,
      );
    },
  };
}
