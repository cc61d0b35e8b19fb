import { type Command, Option } from 'commander';
import { definitions } from '../../report/comparison/definitions.js';
import { type ComparisonFormat, comparisonFormats } from '../../report/comparison/index.js';
import { parseBaseline } from '../../results/comparison/baseline.js';
import { type ComparisonRequest, compareRuns } from '../../results/comparison/compare.js';
import { type ComparedRun, comparedRun } from '../../results/comparison/rows.js';
import { sortOrders } from '../../results/comparison/sorting.js';
import { mixedEnvironments } from '../../results/environments.js';
import { readRuns } from '../../results/read.js';
import { UserError } from '../../util/errors.js';

import { ExitCode } from '../exit-code.js';
import { withFlags } from '../flags.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { addTargets } from '../options/targets.js';
import { explain, named, option } from '../options/values.js';
import { print } from '../terminal/output.js';
import { Terminal } from '../terminal/terminal.js';

interface CompareOptions extends ComparisonRequest {
  format: ComparisonFormat;
  allowContended?: boolean;
  quiet?: boolean;
}

const EXPLAINED = `Of each dataset, objective and algorithm there is one table, with a row for every rule and batch (and for
whatever else differs, but for the seed); of several given step sizes the best stands. ${definitions.excess}
${definitions.criticalBatch} ${definitions.toTarget} ${definitions.speedUp}
An interrupted run is in no figure; a diverged one counts as one that ended nowhere.
`;

const EXAMPLES = examples(
  [
    'adabatch compare',
    'the runs in results: final loss, excess over batch 1, what a common target took, critical batch',
  ],
  [
    'adabatch compare results/sweep --target 0.35 --baseline rule=mean',
    'how many epochs each rule needs for those that the mean needs',
  ],
  ['adabatch compare results --format csv > comparison.csv', 'the same figures for a spreadsheet'],
);

/** Defines `adabatch compare`, which sets runs side by side. Resolves to the exit code by way of `finish`. */
export function defineCompareCommand(command: Command, finish: Finish): void {
  addTargets(command.argument('[folder or file...]', 'results of runs', ['results']))
    .addOption(
      option('--baseline <key=value>', 'add the ratio of epochs to those of rule=mean, batch=1 …', parseBaseline),
    )
    .addOption(new Option('--sort <figure>', 'order of the rows (default: rule, then batch)').choices(sortOrders))
    .option('--allow-contended', 'let --sort seconds rank runs that others went on beside')
    .optionsGroup('Output:')
    .addOption(named('--format <name>', 'format', comparisonFormats, 'table'));
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, explain('Formats:', comparisonFormats), EXAMPLES))
    .action(async (paths: string[], options: CompareOptions) => finish(await compareCommand(paths, options)));
}

async function compareCommand(paths: string[], options: CompareOptions): Promise<number> {
  const terminal = new Terminal(options);
  const stored = await readRuns(paths, comparedRun, (text) => terminal.note(text));
  const runs = stored.map(({ run, name }) => ({ ...run, name }));
  if (runs.length === 0) {
    throw new UserError(`there are no runs in ${paths.join(', ')}`, 'adabatch run saves its result in results');
  }
  if (options.sort === 'seconds' && !options.allowContended) refuseContended(runs);
  for (const remark of mixedEnvironments(runs)) terminal.note(remark);
  await print(options.format.write(compareRuns(runs, options), withFlags));
  return ExitCode.done;
}

function refuseContended(runs: ComparedRun[]): void {
  const contended = runs.filter(({ environment }) => environment.contended).length;
  if (contended === 0) return;
  throw new UserError(
    `--sort seconds: ${contended} of ${runs.length} runs were measured while others went on`,
    'Run them one at a time, or give --allow-contended to rank them all the same',
  );
}
