import { type Field, writeStruct } from '../engine/struct.js';
import type { Problem } from '../objective/problem.js';
import type { Rule } from '../rules/rule.js';
import type { Descent, Settings } from './algorithm.js';
import { BatchCounts } from './batch-counts.js';
import { WeightTable } from './weight-table.js';

/** Arrays that a descent may do without: see the kernels' Descent. */
type Optional =
  | 'counts'
  | 'active'
  | 'weightByCount'
  | 'weightByFeature'
  | 'snapshotDerivatives'
  | 'drift'
  | 'adaptive';

/** Addresses of the arrays that a descent has. They also say whose steps it takes: SVRG's have a drift, Adagrad's adaptive features. */
type Arrays = Partial<Record<Optional, number>>;

/** Steps by the rule of the settings: what algorithms have in common. */
export interface Steps extends Pick<Descent, 'update' | 'startAverage' | 'publish'> {
  /** Address of the kernels' Descent. */
  descent: number;
}

/** Steps by batches of one size, of which `samples` is a multiple. */
type EvenSteps = (order: number, samples: number, batch: number, stepSize: number) => void;

/**
 * Lays the scratch space that a rule needs, and chooses the fastest way of taking its steps. They start
 * from the weights of the problem.
 * @param own the algorithm's own arrays
 */
export function createSteps(problem: Problem, settings: Settings, own: Arrays = {}): Steps {
  const { kernels, memory, features, weights } = problem;
  const { batch, average } = settings;
  const averages = average ? memory.allocateF64(2 * features) : 0;
  // The weights of the problem are those that are measured; an average leaves the iterate its own.
  const iterate = average ? memory.allocateF64(features) : weights;
  const isApart = iterate !== weights || own.adaptive !== undefined;
  const { descent, take } = chooseWay({ ...problem, weights: iterate }, settings, own);
  if (isApart) kernels.setIterate(descent, weights, features);
  return {
    descent,
    startAverage() {
      if (average) kernels.startAverage(descent, averages);
    },
    publish() {
      if (isApart) kernels.copyIterate(descent, weights, features);
    },
    update(order, samples, stepSize) {
      const short = samples % batch;
      const full = samples - short;
      if (full > 0) take(order, full, batch, stepSize);
      if (short > 0) take(order + full * Uint32Array.BYTES_PER_ELEMENT, short, short, stepSize);
    },
  };
}

interface Way {
  descent: number;
  take: EvenSteps;
}

function chooseWay(problem: Problem, settings: Settings, own: Arrays): Way {
  const { rule, batch } = settings;
  if (rule.dependsOn === 'frequency') return anySteps(problem, settings, own);
  const oneWeight = rule.dependsOn === 'batch' || batch === 1;
  const uniform = oneWeight && !needsList(problem, settings);
  return uniform ? uniformSteps(problem, settings, own) : countedSteps(problem, settings, own);
}

/** Whether something is done once for every feature that is active in a batch. */
function needsList({ lambda }: Problem, { average }: Settings): boolean {
  return lambda > 0 || average;
}

/** For a rule with one weight for all features of a batch, where no list is needed: nothing is counted. */
function uniformSteps(problem: Problem, { rule, batch }: Settings, own: Arrays): Way {
  const { kernels, memory, train } = problem;
  const table = new WeightTable(memory, rule, batch);
  const descent = writeDescent(problem, batch, { weightByCount: table.address, ...own });
  return {
    descent,
    take(order, samples, size, stepSize) {
      table.fillFor(size);
      kernels.steps(train.address, descent, order, samples, size, stepSize, 0);
    },
  };
}

/** For a rule whose weight depends on the count alone. */
function countedSteps(problem: Problem, settings: Settings, own: Arrays): Way {
  const { kernels, memory, features, train } = problem;
  const { rule, batch } = settings;
  const counts = new BatchCounts(memory, features);
  const table = new WeightTable(memory, rule, batch);
  const descent = writeDescent(problem, batch, {
    counts: counts.address,
    weightByCount: table.address,
    ...(needsList(problem, settings) && { active: memory.allocateU32(features + 1) }),
    ...own,
  });
  return {
    descent,
    take(order, samples, size, stepSize) {
      table.fillFor(size);
      kernels.steps(train.address, descent, order, samples, size, stepSize, counts.reserve(samples));
    },
  };
}

/** For any rule: it is itself asked for the weight of every active feature of every batch, which is slower. */
function anySteps(problem: Problem, { rule, batch }: Settings, own: Arrays): Way {
  const { kernels, memory, features, train, frequencies } = problem;
  const counts = new BatchCounts(memory, features);
  const active = memory.allocateU32(features + 1);
  const weightByFeature = memory.allocateF64(features);
  const arrays = { counts: counts.address, active, weightByFeature, ...own };
  const descent = writeDescent(problem, batch, arrays);
  const weigh = weigher(rule, counts, {
    active: memory.u32(active, features),
    frequencies: memory.f64(frequencies, features),
    weights: memory.f64(weightByFeature, features),
  });
  return {
    descent,
    take(order, samples, size, stepSize) {
      for (let first = 0; first < samples; first += size) {
        const rows = order + first * Uint32Array.BYTES_PER_ELEMENT;
        const base = counts.reserve(size);
        const length = kernels.beginBatch(train.address, descent, rows, size, stepSize, base);
        weigh(length, size, base);
        kernels.endBatch(train.address, descent, rows, size, stepSize, base, length);
      }
    },
  };
}

/** Makes a function that asks the rule for the weights of the first `length` active features. */
function weigher(
  rule: Rule,
  counts: BatchCounts,
  { active, frequencies, weights }: { active: Uint32Array; frequencies: Float64Array; weights: Float64Array },
) {
  const activity = { batch: 0, count: 0, frequency: 0 };
  return (length: number, batch: number, base: number): void => {
    activity.batch = batch;
    for (let position = 0; position < length; position++) {
      const feature = active[position] as number;
      activity.count = counts.of(feature, base);
      activity.frequency = frequencies[feature] as number;
      weights[feature] = rule.weight(activity);
    }
  };
}

/** Lays the kernels' Descent in memory. */
function writeDescent(problem: Problem, batch: number, arrays: Arrays): number {
  const { memory, loss, weights, frequencies, lambda, regularised } = problem;
  const address = (name: Optional): Field => ({ u32: arrays[name] ?? 0 });
  return writeStruct(memory, {
    loss: { u32: loss.code },
    batch: { u32: batch },
    weights: { u32: weights },
    frequencies: { u32: frequencies },
    lambda: { f64: lambda },
    regularised: { u32: regularised },
    coefficients: { u32: memory.allocateF64(batch) },
    counts: address('counts'),
    active: address('active'),
    weightByCount: address('weightByCount'),
    weightByFeature: address('weightByFeature'),
    snapshotDerivatives: address('snapshotDerivatives'),
    drift: address('drift'),
    adaptive: address('adaptive'),
    averages: { u32: 0 },
    updates: { f64: 0 },
  });
}
