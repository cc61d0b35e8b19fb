import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type ArrayJob,
  arrayScript,
  lastScript,
  mostTasks,
  submitScript,
  taskStates,
  UNDER_WAY,
} from '../../../cluster/slurm.js';
import { packageFile } from '../../../package-files.js';
import { readPlan } from '../../../results/plan.js';
import { checkFolder } from '../../../results/save.js';
import { Leases } from '../../../sweep/leases.js';
import { recordSubmission } from '../../../sweep/shared-plan.js';
import { planSweep, prepareSweep } from '../../../sweep/sweep.js';
import { setting } from '../../../util/setting.js';
import { shellCommand, shellWord } from '../../../util/shell.js';
import { count } from '../../../util/text.js';
import { ExitCode } from '../../exit-code.js';
import { readSweep } from '../../options/sweep.js';
import { untilInterrupted } from '../../terminal/interrupt.js';
import { observerOn } from '../../terminal/observer.js';
import { print } from '../../terminal/output.js';
import type { Terminal } from '../../terminal/terminal.js';
import { refuseOthers, type Scheduler, type Typed } from './scheduler.js';

/** Slurm, by an array of tasks and a job after it. */
export const slurm: Scheduler = {
  name: 'slurm',
  summary: 'submit an array of tasks, with options for sbatch after --',
  submit: submitToSlurm,
};

async function submitToSlurm({ options, words, forScheduler }: Typed, terminal: Terminal): Promise<number> {
  const { out, setup, retryFailed, dryRun } = options;
  refuseOthers(options, slurm, ['image', 'volumeClaim']);
  const { assignments, notes } = await readSweep(options);
  for (const note of notes) terminal.note(note);
  const program = [setup === undefined ? process.execPath : 'node', fileURLToPath(packageFile('bin/adabatch.js'))];
  // What failed before is forgotten once, by the submission, and not by every task.
  const kept = dryRun ? words : words.filter((word) => word !== '--retry-failed');
  const command = [...program, 'sweep', ...kept, '--no-chart'];
  const job = { command, cwd: process.cwd(), out, setup, tasks: options.tasks };
  if (dryRun) {
    const { part, done } = await planSweep(assignments, { folder: out });
    const tasks = Math.min(options.tasks, part.length - done.size);
    if (tasks > 0) await print(arrayScript({ ...job, tasks }, forScheduler));
    terminal.note(tasks > 0 ? `sbatch needs the folder: mkdir -p ${shellWord(out)}` : nothingMissing(out));
    return ExitCode.done;
  }
  await checkFolder(out);
  const last = lastScript(program, job);
  return untilInterrupted(async (signal) => {
    const { units, failed } = await prepareSweep(
      assignments,
      { folder: out, retryFailed },
      observerOn(terminal, signal),
    );
    terminal.endBar();
    if (failed > 0) terminal.warn(`${count(failed, 'run')} failed before: ${setting('retryFailed')} tries again`);
    if (units === 0) {
      if (failed === 0) terminal.note(nothingMissing(out));
      return failed === 0 ? ExitCode.done : ExitCode.failed;
    }
    await noteEarlier(out, terminal);
    const tasks = Math.min(options.tasks, units, await mostTasks());
    await handToSlurm({ ...job, tasks }, { last, forScheduler, signal });
    return ExitCode.done;
  });
}

function nothingMissing(out: string): string {
  return `nothing is missing: adabatch status ${shellWord(out)}`;
}

/** Says which tasks of earlier submissions are still there, since they do what is missing, too. */
async function noteEarlier(out: string, terminal: Terminal): Promise<void> {
  const submitted = (await readPlan(out))?.submissions ?? [];
  const states = await taskStates(submitted.map(({ job }) => job));
  const open = [...states].filter(([state]) => UNDER_WAY.has(state)).reduce((sum, [, tasks]) => sum + tasks, 0);
  if (open > 0) terminal.note(`${count(open, 'task')} that you submitted before will do what is missing, too`);
}

async function handToSlurm(
  job: ArrayJob,
  { last, forScheduler, signal }: { last: string; forScheduler: readonly string[]; signal: AbortSignal },
): Promise<void> {
  const { out, command, tasks } = job;
  const array = await submitScript(arrayScript(job), forScheduler);
  await print(`submitted job ${array} with ${count(tasks, 'task')}: adabatch status ${shellWord(out)}\n`);
  const leases = new Leases(out);
  try {
    const submission = { scheduler: 'slurm', job: array, command: shellCommand(command) } as const;
    await recordSubmission(out, submission, { leases, signal });
  } finally {
    await leases.close();
  }
  const after = await submitScript(last, [...forScheduler, `--dependency=afterany:${array}`]);
  await print(`submitted job ${after}, which writes ${path.join(out, 'curves.csv')} after it\n`);
}
