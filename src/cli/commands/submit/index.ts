import type { Command } from 'commander';
import { oneOf, wholeNumber } from '../../../util/parse.js';
import { examples, helpText } from '../../help.js';
import type { Finish } from '../../lazy-command.js';
import { addCommonOptions } from '../../options/common.js';
import { addDescribedRuns, explainedAxes, outFolder } from '../../options/sweep.js';
import { option } from '../../options/values.js';
import { Terminal } from '../../terminal/terminal.js';
import { kubernetes } from './kubernetes.js';
import type { SubmitOptions } from './scheduler.js';
import { slurm } from './slurm.js';
import { refuseStray, wordsForTasks } from './words.js';

const STANDARD_TASKS = 10;
/** Options that are no business of the tasks, beside those of the cluster. */
const ALONE = ['--dry-run', '--quiet', '--debug'];

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
    .addOption(outFolder('folder for the results, which all tasks share'))
    .optionsGroup('Cluster:');
  for (const one of own) command.addOption(one);
  command.option('--dry-run', 'print the script of the tasks, and submit nothing (slurm)');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, explainedAxes, EXAMPLES))
    .action(async (forScheduler: string[], options: SubmitOptions) => {
      refuseStray(typed, forScheduler);
      const alone = command.options.filter(({ long }) => ALONE.includes(long ?? ''));
      const words = wordsForTasks(typed, [...own, ...alone]);
      finish(await options.to.submit({ options, words, forScheduler }, new Terminal(options)));
    });
}
