import { readdir, readFile } from 'node:fs/promises';
import { UserError } from '../util/errors.js';

/** The unit of process times in /proc: Linux counts 100 a second everywhere. */
const TICK_MS = 10;

/** A process as Linux describes it in /proc. */
interface ProcessStatus {
  pid: number;
  parent: number;
  /** When it started, in ticks since the machine did. */
  ticks: number;
}

/**
 * When the process started that decided to start this one, in ms since 1970: a shell, say. That is the parent, or where
 * the parent is there for this command alone, as npx and its `sh -c` are, the one that started that.
 * @param option that was given to this process, by which such a parent's command line is known
 * @throws UserError where the system does not tell
 */
export async function startOfStarter(option: string): Promise<number> {
  try {
    const { parent } = await statusOf('self');
    // In a container 0 is outside, and 1 is what was started first.
    let starter = await statusOf(parent || 1);
    while (starter.parent > 0 && (await isLauncher(starter, option))) starter = await statusOf(starter.parent);
    // As a difference, since a container may not tell when the machine started.
    return performance.timeOrigin - TICK_MS * ((await ownTicks()) - starter.ticks);
  } catch {
    throw new UserError(
      `${option} cannot tell when the process started that has runs made and checked`,
      'It needs Linux, and the right to read /proc',
    );
  }
}

/** When Node started here: its first thread may have been a shell before, which `exec` replaced, but not the second. */
async function ownTicks(): Promise<number> {
  const threads = await readdir('/proc/self/task');
  const statuses = await Promise.all(threads.map((thread) => statusOf(`self/task/${thread}`)));
  const ticks = statuses.map((status) => status.ticks).sort((a, b) => a - b);
  return ticks[1] ?? ticks[0]!;
}

async function statusOf(process: number | string): Promise<ProcessStatus> {
  const text = await readFile(`/proc/${process}/stat`, 'utf8');
  // The name before the last bracket may have blanks and brackets, too; the start is the 20th of what follows it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { pid: Number.parseInt(text, 10), parent: Number(fields[1]), ticks: Number(fields[19]) };
}

async function isLauncher({ pid }: ProcessStatus, option: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
  return commandLine.includes(option) || commandLine.startsWith('npm ');
}
