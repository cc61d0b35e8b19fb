import type { Algorithm } from '../algorithms/algorithm.js';
import type { Execution } from '../algorithms/executions/execution.js';
import type { Order } from '../algorithms/orders.js';
import type { Schedule } from '../algorithms/schedules.js';
import type { Dataset } from '../data/dataset.js';
import type { UserFormat } from '../data/formats/user-format.js';
import { availableCores } from '../engine/cores.js';
import type { Loss } from '../objective/losses.js';
import type { Rule } from '../rules/rule.js';

/** Data and an objective over it as the user asks for them, before the data is known. */
export interface ProblemRequest extends UserFormat {
  /** A file, `-` for stdin, or the name of the built-in dataset or of a fetched one. */
  dataset: string;
  /** Held-out data: a file, a fraction of the rows, or none. */
  test?: { file: string } | { fraction: number } | undefined;
  /** The labels that are +1; by default the higher of two. */
  positive?: string[] | undefined;
  /** How features are scaled, if at all. */
  scale?: 'max-abs' | undefined;
  loss: Loss;
  /** λ, or one over the number of training rows. */
  l2: number | '1/n';
  /** Whether the margin has a constant term, which is not regularised. */
  bias: boolean;
  /** Of all that is random: which rows are held out, and in a run the order of visits. */
  seed: number;
  /** The seed that decides which rows are held out, where it is not the same. */
  splitSeed?: number | undefined;
}

/**
 * A step size as the user asks for it: a number, a multiple of the limit 1/L, half of the rule's limit, the best that a
 * search finds, or the best at batch 1.
 */
export type StepSizeRequest = number | `${number}/L` | 'auto' | 'tune' | 'frozen';

/** One configuration as the user asks for it, before the data is known. */
export interface RunRequest extends ProblemRequest {
  /** Whether to compute the optimum where it is not cached, so that the curve has a suboptimality. */
  suboptimality: boolean;
  /** A model file to start from, in place of w = 0. */
  warmStart?: string | undefined;
  /** Where to write the weights that the run comes to. */
  saveModel?: string | undefined;
  algorithm: Algorithm;
  rule: Rule;
  batch: number;
  stepSize: StepSizeRequest;
  schedule: Schedule;
  /** Epochs from one snapshot of SVRG to the next. */
  snapshotEvery: number;
  /** Measure the average of the iterates from so many passes on; an average begins with an epoch. */
  average?: number | undefined;
  order: Order;
  execution: Execution;
  /** Threads, where the execution has some; auto takes as many as there are cores for this process. */
  workers: number | 'auto';
  /** Into how many blocks the columns are cut that workers own; by default it follows from the data. */
  blocks?: number | undefined;
  /** How often a run that is not deterministic is carried out, to see how far its ends lie apart; at least 1. */
  repeats: number;
  epochs: number;
  maxPasses?: number | undefined;
  /** Of the objective on the training data. */
  targetLoss?: number | undefined;
  /** In seconds of updates. */
  timeLimit?: number | undefined;
  /** In epochs. */
  measureEvery: number;
}

/** How many threads a request is for. */
export function workersOf({ execution, workers }: Pick<RunRequest, 'execution' | 'workers'>): number {
  if (!execution.byWorkers) return 1;
  return workers === 'auto' ? availableCores() : workers;
}

/** Whether another run of the request has the same curve: one worker alone has none to race with. */
export function isDeterministic(request: Pick<RunRequest, 'execution' | 'workers'>): boolean {
  return request.execution.isDeterministic || workersOf(request) === 1;
}

/** How many blocks the columns are cut into that workers own; undefined where they own none. */
export function blocksOf(
  { execution, blocks }: Pick<RunRequest, 'execution' | 'blocks'>,
  { nonzeros, rows }: Pick<Dataset, 'nonzeros' | 'rows'>,
): number | undefined {
  return execution.blocks && (blocks ?? execution.blocks(nonzeros / rows));
}
