import type { Problem } from '../objective/problem.js';
import type { Execution, StepSettings } from './executions/execution.js';

/** The settings that an algorithm runs with. */
export interface Settings extends StepSettings {
  /** Epochs from one snapshot of SVRG to the next, a whole number from 1. */
  snapshotEvery: number;
  execution: Execution;
}

/** An algorithm at work on a problem. */
export interface Descent {
  /** Called at the start of an epoch, with the number of epochs done; its time counts as update time. */
  beginEpoch(epoch: number): void | Promise<void>;
  /**
   * Updates the weights with the next samples of the order.
   * @param order address of the row numbers of these samples (u32)
   * @param samples how many; cut into batches from the start, so only the last one can be short
   * @param stepSize γ, above 0
   */
  update(order: number, samples: number, stepSize: number): Promise<void>;
  /** The share of the update time that workers waited for each other, if they meet once per batch; from 0 to 1. */
  waitedShare?: (() => number) | undefined;
  /** Begins the average of the iterates (Polyak and Ruppert) with the next update, if the settings ask for one. */
  startAverage(): void;
  /** Sets the weights of the problem to the iterate, or to the average of the iterates. */
  publish(): void;
}

/** A step size and where it comes from, for the user. */
export interface AutomaticStep {
  stepSize: number;
  reason: string;
}

/** An algorithm: which gradient it forms and how it scales the step. */
export interface Algorithm {
  name: string;
  /** One line for the help. */
  summary: string;
  /**
   * Starts from the weights of the problem. Takes its scratch space in the engine's memory; throws a
   * UserError if that runs out.
   */
  start(problem: Problem, settings: Settings): Descent;
  /** Whether it takes snapshots at intervals of some epochs. */
  takesSnapshots: boolean;
  /** Whether workers may take its steps without locks, so that a lost update costs only that step. */
  runsWithoutLocks: boolean;
  /** Whether it carries more than the weights from step to step, which a start from a model lacks. */
  keepsState: boolean;
  /** Whether a constant step leads to the optimum itself, so that runs end at losses that differ only by rounding. */
  reducesVariance: boolean;
  /** The automatic step, unless that is half of the rule's limit. */
  automaticStep?: AutomaticStep;
  /** The gradient evaluations of a number of epochs, in passes (N evaluations each). */
  passes(epochs: number, settings: Pick<Settings, 'snapshotEvery'>): number;
  /** The most epochs whose gradient evaluations fit within this many passes. */
  epochsWithin(passes: number, settings: Pick<Settings, 'snapshotEvery'>): number;
}
