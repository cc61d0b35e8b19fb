import type { Problem } from '../../objective/problem.js';
import type { Rule } from '../../rules/rule.js';
import type { OwnSteps } from './descent-struct.js';

/** What the steps of every algorithm depend on. */
export interface StepSettings {
  rule: Rule;
  /** Samples per batch, at least 1 and at most the number of rows. */
  batch: number;
  /** Whether the iterates are averaged, from some epoch on. */
  average: boolean;
}

/** How the steps of a run are carried out, and by which threads. */
export interface Execution {
  name: string;
  /** One line for the help. */
  summary: string;
  /** Whether threads do the steps; then the problem has workers. */
  byWorkers: boolean;
  /**
   * The default number of blocks that the columns of a matrix are cut into; workers own whole blocks.
   * Undefined if they own none.
   * @param valuesARow the mean number of stored values per row
   */
  blocks: ((valuesARow: number) => number) | undefined;
  /** Whether the same seed gives the same curve, also with several workers. */
  isDeterministic: boolean;
  /** The default number of samples per batch. */
  batch: number;
  /** The setting that rules this execution out, as a message names it, if the user chose one. */
  refusal(algorithm: { name: string; runsWithoutLocks: boolean }, rule: Rule, average: boolean): string | undefined;
  /**
   * Lays the scratch space of a run in memory.
   * @param own what only this algorithm needs for its steps
   */
  start(problem: Problem, settings: StepSettings, own: OwnSteps): Steps;
}

/** Successive batches of one size. */
export interface BatchRun {
  /** Address of the row numbers (u32). */
  order: number;
  /** A multiple of `batch`. */
  samples: number;
  batch: number;
}

/** Steps over batches, and other work over all rows. */
interface Steps {
  /** Addresses of the kernels' Descents; any of them shows what they share. */
  descents: readonly number[];
  /** Takes steps, one run of batches after the other. */
  take(runs: readonly BatchRun[], stepSize: number): void | Promise<void>;
  /** The share of the step time that workers waited for each other, if they meet once per batch; from 0 to 1. */
  waitedShare?: (() => number) | undefined;
  /** Takes SVRG's snapshot at the current weights, if the algorithm has the arrays for it. */
  takeSnapshot(): void | Promise<void>;
  /** Makes SAGA's drift anew from what is stored of the rows, where workers may lose updates of it. */
  mendDrift?: (() => Promise<void>) | undefined;
}

/** The address of the row numbers of each batch. */
export function batchesOf({ order, samples, batch }: BatchRun): number[] {
  const bytes = batch * Uint32Array.BYTES_PER_ELEMENT;
  return Array.from({ length: samples / batch }, (_, number) => order + number * bytes);
}
