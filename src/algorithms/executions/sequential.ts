import { writeDescent } from '../kernel-descent.js';
import { weighBy } from '../weighing.js';
import type { Execution } from './execution.js';

/** One batch after the other, on the thread that asks for it. */
export const sequential: Execution = {
  name: 'sequential',
  summary: 'one batch after the other, on one core',
  byWorkers: false,
  blocks: 1,
  isDeterministic: true,
  refusal: () => undefined,
  start(problem, settings, own) {
    const { kernels, memory, features, train } = problem;
    const { batch } = settings;
    const weighing = weighBy(problem, settings);
    const { weigh } = weighing;
    const active = weighing.needsList ? memory.allocateU32(features + 1) : 0;
    const arrays = { ...weighing.arrays, active, ...own };
    const descent = writeDescent(problem, batch, memory.allocateF64(batch), arrays);
    return {
      descents: [descent],
      take(order, samples, size, stepSize) {
        weighing.prepare(size);
        if (!weigh) {
          kernels.steps(train.address, descent, order, samples, size, stepSize, weighing.reserve(samples));
          return;
        }
        for (let first = 0; first < samples; first += size) {
          const rows = order + first * Uint32Array.BYTES_PER_ELEMENT;
          const base = weighing.reserve(size);
          const length = kernels.beginBatch(train.address, descent, rows, size, stepSize, base);
          weigh(active, length, size, base);
          kernels.endBatch(train.address, descent, rows, size, stepSize, base, length);
        }
      },
      takeSnapshot() {
        kernels.takeSnapshot(train.address, descent, features);
      },
    };
  },
};
