import type { Algorithm } from '../algorithms/algorithm.js';
import type { Execution } from '../algorithms/executions/execution.js';
import { availableCores } from '../engine/cores.js';

/** What decides which other settings a run uses. */
export interface Method {
  algorithm: Algorithm;
  execution: Execution;
  workers: number | 'auto';
}

/** The number of threads that a run uses. */
export function workersOf({ execution, workers }: Pick<Method, 'execution' | 'workers'>): number {
  if (!execution.byWorkers) return 1;
  return workers === 'auto' ? availableCores() : workers;
}

/** Whether a repetition of the run has the same curve, as it has where nobody else updates the weights of a worker. */
export function isDeterministic(method: Pick<Method, 'execution' | 'workers'>): boolean {
  return method.execution.isDeterministic || workersOf(method) === 1;
}
