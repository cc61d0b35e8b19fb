import type { Problem } from '../../objective/problem.js';
import type { Rule } from '../../rules/rule.js';
import type { OwnSteps } from './descent-struct.js';

/** What the steps of every algorithm depend on. */
export interface StepSettings {
  rule: Rule;
  /** Samples a batch, at least 1 and at most the number of rows. */
  batch: number;
  /** Whether the iterates are averaged, from some epoch on. */
  average: boolean;
}

/** How the steps of a run are carried out, and by whom. */
export interface Execution {
  name: string;
  /** One line for the help. */
  summary: string;
  /** Whether threads do the steps; then the problem has workers. */
  byWorkers: boolean;
  /**
   * How many blocks the columns of a matrix are cut into where the user does not say it; workers own whole blocks.
   * Undefined where they own none.
   * @param valuesARow the mean number of stored values of a row
   */
  blocks: ((valuesARow: number) => number) | undefined;
  /** Whether the same seed gives the same curve, also with several workers. */
  isDeterministic: boolean;
  /** Samples a batch where the user does not say it. */
  batch: number;
  /** The option that it cannot be had with, if that is asked for. */
  refusal(algorithm: { name: string; runsWithoutLocks: boolean }, rule: Rule, average: boolean): string | undefined;
  /**
   * Lays the scratch space of a run in memory.
   * @param own what is the algorithm's own of the steps
   */
  start(problem: Problem, settings: StepSettings, own: OwnSteps): Steps;
}

/** Batches of one size that follow each other. */
export interface BatchRun {
  /** Address of the row numbers (u32). */
  order: number;
  /** A multiple of `batch`. */
  samples: number;
  batch: number;
}

/** Steps over batches, and what else goes over all rows. */
interface Steps {
  /** Addresses of the kernels' Descents; what they share can be seen in any of them. */
  descents: readonly number[];
  /** Takes steps, one run of batches after the other. */
  take(runs: readonly BatchRun[], stepSize: number): void | Promise<void>;
  /** The share of the time in steps that the workers have waited for each other, where they meet once a batch; from 0 to 1. */
  waitedShare?: (() => number) | undefined;
  /** Takes SVRG's snapshot at the current weights, where the algorithm has the arrays for it. */
  takeSnapshot(): void | Promise<void>;
}

/** The address of the row numbers of each batch. */
export function batchesOf({ order, samples, batch }: BatchRun): number[] {
  const bytes = batch * Uint32Array.BYTES_PER_ELEMENT;
  return Array.from({ length: samples / batch }, (_, number) => order + number * bytes);
}
