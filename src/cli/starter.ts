import { readdir, readFile } from 'node:fs/promises';
import { UserError } from '../util/errors.js';

/** The unit of process times in /proc: Linux counts 100 a second everywhere. */
const TICK_MS = 10;

/** A process as Linux describes it in /proc. */
interface ProcessStatus {
  pid: number;
  parent: number;
  /** When it started, in ticks since the machine started. */
  ticks: number;
}

/**
 * When the process started that decided to start this one, in ms since 1970: a shell, say. That is the parent. If
 * the parent exists only for this command, as npx and its `sh -c` do, it is the one that started the parent.
 * @param option an option of this process that identifies the command line of such a parent
 * @throws UserError if the system does not tell
 */
export async function startOfStarter(option: string): Promise<number> {
  try {
    const { parent } = await statusOf('self');
    // In a container 0 is outside, and 1 is the process that was started first.
    let starter = await statusOf(parent || 1);
    while (starter.parent > 0 && (await isLauncher(starter, option))) starter = await statusOf(starter.parent);
    // Computed as a difference, since a container may not tell when the machine started.
    return performance.timeOrigin - TICK_MS * ((await ownTicks()) - starter.ticks);
  } catch {
    throw new UserError(
      `${option} cannot tell when the process started that has runs made and checked`,
      'It needs Linux, and the right to read /proc',
    );
  }
}

/** When Node started here, by its second thread: the first may be that of a shell, which `exec` replaced. */
async function ownTicks(): Promise<number> {
  const threads = await readdir('/proc/self/task');
  const statuses = await Promise.all(threads.map((thread) => statusOf(`self/task/${thread}`)));
  const ticks = statuses.map((status) => status.ticks).sort((a, b) => a - b);
  return ticks[1] ?? ticks[0]!;
}

async function statusOf(process: number | string): Promise<ProcessStatus> {
  const text = await readFile(`/proc/${process}/stat`, 'utf8');
  // The name before the last bracket may contain blanks and brackets; the start is the 20th field after it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { pid: Number.parseInt(text, 10), parent: Number(fields[1]), ticks: Number(fields[19]) };
}

async function isLauncher({ pid }: ProcessStatus, option: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
  return commandLine.includes(option) || commandLine.startsWith('npm ');
}
