import type { Command, Option } from 'commander';
import { runOnce } from '../../experiment/run.js';
import { curveTable } from '../../report/curve-table.js';
import { checkModelFile } from '../../results/model.js';
import { requireFreeName } from '../../results/names.js';
import { checkFolder, runToJson, saveRun } from '../../results/save.js';
import type { Repetitions, Run } from '../../results/schema.js';
import { refuseUnused, requestOf } from '../../settings/request.js';
import { type SettingKey, settingKeys } from '../../settings/settings.js';
import { readAxis } from '../../sweep/values.js';
import { UserError } from '../../util/errors.js';
import { setting } from '../../util/setting.js';
import { listed, percent, significant } from '../../util/text.js';
import { ExitCode } from '../exit-code.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { addSettings, explainedNames, settingsIn, textOption } from '../options/settings.js';
import { untilInterrupted } from '../terminal/interrupt.js';
import { observerOn } from '../terminal/observer.js';
import { print } from '../terminal/output.js';
import { Terminal } from '../terminal/terminal.js';

interface OutputOptions {
  out: string;
  saveModel?: string;
  name?: string;
  save: boolean;
  json?: boolean;
  chart: boolean;
  quiet?: boolean;
}

const EXAMPLES = examples(
  ['adabatch run', 'AdaBatch on the built-in dataset, batches of 64, a safe step size'],
  [
    'adabatch run -d train.svm.bz2 --test test.svm.bz2 --batch 512 --rule mean --step-size 2^3',
    'a file of your own, with held-out data, to set beside --rule adabatch',
  ],
  [
    'adabatch run -d train.svm --algorithm svrg --l2 1/n --suboptimality --epochs 40',
    'how far SVRG is from the optimum, pass by pass',
  ],
  [
    'adabatch run -d adult.csv --label-column income --l2 1/n --epochs 20 --json > run.json',
    'a CSV file, with L2, the result on stdout for a script',
  ],
);

/** Rows of the chart of a curve. */
const CHART_ROWS = 8;

/** The length of names that file systems take, without the endings. */
const LONGEST_NAME = 220;

/** Defines `adabatch run`, one configuration. Resolves to the exit code by way of `finish`. */
export function defineRunCommand(command: Command, finish: Finish): void {
  addSettings(command, settingKeys, optionOfRun);
  command
    .optionsGroup('Output:')
    .option('-o, --out <folder>', 'folder for the result as JSON and CSV', 'results')
    .option('--name <name>', 'name of these files (default: made of the configuration)')
    .option('--no-save', 'write no files')
    .option('--save-model <file>', 'write the weights too, as lines of JSON')
    .option('--json', 'print the result as JSON on stdout')
    .option('--no-chart', 'draw no chart of the curve, on a terminal');
  addCommonOptions(command)
    .addHelpText('after', helpText(...explainedNames, EXAMPLES))
    .action(async (options: OutputOptions) => finish(await runCommand(options, typedSettings(command))));
}

/** The option of a setting, which points to `sweep` where it is given a list or a range. */
function optionOfRun(key: SettingKey): Option {
  const option = textOption(key);
  const { parseArg: read } = option;
  if (!read) return option;
  return option.argParser((text: string) => {
    try {
      return read(text, undefined);
    } catch (error) {
      if (!(error instanceof UserError) || !isAxis(key, text)) throw error;
      throw new UserError(error.message, `adabatch sweep takes lists and ranges: ${setting(key)} ${text}`);
    }
  });
}

/** Whether a sweep has runs with this in place of one value. */
function isAxis(key: SettingKey, text: string): boolean {
  try {
    return readAxis(key, text).length > 0;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

async function runCommand(options: OutputOptions, typed: SettingKey[]): Promise<number> {
  const request = requestOf(settingsIn(options));
  refuseUnused([request], typed);
  checkName(options);
  if (options.save) await checkFolder(options.out);
  if (options.save && options.name !== undefined) await requireFreeName(options.out, options.name);
  const { saveModel } = options;
  if (saveModel !== undefined) await checkModelFile(saveModel);
  const terminal = new Terminal(options);
  // An interrupt during the saving of the result waits until it is done.
  return untilInterrupted(async (signal) => {
    const deliver = async (result: Run) => {
      terminal.endBar();
      // Whichever of the two fails, as on a full disk, the other still has the result.
      try {
        await print(options.json ? runToJson(result) : `${curveTable(result.curve)}\n`);
        if (options.chart && !options.json) await showChartOf(result);
      } finally {
        if (options.save) await save(result, options, terminal);
      }
      report(result, terminal);
    };
    const folder = options.save ? options.out : undefined;
    const result = await runOnce(request, observerOn(terminal, signal, request.epochs), { folder, saveModel, deliver });
    return exitCodeOf(result);
  });
}

/** Loads what draws only where it is shown, so that other runs start as fast without it. */
async function showChartOf(result: Run): Promise<void> {
  if (!process.stdout.isTTY || result.curve.length < 2) return;
  const { showChart } = await import('../terminal/chart.js');
  const { drawnRun, drawRuns } = await import('../../results/comparison/curves.js');
  await showChart(drawRuns([drawnRun(result, '')], {}), { rows: CHART_ROWS, hasTitle: false });
}

function report({ status, curve, summary, race: repetitions }: Run, terminal: Terminal): void {
  const { seconds, nanosecondsPerNonzero, waitedShare } = summary;
  if (status === 'diverged') {
    terminal.warn(`diverged at epoch ${curve.at(-1)?.epoch}; try a smaller --step-size, or auto`);
  }
  const pace = nanosecondsPerNonzero === null ? '' : `, ${nanosecondsPerNonzero.toFixed(2)} ns a stored value`;
  const waiting = waitedShare === undefined ? '' : `, workers waited ${percent(waitedShare)} of the time`;
  terminal.note(`${status}: ${seconds.toFixed(3)} s in updates${pace}${waiting}`);
  if (repetitions) terminal.note(describeRepetitions(repetitions));
}

function describeRepetitions({ finalTrainLosses, collidingShare, lostShare }: Repetitions): string {
  const losses = finalTrainLosses.map((loss) => (loss === null ? 'not finite' : significant(loss)));
  const shares = `${percent(collidingShare)} of the values collide, ${percent(lostShare)} of the updates are lost`;
  return `not deterministic: train loss ${listed(losses)} at the end of each repetition; about ${shares}`;
}

async function save(result: Run, { out, name }: OutputOptions, terminal: Terminal): Promise<void> {
  terminal.note(`saved ${(await saveRun(result, out, name)).join(' and ')}`);
}

/** The settings that were typed, not taken by default. */
function typedSettings(command: Command): SettingKey[] {
  return settingKeys.filter((key) => command.getOptionValueSource(key) === 'cli');
}

function checkName({ name }: OutputOptions): void {
  if (name === undefined) return;
  if (/[/\\\p{Cc}]/u.test(name) || ['', '.', '..'].includes(name)) {
    throw new UserError(`--name takes the name of a file, not ${JSON.stringify(name)}`, 'Say the folder with --out');
  }
  if (Buffer.byteLength(name) > LONGEST_NAME) throw new UserError(`--name takes at most ${LONGEST_NAME} bytes`);
}

function exitCodeOf({ status }: Run): number {
  if (status === 'interrupted') return ExitCode.interrupted;
  return status === 'diverged' ? ExitCode.failed : ExitCode.done;
}
