import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';
import { shellCommand, shellWord } from '../util/shell.js';

const run = promisify(execFile);

/** How long to wait for Slurm to say something: a busy one takes seconds. */
const LONGEST_WAIT_MS = 30_000;
/** The index above the largest of an array where Slurm does not say: its own default. */
const STANDARD_ARRAY_SIZE = 1001;
/** Before the end of the time limit, so that what was measured is saved. */
const WARNING_SECONDS = 60;

/** The work that the tasks of an array share. */
export interface ArrayJob {
  /** The words of the command that each task runs. */
  command: readonly string[];
  /** The current folder of the command, an absolute path. */
  cwd: string;
  /** The folder of the results, as the command has it. */
  out: string;
  /** A line of the shell that each task runs first, such as `module load nodejs`. */
  setup: string | undefined;
  /** The number of tasks. */
  tasks: number;
}

/**
 * The script of the tasks. Its directives are comments to every other scheduler, which can start it as often as it likes.
 * @param options of sbatch, for a script that is not submitted with them
 */
export function arrayScript({ command, cwd, out, setup, tasks }: ArrayJob, options: readonly string[] = []): string {
  return scriptOf(
    [
      `--job-name=adabatch`,
      `--array=0-${tasks - 1}`,
      '--requeue',
      '--open-mode=append',
      `--signal=B:USR1@${WARNING_SECONDS}`,
      outputIn(out, 'slurm-%A_%a.out'),
      ...(options.length > 0 ? [shellCommand(options)] : []),
    ],
    { cwd, setup },
    `exec ${shellCommand(command)}`,
  );
}

/** The script of the last job: the table of all curves, and what became of every run. */
export function lastScript(
  program: readonly string[],
  { cwd, out, setup }: Omit<ArrayJob, 'command' | 'tasks'>,
): string {
  const folder = out.startsWith('-') ? `./${out}` : out;
  return scriptOf(
    ['--job-name=adabatch-status', outputIn(out, 'slurm-%j.out')],
    { cwd, setup },
    shellCommand([...program, 'merge', folder, '--partial', '--out', path.join(folder, 'curves.csv')]),
    `exec ${shellCommand([...program, 'status', folder])}`,
  );
}

/** Where a job writes. Slurm takes a text in quotes, and % in it for a pattern. */
function outputIn(folder: string, name: string): string {
  if (/["\\\p{Cc}]/u.test(folder)) {
    throw new UserError(
      `${setting('out')} ${folder}: Slurm takes no path with quotes, backslashes or control characters`,
      'Choose another folder',
    );
  }
  return `--output="${path.join(folder.replaceAll('%', '%%'), name)}"`;
}

function scriptOf(directives: string[], { cwd, setup }: Pick<ArrayJob, 'cwd' | 'setup'>, ...lines: string[]): string {
  const first = directives.map((directive) => `#SBATCH ${directive}`);
  const before = [`cd ${shellWord(cwd)} || exit`, ...(setup === undefined ? [] : [setup])];
  return `${['#!/bin/sh', ...first, ...before, ...lines].join('\n')}\n`;
}

/**
 * Submits a script.
 * @param options those of sbatch
 * @returns the number of the job
 * @throws UserError if sbatch is missing or refuses it
 */
export async function submitScript(script: string, options: readonly string[]): Promise<string> {
  const child = spawn('sbatch', ['--parsable', ...options], { stdio: ['pipe', 'pipe', 'pipe'] });
  const failed = new Promise<never>((_, reject) => {
    child.on('error', () => {
      const hint = 'Submit on a machine of the cluster, or print the script with --dry-run for another scheduler';
      reject(new UserError('there is no sbatch here, the command of Slurm that submits', hint));
    });
  });
  child.stdin.on('error', () => {});
  child.stdin.end(script);
  const [said, complaint] = await Promise.race([Promise.all([text(child.stdout), text(child.stderr)]), failed]);
  // A cluster's name may follow the number.
  const [, job] = /^(\d+)(?:;.*)?$/m.exec(said) ?? [];
  if (job === undefined) {
    const lines = complaint.split('\n').map((line) => line.replace(/^sbatch: (error: )?/, '').trim());
    const reason = lines.filter((line) => line !== '' && !line.startsWith('Try ')).join('; ');
    throw new UserError(
      `sbatch refused the job: ${reason || 'it gave no reason'}`,
      'Options for sbatch follow --, as in: -- --time 1:00:00 --account mine',
    );
  }
  return job;
}

/** The most tasks of an array, by what Slurm says of itself. */
export async function mostTasks(): Promise<number> {
  const config = await ask('scontrol', ['show', 'config']);
  const [, size = STANDARD_ARRAY_SIZE] = /^MaxArraySize\s*=\s*(\d+)/m.exec(config ?? '') ?? [];
  return Math.max(1, Number(size) - 1);
}

/** The states of tasks that have not come to their end. */
export const UNDER_WAY: ReadonlySet<string> = new Set([
  ...['PENDING', 'CONFIGURING', 'RUNNING', 'COMPLETING', 'SUSPENDED', 'STOPPED'],
  ...['REQUEUED', 'REQUEUE_HOLD', 'REQUEUE_FED', 'RESIZING', 'SIGNALING', 'STAGE_OUT'],
]);

/**
 * The states of the tasks of some jobs with how many are in each, such as PENDING; empty if Slurm does not tell. The
 * queue forgets a job soon after its end, and not every cluster has an accounting.
 */
export async function taskStates(jobs: readonly string[]): Promise<Map<string, number>> {
  if (jobs.length === 0) return new Map();
  const list = jobs.join(',');
  const queued = await ask('squeue', ['--noheader', '--array', '--format=%T', '--jobs', list]);
  const said = queued || (await ask('sacct', ['--noheader', '--allocations', '--format=State%20', '--jobs', list]));
  const states = new Map<string, number>();
  for (const line of (said ?? '').split('\n')) {
    // CANCELLED is followed by who did it.
    const [state] = line.trim().split(/[\s+]/);
    if (state) states.set(state, (states.get(state) ?? 0) + 1);
  }
  return states;
}

/** What a command of Slurm prints; undefined if it cannot be run, fails, or does not answer. */
async function ask(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(program, args, { timeout: LONGEST_WAIT_MS })).stdout;
  } catch {
    return undefined;
  }
}
