import type { KernelCall } from '../../engine/wasm.js';
import { setting } from '../../util/setting.js';
import { Barrier } from './barrier.js';
import { writeDescent } from './descent-struct.js';
import type { Execution } from './execution.js';
import { weighBy } from './rule-weights.js';
import { fillDriftBy, takeSnapshotBy } from './snapshot.js';

/**
 * Hogwild! (Niu, Recht, Ré and Wright, 2011): workers take disjoint slices of the order and update the same weights
 * with neither locks nor atomic operations. Now and then an update is lost, and the curve differs from run to run.
 */
export const hogwild: Execution = {
  name: 'hogwild',
  summary: 'workers take rows of their own and update the same weights, without locks; several are not deterministic',
  byWorkers: true,
  blocks: undefined,
  isDeterministic: false,
  batch: 1,
  refusal(algorithm, rule, average) {
    if (!algorithm.runsWithoutLocks) return `${setting('algorithm')} ${algorithm.name}`;
    if (average) return setting('average');
    // Such a rule is asked between the two halves of a batch, but hogwild has no point at which all workers wait.
    return rule.dependsOn === 'frequency' ? `${setting('rule')} ${rule.name}` : undefined;
  },
  start(problem, settings, own) {
    const { memory, features, train, workers } = problem;
    if (!workers) throw new Error('there are no workers');
    const { batch } = settings;
    const parts = Array.from({ length: workers.count }, () => {
      const weighing = weighBy(problem, settings);
      const active = weighing.needsList ? memory.allocateU32(features + 1) : 0;
      return { weighing, descent: writeDescent(problem, batch, own, { ...weighing.arrays, active }) };
    });
    const { address: barrier } = new Barrier(memory, workers.count);
    const descents = parts.map(({ descent }) => descent);
    return {
      descents,
      take: (runs, stepSize) =>
        workers.call((worker) => {
          const { weighing, descent } = parts[worker] as (typeof parts)[number];
          const steps = runs.map(({ order, samples, batch }): KernelCall => {
            const [first, end] = workers.sliceOf(worker, samples / batch);
            const rows = order + first * batch * Uint32Array.BYTES_PER_ELEMENT;
            const own = (end - first) * batch;
            const [base, table] = [weighing.reserve(own), weighing.tableFor(batch)];
            return ['steps', train.address, descent, rows, own, batch, stepSize, base, table];
          });
          // They begin together: on small data the first would be done before the last is awake.
          return [['meet', barrier, worker], ...steps];
        }),
      takeSnapshot: () => takeSnapshotBy(workers, problem, descents),
      mendDrift: workers.count > 1 ? () => fillDriftBy(workers, problem, descents) : undefined,
    };
  },
};
