import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command, Option } from 'commander';
import { jobManifest } from '../../cluster/kubernetes.js';
import { type ArrayJob, arrayScript, lastScript, mostTasks, submitScript } from '../../cluster/slurm.js';
import { packageFile } from '../../package-files.js';
import { addToPlan } from '../../results/plan.js';
import { checkFolder } from '../../results/save.js';
import type { Assignment } from '../../settings/request.js';
import { planSweep, prepareSweep } from '../../sweep/sweep.js';
import { UserError } from '../../util/errors.js';
import { oneOf, wholeNumber } from '../../util/parse.js';
import { shellCommand } from '../../util/shell.js';
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
    'adabatch submit --to kubernetes --config sweep.yaml --out results --image IMAGE --volume-claim data | kubectl apply -f -',
    'an Indexed Job on a volume with the data',
  ],
);

const EXPLAINED = `All tasks share the folder of the results, and each takes the next run that nobody is at. A task that is
killed loses its current run alone, and another one does that again. Submitting again submits what is missing. The data
are read before anything is submitted, so that a fault in them shows now, and tasks find them in the cache. The last job
runs adabatch status, and adabatch merge into curves.csv. docs/cluster.md says more.
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
    .option('-o, --out <folder>', 'folder for the results, which all tasks share', 'results')
    .optionsGroup('Cluster:');
  for (const one of own) command.addOption(one);
  command.option('--dry-run', 'print the script of the tasks, and submit nothing (slurm)');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, explainedAxes, EXAMPLES))
    .action(async (forScheduler: string[], options: SubmitOptions) => {
      const words = wordsForTasks(typed, [...own, ...command.options.filter(isOfSubmissionAlone)]);
      finish(await options.to.submit({ options, words, forScheduler }, new Terminal(options)));
    });
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
  const { assignments, notes } = await readSweep(options);
  for (const note of notes) terminal.note(note);
  const program = [setup === undefined ? process.execPath : 'node', fileURLToPath(packageFile('bin/adabatch.js'))];
  const command = [...program, 'sweep', ...words.filter((word) => word !== '--retry-failed'), '--no-chart'];
  const job = { command, cwd: process.cwd(), out, setup, tasks: options.tasks };
  if (dryRun) {
    await print(arrayScript({ ...job, tasks: Math.min(options.tasks, await countLeft(assignments, out)) }));
    return ExitCode.done;
  }
  await checkFolder(out);
  return untilInterrupted(async (signal) => {
    const watched = observerOn(terminal, signal);
    const { units } = await prepareSweep(assignments, { folder: out, retryFailed }, watched);
    terminal.endBar();
    if (units === 0) {
      terminal.note(`nothing is missing: adabatch status ${out}`);
      return ExitCode.done;
    }
    const tasks = Math.min(options.tasks, units, await mostTasks());
    await handToSlurm({ ...job, tasks }, program, forScheduler);
    return ExitCode.done;
  });
}

/** The number of runs that a folder lacks, as far as the headers of data tell; at least 1. */
async function countLeft(assignments: readonly Assignment[], folder: string): Promise<number> {
  const { part, done } = await planSweep(assignments, { folder });
  return Math.max(1, part.length - done.size);
}

async function handToSlurm(job: ArrayJob, program: readonly string[], options: readonly string[]): Promise<void> {
  const array = await submitScript(arrayScript(job), options);
  await addToPlan(job.out, [], [{ scheduler: 'slurm', job: array, command: shellCommand(job.command) }]);
  const last = await submitScript(lastScript(program, job), [...options, `--dependency=afterany:${array}`]);
  const said = `submitted job ${array}, ${count(job.tasks, 'task')}, and ${last} after it`;
  await print(`${said}: adabatch status ${job.out}\n`);
}

async function printManifest({ options, words, forScheduler }: Typed): Promise<number> {
  const { image, volumeClaim, tasks } = options;
  if (image === undefined || volumeClaim === undefined) {
    const missing = image === undefined ? '--image' : '--volume-claim';
    throw new UserError(
      `--to kubernetes needs ${missing}`,
      'docs/cluster.md says how to build an image and to make a claim',
    );
  }
  if (forScheduler.length > 0) throw new UserError('kubernetes takes no options after --', 'Edit the manifest');
  if (path.isAbsolute(options.out)) {
    throw new UserError(`--out ${options.out} is no path on the volume`, 'Give one relative to the root of the volume');
  }
  await readSweep(options);
  await print(jobManifest({ command: ['adabatch', 'sweep', ...words, '--no-chart'], tasks, image, volumeClaim }));
  return ExitCode.done;
}
