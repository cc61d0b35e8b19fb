import type { Command } from 'commander';
import { sortByPlans } from '../../results/completeness.js';
import { curveHeader, curveLines } from '../../results/csv.js';
import { type Plan, readPlan } from '../../results/plan.js';
import { readRun, readRuns, type StoredRun } from '../../results/read.js';
import { UserError } from '../../util/errors.js';
import { listed } from '../../util/text.js';
import { ExitCode } from '../exit-code.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { isStdout, writeOutput } from '../terminal/output.js';
import { printError, Terminal } from '../terminal/terminal.js';

interface MergeOptions {
  out?: string;
  partial?: boolean;
  quiet?: boolean;
}

const EXAMPLES = examples(
  [
    'adabatch merge shard-1 shard-2 -o curves.csv',
    'the runs of both shards of a sweep as one table, if none is missing',
  ],
  ['adabatch merge results --partial | head', 'the runs so far'],
);

/** Defines `adabatch merge`, the curves of folders as one table. Resolves to the exit code by way of `finish`. */
export function defineMergeCommand(command: Command, finish: Finish): void {
  command
    .argument('<folder or file...>', 'results of runs')
    .option('--partial', 'also where runs are missing or interrupted')
    .optionsGroup('Output:')
    .option('-o, --out <file>', 'write to a file, at once or not at all (default: stdout)');
  addCommonOptions(command)
    .addHelpText('after', helpText(EXAMPLES))
    .action(async (paths: string[], options: MergeOptions) => finish(await mergeCommand(paths, options)));
}

async function mergeCommand(paths: string[], { out, partial, ...options }: MergeOptions): Promise<number> {
  const terminal = new Terminal(options);
  const plans = await readPlans(paths);
  const read = await readRuns(
    paths,
    () => undefined,
    (text) => terminal.note(text),
  );
  const { runs, unfinished } = sortByPlans(read, plans);
  if (unfinished.length > 0 && !partial) return refuseUnfinished(unfinished);
  if (runs.length === 0)
    throw new UserError(`there are no runs in ${paths.join(', ')}`, 'adabatch run saves its result in results');
  if (unfinished.length > 0) terminal.warn(describe(unfinished));
  await writeOutput(out, linesOf(runs));
  if (!isStdout(out)) terminal.note(`saved ${out}`);
  return ExitCode.done;
}

async function readPlans(paths: string[]): Promise<Plan[]> {
  const plans = await Promise.all(paths.map(readPlan));
  return plans.filter((plan) => plan !== undefined);
}

/** Not wrong usage, but scripts have to know: the sweep is not done. */
function refuseUnfinished(names: string[]): number {
  printError(new UserError(describe(names), 'Finish the sweep, or give --partial to merge the others'), false);
  return ExitCode.failed;
}

function describe(unfinished: string[]): string {
  const verb = unfinished.length === 1 ? 'run is' : 'runs are';
  return `${unfinished.length} ${verb} missing or interrupted: ${listed(unfinished)}`;
}

/** One run at a time is in memory, since all together may be large. */
async function* linesOf(runs: StoredRun<undefined>[]): AsyncGenerator<string> {
  yield curveHeader;
  for (const { file } of runs) yield curveLines(await readRun(file));
}
