import type { Algorithm } from '../algorithms/algorithm.js';
import type { Execution } from '../algorithms/executions/execution.js';
import type { Order } from '../algorithms/orders.js';
import type { Schedule } from '../algorithms/schedules.js';
import type { Dataset } from '../data/dataset.js';
import type { UserFormat } from '../data/formats/user-format.js';
import { availableCores } from '../engine/cores.js';
import type { Loss } from '../objective/losses.js';
import type { Rule } from '../rules/rule.js';

/** Data and an objective over it as the user asks for them, before the data are known. */
export interface ProblemRequest extends UserFormat {
  /** A file, `-` for stdin, or the name of the built-in dataset or of a fetched one. */
  dataset: string;
  /** Held-out data: a file, a fraction of the rows, or none. */
  test?: { file: string } | { fraction: number } | undefined;
  /** The labels that count as +1; by default the higher of two. */
  positive?: string[] | undefined;
  /** How features are scaled, if at all. */
  scale?: 'max-abs' | undefined;
  loss: Loss;
  /** λ, or one over the number of training rows. */
  l2: number | '1/n';
  /** Whether the margin has a constant term, which is not regularised. */
  bias: boolean;
  /** Decides everything random: which rows are held out and, in a run, the order of visits. */
  seed: number;
  /** The seed that decides which rows are held out, if it is another one. */
  splitSeed?: number | undefined;
}

/**
 * A step size as the user asks for it: a number, a multiple of the limit 1/L, half of the rule's limit, the best that a
 * search finds, or the best at batch 1.
 */
export type StepSizeRequest = number | `${number}/L` | 'auto' | 'tune' | 'frozen';

/** One configuration as the user asks for it, before the data are known. */
export interface RunRequest extends ProblemRequest {
  /** Whether to compute the optimum if it is not cached, so that the curve has a suboptimality. */
  suboptimality: boolean;
  /** A model file to start from, instead of w = 0. */
  warmStart?: string | undefined;
  /** Where to write the final weights of the run. */
  saveModel?: string | undefined;
  algorithm: Algorithm;
  rule: Rule;
  batch: number;
  stepSize: StepSizeRequest;
  schedule: Schedule;
  /** Epochs from one snapshot of SVRG to the next. */
  snapshotEvery: number;
  /** Measure the average of the iterates from this many passes on; an average begins with an epoch. */
  average?: number | undefined;
  order: Order;
  execution: Execution;
  /** The number of threads, if the execution uses any; auto takes one for each core that this process may use. */
  workers: number | 'auto';
  /** The number of column blocks that workers own; by default it follows from the data. */
  blocks?: number | undefined;
  /** How often to carry out a run that is not deterministic, to see how much its ends vary; at least 1. */
  repeats: number;
  epochs: number;
  maxPasses?: number | undefined;
  /** The objective on the training data at which to stop. */
  targetLoss?: number | undefined;
  /** In seconds of updates. */
  timeLimit?: number | undefined;
  /** In epochs. */
  measureEvery: number;
}

/** The number of threads that a request uses. */
export function workersOf({ execution, workers }: Pick<RunRequest, 'execution' | 'workers'>): number {
  if (!execution.byWorkers) return 1;
  return workers === 'auto' ? availableCores() : workers;
}

/** Whether a repetition of the request has the same curve: a single worker has none to race with. */
export function isDeterministic(request: Pick<RunRequest, 'execution' | 'workers'>): boolean {
  return request.execution.isDeterministic || workersOf(request) === 1;
}

/** The number of column blocks that workers own; undefined if they own none. */
export function blocksOf(
  { execution, blocks }: Pick<RunRequest, 'execution' | 'blocks'>,
  { nonzeros, rows }: Pick<Dataset, 'nonzeros' | 'rows'>,
): number | undefined {
  return execution.blocks && (blocks ?? execution.blocks(nonzeros / rows));
}
