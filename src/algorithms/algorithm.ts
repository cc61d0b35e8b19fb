import type { Problem } from '../objective/problem.js';
import type { Rule } from '../rules/rule.js';

/** What an algorithm is run with. */
export interface Settings {
  rule: Rule;
  /** Samples a batch, at least 1 and at most the number of rows. */
  batch: number;
  /** γ, above 0. */
  stepSize: number;
}

/**
 * Updates the weights with the next samples of the order.
 * @param order address of the row numbers of these samples (u32)
 * @param samples how many; cut into batches from the start, so only the last one can be short
 */
export type Update = (order: number, samples: number) => void;

/** An algorithm: which gradient is formed and how the step is scaled. */
export interface Algorithm {
  name: string;
  /** One line for the help. */
  summary: string;
  /** Takes its scratch space in the engine's memory; throws a UserError where that runs out. */
  start(problem: Problem, settings: Settings): Update;
}
