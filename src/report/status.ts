import type { FolderStatus } from '../results/folder-status.js';
import { duration } from '../util/text.js';
import { plainTable } from './table.js';

/**
 * What became of the runs of a sweep, for the terminal.
 * @param scheduler the states of the scheduler's tasks, with how many are in each
 */
export function statusText(status: FolderStatus, scheduler: Readonly<Record<string, number>>): string {
  const { planned, done, running, failed, interrupted, missing, secondsLeft } = status;
  const states = Object.entries(scheduler).map(([state, tasks]) => `${tasks} ${state.toLowerCase()}`);
  const parts = [
    countsTable([
      ['planned', planned],
      ...Object.entries(done),
      ['running', running.length],
      ['failed', failed.length],
      ['missing', missing],
      ...(interrupted > 0 ? ([['interrupted, to be done again', interrupted]] as const) : []),
    ]),
    running.length > 0 && runningTable(running),
    failed.length > 0 && failed.map(({ name, reason }) => `${name}\n  failed: ${reason}`).join('\n'),
    states.length > 0 && `Slurm: ${states.join(', ')}`,
    secondsLeft !== null && `about ${duration(secondsLeft)} left`,
    failed.length > 0 && 'The same sweep with ‹retryFailed› tries again what failed.',
  ];
  return `${parts.filter((part) => part !== false).join('\n\n')}\n`;
}

function countsTable(counts: readonly (readonly [string, number])[]): string {
  return plainTable(
    ['runs', ''],
    counts.map(([state, number]) => [state, String(number)]),
    ['left'],
  );
}

function runningTable(running: FolderStatus['running']): string {
  const lines = running.map(({ name, host, job, silentSeconds }) => [
    name,
    host ?? 'unknown',
    job ?? '',
    `${silentSeconds} s ago`,
  ]);
  return plainTable(['running', 'host', 'job', 'sign of life'], lines, ['left', 'left', 'left']);
}
