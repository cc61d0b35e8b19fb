import { writeDescent } from './descent-struct.js';
import { batchesOf, type Execution } from './execution.js';
import { weighBy } from './rule-weights.js';

/** One batch after the other, on the calling thread. */
export const sequential: Execution = {
  name: 'sequential',
  summary: 'one batch after the other, on one core',
  byWorkers: false,
  blocks: undefined,
  isDeterministic: true,
  batch: 64,
  refusal: () => undefined,
  start(problem, settings, own) {
    const { kernels, memory, features, train } = problem;
    const weighing = weighBy(problem, settings);
    const { weigh } = weighing;
    const active = weighing.needsList ? memory.allocateU32(features + 1) : 0;
    const arrays = { ...weighing.arrays, active };
    const descent = writeDescent(problem, settings.batch, own, arrays);
    return {
      descents: [descent],
      take(runs, stepSize) {
        for (const run of runs) {
          const { order, samples, batch } = run;
          if (!weigh) {
            const [base, table] = [weighing.reserve(samples), weighing.tableFor(batch)];
            kernels.steps(train.address, descent, order, samples, batch, stepSize, base, table);
            continue;
          }
          for (const rows of batchesOf(run)) {
            const base = weighing.reserve(batch);
            const length = kernels.beginBatch(train.address, descent, rows, batch, stepSize, base);
            weigh(active, length, batch, base);
            kernels.endBatch(train.address, descent, rows, batch, stepSize, base, length);
          }
        }
      },
      takeSnapshot() {
        kernels.takeSnapshot(train.address, descent, features);
      },
    };
  },
};
