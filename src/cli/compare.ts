import { type Command, Option } from 'commander';
import { UserError } from '../errors.js';
import { type ComparisonFormat, comparisonFormats } from '../report/comparison/index.js';
import { parseBaseline } from '../results/baseline.js';
import { type ComparisonRequest, compareRuns } from '../results/compare.js';
import type { ComparedRun } from '../results/compared.js';
import { mixedEnvironments } from '../results/environments.js';
import { readRuns } from '../results/read.js';
import type { Run } from '../results/schema.js';
import { sortOrders } from '../results/sorting.js';
import { addCommonOptions } from './common-options.js';
import { ExitCode } from './exit-code.js';
import { print } from './output.js';
import { Terminal } from './terminal.js';
import { explain, named, number, option } from './values.js';

interface CompareOptions extends ComparisonRequest {
  format: ComparisonFormat;
  allowContended?: boolean;
  quiet?: boolean;
}

const EXPLAINED = `Of each dataset, objective and algorithm there is one table, with a row for every rule and batch (and for
whatever else differs, but for the seed). Epochs and seconds count to the first measured point at or below
the target; × batch 1 is the ratio of the epochs to those of batch 1. The critical batch of a rule is the largest that
needs at most 1.2 times as many. The speed-up is how many times as fast an epoch is as that of one worker of the same
execution, or of the sequential run where there is none.
An interrupted run is in no figure; a diverged one counts as one that ended nowhere.
`;

const EXAMPLES = `Examples:
  $ adabatch compare
      the runs in results: final loss, epochs and seconds to a common target, critical batch
  $ adabatch compare results/sweep --target 0.35 --baseline rule=mean
      how many epochs each rule needs for those that the mean needs
  $ adabatch compare results --format csv > comparison.csv
      the same figures for a spreadsheet`;

/** Adds `adabatch compare`, runs beside each other. Resolves to the exit code by way of `finish`. */
export function addCompareCommand(program: Command, finish: (code: number) => void): void {
  const command = program
    .command('compare')
    .description('set runs beside each other: losses, epochs to a target, critical batches')
    .argument('[folder or file...]', 'results of runs', ['results'])
    .addOption(
      option(
        '--target <loss>',
        'train loss to reach (default: the best of all runs, and 1 % of the way back to F(w₀))',
        number('a number', Number.isFinite),
      ),
    )
    .addOption(
      option('--baseline <key=value>', 'add the ratio of epochs to those of rule=mean, batch=1 …', parseBaseline),
    )
    .addOption(new Option('--sort <figure>', 'order of the rows (default: rule, then batch)').choices(sortOrders))
    .option('--allow-contended', 'let --sort seconds rank runs that others went on beside')
    .optionsGroup('Output:')
    .addOption(named('--format <name>', 'format', comparisonFormats, 'table'));
  addCommonOptions(command)
    .addHelpText('after', `\n${EXPLAINED}\n${explain('Formats:', comparisonFormats)}\n${EXAMPLES}`)
    .action(async (paths: string[], options: CompareOptions) => finish(await compareCommand(paths, options)));
}

async function compareCommand(paths: string[], options: CompareOptions): Promise<number> {
  const terminal = new Terminal(options);
  const runs = (await readRuns(paths, keep, (text) => terminal.note(text))).map(({ run }) => run);
  if (runs.length === 0) {
    throw new UserError(`there are no runs in ${paths.join(', ')}`, 'adabatch run saves its result in results');
  }
  if (options.sort === 'seconds' && !options.allowContended) refuseContended(runs);
  for (const remark of mixedEnvironments(runs)) terminal.note(remark);
  await print(options.format.write(compareRuns(runs, options)));
  return ExitCode.done;
}

function keep({ configuration, dataset, environment, status, curve }: Run): ComparedRun {
  const points = curve.map(({ epoch, seconds, trainLoss }) => ({ epoch, seconds, trainLoss }));
  return { configuration, dataset, environment, status, curve: points };
}

function refuseContended(runs: ComparedRun[]): void {
  const contended = runs.filter(({ environment }) => environment.contended).length;
  if (contended === 0) return;
  throw new UserError(
    `--sort seconds: ${contended} of ${runs.length} runs were measured while others went on`,
    'Run them one at a time, or give --allow-contended to rank them all the same',
  );
}
