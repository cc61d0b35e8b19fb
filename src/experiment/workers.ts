import { MUCH_WAITING } from '../algorithms/executions/crew.js';
import type { Dataset } from '../data/dataset.js';
import { availableCores } from '../engine/cores.js';
import { percent } from '../wording.js';
import type { Observer, RunRequest } from './request.js';

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

/** Warns of workers that waited for each other for long, as they do without cores of their own. */
export function warnOfWaiting(share: number, observer: Observer): void {
  if (share <= MUCH_WAITING) return;
  observer.warn(
    `the workers waited for each other, or were set aside, ${percent(share)} of the time: try fewer --workers, or end other processes on these cores`,
  );
}
