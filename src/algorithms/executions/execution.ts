import type { Problem } from '../../objective/problem.js';
import type { Algorithm, Settings } from '../algorithm.js';
import type { Arrays } from '../kernel-descent.js';

/** How the steps of a run are carried out, and by whom. */
export interface Execution {
  name: string;
  /** One line for the help. */
  summary: string;
  /** Whether threads do the steps; then the problem has workers. */
  byWorkers: boolean;
  /** How many blocks the columns of the matrix are cut into; workers own whole blocks, if there are several. */
  blocks: number;
  /** Whether the same seed gives the same curve. */
  isDeterministic: boolean;
  /** Why it cannot be had with an algorithm and settings: what it does not take, in words; undefined where it can. */
  refusal(algorithm: Algorithm, settings: Pick<Settings, 'rule' | 'batch' | 'average'>): string | undefined;
  /**
   * Lays the scratch space of a run in memory.
   * @param own the algorithm's own arrays
   */
  start(problem: Problem, settings: Settings, own: Arrays): Steps;
}

/** Steps over batches, and what else goes over all rows. */
export interface Steps {
  /** Addresses of the kernels' Descents; what they share can be seen in any of them. */
  descents: readonly number[];
  /**
   * Takes steps by batches of one size, of which `samples` is a multiple.
   * @param order address of the row numbers (u32)
   */
  take(order: number, samples: number, batch: number, stepSize: number): void | Promise<void>;
  /** Takes SVRG's snapshot at the current weights, where the algorithm has the arrays for it. */
  takeSnapshot(): void | Promise<void>;
}
