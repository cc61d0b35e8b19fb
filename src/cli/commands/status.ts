import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { taskStates, UNDER_WAY } from '../../cluster/slurm.js';
import { statusOf } from '../../cluster/status.js';
import { statusText } from '../../report/status.js';
import type { FolderStatus } from '../../results/folder-status.js';
import { isAbort } from '../../util/errors.js';
import { ExitCode } from '../exit-code.js';
import { withFlags } from '../flags.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { untilInterrupted } from '../terminal/interrupt.js';
import { print, printJson } from '../terminal/output.js';
import { Terminal } from '../terminal/terminal.js';

interface StatusOptions {
  json?: boolean;
  watch?: boolean;
  quiet?: boolean;
}

/** How long a look lasts: it reads every result. */
const WATCH_MS = 5000;
/** What a terminal clears itself at. */
const CLEAR = '\x1b[H\x1b[2J';

const EXPLAINED = `A run is done if it has a result, diverged or not. It is running if a process holds its lease, which it
renews every 20 seconds; after two minutes of silence, or at once where its process is gone, another process goes on.
An interrupted run is done again from its start; its curve so far is there.
What Slurm says of submitted jobs is shown where squeue or sacct answer. The exit code is 0 if every planned run has a
result, and 1 if not.
`;

const EXAMPLES = examples(
  ['adabatch status results', 'what is done, running, missing and failed, and how long it takes'],
  ['adabatch status results --json | jq .missing', 'one figure, for a script'],
);

/** Defines `adabatch status`, the state of a sweep. Resolves to the exit code by way of `finish`. */
export function defineStatusCommand(command: Command, finish: Finish): void {
  command
    .argument('<folder>', 'that of a sweep')
    .optionsGroup('Output:')
    .option('--json', 'print it as JSON on stdout')
    .option('--watch', 'look every five seconds, as long as something is at work');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, EXAMPLES))
    .action(async (folder: string, options: StatusOptions) => finish(await statusCommand(folder, options)));
}

async function statusCommand(
  typed: string,
  { json = false, watch = false, ...options }: StatusOptions,
): Promise<number> {
  const terminal = new Terminal(options);
  const folder = path.normalize(typed);
  return untilInterrupted(async (signal) => {
    let { status, isUnderWay } = await show(folder, { json, clear: false });
    while (watch && isUnderWay && !signal.aborted) {
      await delay(WATCH_MS, undefined, { signal }).catch(unlessAbort);
      if (!signal.aborted) ({ status, isUnderWay } = await show(folder, { json, clear: process.stdout.isTTY }));
    }
    if (watch && !status.isComplete && !signal.aborted) terminal.note('nothing is at work any more');
    if (signal.aborted) return ExitCode.interrupted;
    return status.isComplete ? ExitCode.done : ExitCode.failed;
  });
}

function unlessAbort(error: unknown): void {
  if (!isAbort(error)) throw error;
}

/** @returns also whether something is at work, or will be */
async function show(
  folder: string,
  { json, clear }: { json: boolean; clear: boolean },
): Promise<{ status: FolderStatus; isUnderWay: boolean }> {
  const status = await statusOf(folder);
  const scheduler = Object.fromEntries(await taskStates(status.jobs));
  if (clear) process.stdout.write(CLEAR);
  await (json ? printJson({ ...status, scheduler }) : print(withFlags(statusText(status, scheduler))));
  const isUnderWay =
    status.running.length + status.searching.length > 0 || Object.keys(scheduler).some((state) => UNDER_WAY.has(state));
  return { status, isUnderWay: isUnderWay && !status.isComplete };
}
