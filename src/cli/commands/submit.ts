import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command, Option } from 'commander';
import { jobManifest } from '../../cluster/kubernetes.js';
import {
  type ArrayJob,
  arrayScript,
  lastScript,
  mostTasks,
  submitScript,
  taskStates,
  UNDER_WAY,
} from '../../cluster/slurm.js';
import { packageFile } from '../../package-files.js';
import { readPlan } from '../../results/plan.js';
import { checkFolder } from '../../results/save.js';
import { Leases } from '../../sweep/leases.js';
import { recordSubmission } from '../../sweep/shared-plan.js';
import { planSweep, prepareSweep } from '../../sweep/sweep.js';
import { UserError } from '../../util/errors.js';
import { oneOf, wholeNumber } from '../../util/parse.js';
import { hyphenated, setting } from '../../util/setting.js';
import { shellCommand, shellWord } from '../../util/shell.js';
import { count } from '../../util/text.js';
import { ExitCode } from '../exit-code.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { addDescribedRuns, type DescribedRuns, explainedAxes, readSweep } from '../options/sweep.js';
import { option } from '../options/values.js';
import { untilInterrupted } from '../terminal/interrupt.js';
import { observerOn } from '../terminal/observer.js';
import { print } from '../terminal/output.js';
import { Terminal } from '../terminal/terminal.js';

interface SubmitOptions extends DescribedRuns {
  to: Scheduler;
  out: string;
  tasks: number;
  setup?: string;
  image?: string;
  volumeClaim?: string;
  retryFailed?: boolean;
  dryRun?: boolean;
  quiet?: boolean;
}

/** What was typed: the options, the words that the tasks get, and the options for the scheduler. */
interface Typed {
  options: SubmitOptions;
  words: readonly string[];
  forScheduler: readonly string[];
}

/** A scheduler that starts processes on machines with a folder in common. */
interface Scheduler {
  name: string;
  summary: string;
  submit(typed: Typed, terminal: Terminal): Promise<number>;
}

const STANDARD_TASKS = 10;

const EXAMPLES = examples(
  [
    "adabatch submit --to slurm -d train.svm --batch 1..4096x4 --step-size tune --seeds 0..4 --out results --tasks 50 --setup 'module load nodejs' -- --time 2:00:00",
    'an array of 50 tasks that share the sweep, and a job after it that says what became of it',
  ],
  [
    'adabatch submit --to slurm --config sweep.yaml --out results --dry-run > sweep.sh',
    'the script, for another scheduler: each process that it starts takes what is left',
  ],
  [
    'adabatch submit --to kubernetes --config sweep.yaml --out results --image IMAGE --volume-claim data | kubectl create -f -',
    'an Indexed Job on a volume with the data',
  ],
);

const EXPLAINED = `All tasks share the folder of the results, and each takes the next run that nobody is at. A task that is
killed loses its current run alone, and another one does that again. Submitting again submits what is missing.

For Slurm the data are read before anything is submitted, so that a fault in them shows now, and tasks find them in the
cache. A last job runs adabatch merge into curves.csv, and adabatch status. For Kubernetes a manifest is printed, and
nothing is read. docs/cluster.md says more.
`;

const slurm: Scheduler = {
  name: 'slurm',
  summary: 'submit an array of tasks, with options for sbatch after --',
  submit: submitToSlurm,
};

const kubernetes: Scheduler = {
  name: 'kubernetes',
  summary: 'print the manifest of an Indexed Job',
  submit: printManifest,
};

/** Defines `adabatch submit`, a sweep on a cluster. Resolves to the exit code by way of `finish`. */
export function defineSubmitCommand(command: Command, finish: Finish, typed: readonly string[] = []): void {
  const schedulers = [slurm, kubernetes];
  const names = schedulers.map(({ name }) => name);
  const scheduler = option('--to <scheduler>', names.join(', '), oneOf('scheduler', schedulers), names);
  const own = [
    scheduler.makeOptionMandatory(),
    option('--tasks <n>', 'the most tasks to start', wholeNumber(1)).default(STANDARD_TASKS),
    option('--setup <line>', 'what each task runs in its shell first (slurm)', (text) => text),
    option('--image <image>', 'the container image (kubernetes)', (text) => text),
    option('--volume-claim <name>', 'the claim of a volume with the data (kubernetes)', (text) => text),
  ];
  command
    .argument('[options...]', 'after --: options for sbatch')
    .usage('--to <scheduler> [options] [-- <for sbatch>]');
  addDescribedRuns(command)
    .option('--retry-failed', 'try again what failed before')
    .option('--strict', 'have a task exit with 1 where a run diverged')
    .option('-o, --out <folder>', 'folder for the results, which all tasks share', 'results')
    .optionsGroup('Cluster:');
  for (const one of own) command.addOption(one);
  command.option('--dry-run', 'print the script of the tasks, and submit nothing (slurm)');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, explainedAxes, EXAMPLES))
    .action(async (forScheduler: string[], given: SubmitOptions) => {
      const options = { ...given, out: given.out && path.normalize(given.out) };
      refuseStray(typed, forScheduler);
      const words = wordsForTasks(typed, [...own, ...command.options.filter(isOfSubmissionAlone)]);
      finish(await options.to.submit({ options, words, forScheduler }, new Terminal(options)));
    });
}

/** Refuses words that belong to no option: sbatch would take one for the script to run. */
function refuseStray(typed: readonly string[], words: readonly string[]): void {
  const end = typed.includes('--') ? typed.indexOf('--') : typed.length;
  const [first = ''] = words;
  if (words.length !== typed.length - Math.min(typed.length, end + 1)) {
    throw new UserError(`${JSON.stringify(first)} belongs to no option`, 'Options for sbatch follow --');
  }
  const stray = words.find((word, place) => !word.startsWith('-') && !/^-[^=]*$/.test(words[place - 1] ?? ''));
  if (stray !== undefined) throw new UserError(`${JSON.stringify(stray)} after -- belongs to no option of sbatch`);
}

function isOfSubmissionAlone({ long }: Option): boolean {
  return ['--dry-run', '--quiet', '--debug'].includes(long ?? '');
}

/** What was typed, without the options of the submission itself and what follows `--`. */
function wordsForTasks(typed: readonly string[], own: readonly Option[]): string[] {
  const words: string[] = [];
  const end = typed.includes('--') ? typed.indexOf('--') : typed.length;
  for (let position = 0; position < end; position++) {
    const word = typed[position] as string;
    const found = own.find(({ long }) => word === long || word.startsWith(`${long}=`));
    if (!found) words.push(word);
    else if (found.required && word === found.long) position++;
  }
  return words;
}

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

/** Refuses options of another scheduler. */
function refuseOthers(options: SubmitOptions, { name }: Scheduler, keys: readonly (keyof SubmitOptions)[]): void {
  const given = keys.find((key) => options[key] !== undefined);
  if (given !== undefined) throw new UserError(`--to ${name} does not use --${hyphenated(given)}`);
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

async function printManifest({ options, words, forScheduler }: Typed): Promise<number> {
  const { image, volumeClaim } = options;
  refuseOthers(options, kubernetes, ['setup', 'dryRun', 'retryFailed']);
  if (image === undefined || volumeClaim === undefined) {
    const missing = image === undefined ? '--image' : '--volume-claim';
    throw new UserError(
      `--to kubernetes needs ${missing}`,
      'docs/cluster.md says what the image and the claim of a volume are',
    );
  }
  if (forScheduler.length > 0) throw new UserError('kubernetes takes no options after --', 'Edit the manifest');
  if (path.isAbsolute(options.out) || options.out.startsWith('..')) {
    throw new UserError(`--out ${options.out} is no path on the volume`, 'Give one relative to the root of the volume');
  }
  const { assignments } = await readSweep(options);
  const tasks = Math.min(options.tasks, assignments.length);
  await print(jobManifest({ command: ['adabatch', 'sweep', ...words, '--no-chart'], tasks, image, volumeClaim }));
  return ExitCode.done;
}
