import { MOST_ATTEMPTS } from '../results/failure.js';
import type { FolderStatus } from '../results/folder-status.js';
import { duration } from '../util/text.js';
import { plainTable } from './table.js';

/**
 * What became of the runs of a sweep, for the terminal.
 * @param scheduler the states of the scheduler's tasks, with how many are in each
 */
export function statusText(status: FolderStatus, scheduler: Readonly<Record<string, number>>): string {
  const { planned, done, running, searching, failed, interrupted, missing, secondsLeft } = status;
  const states = Object.entries(scheduler).map(([state, tasks]) => `${tasks} ${state.toLowerCase()}`);
  const parts = [
    countsTable([
      ['planned', planned],
      ...Object.entries(done),
      ['running', running.length],
      ['failed for good', failed.filter(({ attempts }) => attempts >= MOST_ATTEMPTS).length],
      ['missing', missing],
      ...(searching.length > 0 ? ([['searches for steps', searching.length]] as const) : []),
      ...(interrupted > 0 ? ([['interrupted, to be done again', interrupted]] as const) : []),
    ]),
    running.length + searching.length > 0 && atWorkTable([...running, ...searching]),
    failed.length > 0 && failed.map(describeFailed).join('\n'),
    states.length > 0 && `Slurm: ${states.join(', ')}`,
    secondsLeft !== null && `about ${duration(secondsLeft)} left`,
    failed.length > 0 && `What failed ${MOST_ATTEMPTS} times is tried again by the same sweep with ‹retryFailed›.`,
  ];
  return `${parts.filter((part) => part !== false).join('\n\n')}\n`;
}

function describeFailed({ name, reason, attempts }: FolderStatus['failed'][number]): string {
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  return `${name}\n  failed ${times}: ${reason.replaceAll(/\s+/g, ' ')}`;
}

function countsTable(counts: readonly (readonly [string, number])[]): string {
  return plainTable(
    ['runs', ''],
    counts.map(([state, number]) => [state, String(number)]),
    ['left'],
  );
}

function atWorkTable(atWork: FolderStatus['running']): string {
  const lines = atWork.map(({ name, host, job, silentSeconds }) => [
    name,
    host ?? 'unknown',
    job ?? '',
    `${silentSeconds} s ago`,
  ]);
  return plainTable(['at work', 'host', 'job', 'sign of life'], lines, ['left', 'left', 'left']);
}
