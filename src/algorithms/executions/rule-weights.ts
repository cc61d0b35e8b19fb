import type { Problem } from '../../objective/problem.js';
import { BatchCounts } from './batch-counts.js';
import type { Arrays } from './descent-struct.js';
import type { StepSettings } from './execution.js';
import { WeightTables } from './weight-tables.js';

/** How the kernels get a rule's weights: in the fastest way that the rule allows. */
export interface Weighing {
  /** The arrays that the kernels take the weights from. */
  arrays: Pick<Arrays, 'counts' | 'weightByFeature'>;
  /** Whether the kernels have to list the features that are active in a batch. */
  needsList: boolean;
  /** The address of the weights by count in batches of the given size; 0 if there are none. */
  tableFor(batch: number): number;
  /** The base of the counts for kernel calls that raise it by `growth`. */
  reserve(growth: number): number;
  /**
   * Asks the rule for the weights of the listed features, if that has to be done for every batch.
   * @param active the list (u32), of the given length
   * @param base above which the features were counted
   */
  weigh: ((active: number, length: number, batch: number, base: number) => void) | undefined;
}

/** Lays what the rule of the settings needs in memory. */
export function weighBy(problem: Problem, settings: StepSettings): Weighing {
  const { rule, batch } = settings;
  if (rule.dependsOn === 'frequency') return askTheRule(problem, settings);
  const oneWeight = rule.dependsOn === 'batch' || batch === 1;
  // L2 and averages do something once for every feature that is active in a batch.
  const needsList = problem.lambda > 0 || settings.average;
  return oneWeight && !needsList ? uniform(problem, settings) : byCount(problem, settings, needsList);
}

/** For a rule with one weight for all features of a batch, if no list is needed: nothing is counted. */
function uniform({ memory, train }: Problem, { rule, batch }: StepSettings): Weighing {
  const tables = new WeightTables(memory, rule, batch, train.rows);
  return {
    arrays: {},
    needsList: false,
    tableFor: (size) => tables.addressFor(size),
    reserve: () => 0,
    weigh: undefined,
  };
}

/** For a rule whose weight depends only on the count. */
function byCount({ memory, features, train }: Problem, { rule, batch }: StepSettings, needsList: boolean): Weighing {
  const counts = new BatchCounts(memory, features);
  const tables = new WeightTables(memory, rule, batch, train.rows);
  return {
    arrays: { counts: counts.address },
    needsList,
    tableFor: (size) => tables.addressFor(size),
    reserve: (growth) => counts.reserve(growth),
    weigh: undefined,
  };
}

/** For any rule: asks the rule itself for the weight of every active feature of every batch, which is slower. */
function askTheRule({ memory, features, frequencies }: Problem, { rule }: StepSettings): Weighing {
  const counts = new BatchCounts(memory, features);
  const weightByFeature = memory.allocateF64(features);
  const shares = memory.f64(frequencies, features);
  const weights = memory.f64(weightByFeature, features);
  const activity = { batch: 0, count: 0, frequency: 0 };
  return {
    arrays: { counts: counts.address, weightByFeature },
    needsList: true,
    tableFor: () => 0,
    reserve: (growth) => counts.reserve(growth),
    weigh(active, length, batch, base) {
      activity.batch = batch;
      const list = memory.u32(active, length);
      for (let position = 0; position < length; position++) {
        const feature = list[position]!;
        activity.count = counts.of(feature, base);
        activity.frequency = shares[feature]!;
        weights[feature] = rule.weight(activity);
      }
    },
  };
}
