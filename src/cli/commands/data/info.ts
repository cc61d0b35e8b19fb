import type { Command } from 'commander';
import { BUILT_IN } from '../../../data/generators/built-in.js';
import { inspect } from '../../../inspection/inspect.js';
import type { InspectionRequest } from '../../../inspection/request.js';
import { losses } from '../../../objective/losses.js';
import { inspectionText } from '../../../report/inspection/index.js';
import { expandAxis } from '../../../sweep/axes.js';
import { type Parser, wholeNumber } from '../../../util/parse.js';
import { ExitCode } from '../../exit-code.js';
import { withFlags } from '../../flags.js';
import { examples, helpText } from '../../help.js';
import type { Finish } from '../../lazy-command.js';
import { addCommonOptions } from '../../options/common.js';
import { addFormatOptions, explainedLosses } from '../../options/settings.js';
import { named, option } from '../../options/values.js';
import { untilInterrupted } from '../../terminal/interrupt.js';
import { observerOn } from '../../terminal/observer.js';
import { print, printJson } from '../../terminal/output.js';
import { Terminal } from '../../terminal/terminal.js';
import { DATASET } from './source.js';

interface InfoOptions extends Omit<InspectionRequest, 'dataset' | 'batches'> {
  batch: number[];
  json?: boolean;
  quiet?: boolean;
}

const STANDARD_BATCHES = '8,64,512,4096';
/** The largest batch that c_k is computed for. */
const LARGEST_BATCH = 2 ** 31 - 1;

const EXAMPLES = examples(
  ['adabatch data info train.svm.gz', 'what is in the file, and what larger batches will do on it'],
  [
    "adabatch data info train.svm --batch 1..4096 --json | jq '.batches[] | {batch, rescaling}'",
    'how much further than mean adabatch moves an active weight, batch by batch',
  ],
);

const batchSizes: Parser<number[]> = (text, name) =>
  expandAxis(text, name, 'doubling').map((item) => wholeNumber(1, LARGEST_BATCH)(item, name));

/** Defines `adabatch data info`, what a dataset is like and what to expect of it. Resolves to the exit code by way of `finish`. */
export function defineInfoCommand(command: Command, finish: Finish): void {
  command.argument('[file or name]', DATASET, BUILT_IN).optionsGroup('Data:');
  addFormatOptions(command);
  command
    .optionsGroup('Objective and batches:')
    .addOption(named('--loss <name>', 'loss', losses, 'logistic'))
    .option('--bias', 'with a constant feature 1', false)
    .addOption(
      option('-b, --batch <n,…>', 'batch sizes, a list or a range such as 8..4096x8', batchSizes).default(
        batchSizes(STANDARD_BATCHES, '--batch'),
        STANDARD_BATCHES,
      ),
    )
    .optionsGroup('Output:')
    .option('--json', 'print all of it as JSON on stdout');
  addCommonOptions(command)
    .addHelpText('after', helpText(explainedLosses, EXAMPLES))
    .action(async (file: string, options: InfoOptions) => finish(await infoCommand(file, options)));
}

async function infoCommand(file: string, { batch, json, ...options }: InfoOptions): Promise<number> {
  const terminal = new Terminal(options);
  return untilInterrupted(async (signal) => {
    const request = { ...options, dataset: file, batches: batch };
    const found = await inspect(request, observerOn(terminal, signal));
    const warnings = found.warnings.map(({ message, hint }) => ({
      message: withFlags(message),
      hint: withFlags(hint),
    }));
    const inspection = { ...found, warnings };
    terminal.endBar();
    await (json ? printJson(inspection) : print(inspectionText(inspection)));
    return ExitCode.done;
  });
}
