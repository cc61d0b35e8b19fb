import { availableCores } from '../engine/cores.js';
import type { RunRequest } from './request.js';

/** How many threads a request is for. */
export function workersOf({ execution, workers }: Pick<RunRequest, 'execution' | 'workers'>): number {
  if (!execution.byWorkers) return 1;
  return workers === 'auto' ? availableCores() : workers;
}
