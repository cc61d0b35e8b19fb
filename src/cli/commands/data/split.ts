import { lstat, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { Content } from '../../../data/content.js';
import type { Dataset } from '../../../data/dataset.js';
import type { UserFormat } from '../../../data/formats/user-format.js';
import { type OutputFormat, outputFormats } from '../../../data/formats/write.js';
import { distinctValues, namesOf } from '../../../data/labels.js';
import { holdOut, holdOutStratified } from '../../../data/split.js';
import { selectRows } from '../../../data/transforms/select.js';
import { UserError } from '../../../util/errors.js';
import { fraction } from '../../../util/parse.js';
import { listed } from '../../../util/text.js';
import { ExitCode } from '../../exit-code.js';
import { examples, helpText } from '../../help.js';
import type { Finish } from '../../lazy-command.js';
import { addCommonOptions } from '../../options/common.js';
import { settingOption } from '../../options/settings.js';
import { option } from '../../options/values.js';
import { untilInterrupted } from '../../terminal/interrupt.js';
import { Terminal } from '../../terminal/terminal.js';
import {
  checkOutputFormat,
  formatOfDataset,
  type OutputFormatOptions,
  toBaseOption,
  toOption,
} from './output-format.js';
import { addSource, readSource } from './source.js';
import { writeContent } from './write-content.js';

interface SplitOptions extends UserFormat, OutputFormatOptions {
  fraction: number;
  seed: number;
  stratify: boolean;
  out: string;
  force?: boolean;
  quiet?: boolean;
}

const EXPLAINED = `Writes <name>.train.<ending> and <name>.test.<ending>, each with its rows in the order of the file, and both with
all its features. The rows of every label are held out in the same share, up to a row: they are those that
run --test-fraction holds out under the same seed.
`;

const EXAMPLES = examples(
  ['adabatch data split mail.svm', 'mail.train.svm and mail.test.svm, with a fifth of the rows'],
  [
    'adabatch data split adult.csv --label-column income --fraction 0.1 --seed 3 --out parts',
    'a tenth of every label held out, in a folder',
  ],
);

/** Defines `adabatch data split`, a dataset in two. Resolves to the exit code by way of `finish`. */
export function defineSplitCommand(command: Command, finish: Finish): void {
  addSource(command)
    .optionsGroup('Split:')
    .addOption(option('--fraction <f>', 'of the rows that is held out to test on', fraction).default(0.2))
    .addOption(settingOption('seed', 'of which rows these are'))
    .option('--no-stratify', 'hold out at random, whatever the labels')
    .optionsGroup('Output:')
    .option('-o, --out <folder>', 'folder for the two files', '.')
    .option('--force', 'replace files that are there')
    .addOption(toOption('that of the file'))
    .addOption(toBaseOption());
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, EXAMPLES))
    .action(async (file: string, options: SplitOptions) => finish(await splitCommand(file, options)));
}

async function splitCommand(file: string, options: SplitOptions): Promise<number> {
  const terminal = new Terminal(options);
  const note = (text: string) => terminal.note(text);
  return untilInterrupted(async (signal) => {
    const dataset = await readSource(file, options, terminal, signal);
    try {
      const format = options.to ?? formatOfDataset(dataset);
      checkOutputFormat(format, options);
      const content = await format.prepare(dataset, { indexBase: options.toBase, note });
      const parts = partsOf(content, fileNames(dataset, format), options);
      if (!options.force) for (const { file } of parts) await refuseExisting(file);
      await writeBoth(parts, format, terminal, signal);
      warnOfLabels(parts, terminal);
    } finally {
      await dataset.close();
    }
    return ExitCode.done;
  });
}

interface Part {
  file: string;
  content: Content;
}

type Parts = [train: Part, test: Part];

function partsOf(content: Content, names: { train: string; test: string }, options: SplitOptions): Parts {
  const { fraction: share, seed, stratify, out } = options;
  const split = stratify ? holdOutStratified(content.labels, share, seed) : holdOut(content.rows, share, seed);
  const part = (side: 'train' | 'test') => ({
    file: path.join(out, names[side]),
    content: selectRows(content, split[side]),
  });
  return [part('train'), part('test')];
}

/** The dataset's name with that of the part before its ending, which is that of the format if the format changes. */
function fileNames(dataset: Dataset, format: OutputFormat): { train: string; test: string } {
  const { name } = dataset;
  const ending = path.extname(name);
  const isKnown = [...outputFormats.flatMap(({ endings }) => endings), '.tsv'].includes(ending.toLowerCase());
  const stays = format.endings.includes(ending.toLowerCase()) || (!isKnown && format === formatOfDataset(dataset));
  const stem = stays || isKnown ? path.basename(name, ending) : name;
  const written = stays ? ending : (format.endings[0] ?? '');
  return { train: `${stem}.train${written}`, test: `${stem}.test${written}` };
}

async function refuseExisting(file: string): Promise<void> {
  const isThere = await lstat(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw new UserError(`${file} is there already`, 'Choose another folder with --out, or give --force');
}

/** Writes both or none: parts of two different splits would have rows in common. */
async function writeBoth([train, test]: Parts, format: OutputFormat, ...rest: [Terminal, AbortSignal]): Promise<void> {
  await writeContent(train.file, train.content, format, ...rest);
  try {
    await writeContent(test.file, test.content, format, ...rest);
  } catch (error) {
    await rm(train.file, { force: true });
    throw error;
  }
}

function warnOfLabels([train, test]: Parts, terminal: Terminal): void {
  const seen = distinctValues(train.content.labels);
  const held = distinctValues(test.content.labels);
  const unseen = onlyInFirst(held, seen);
  if (unseen.length > 0) {
    const noun = unseen.length === 1 ? 'label' : 'labels';
    terminal.warn(`only ${test.file} has rows with the ${noun} ${listed(namesOf(unseen, test.content))}`);
  } else if (held.length === 1 && seen.length > 1) {
    terminal.warn(`every row of ${test.file} has the label ${namesOf(held, test.content)}`);
  }
}

/** The values of one ascending array that another one lacks. */
function onlyInFirst(first: Float64Array, second: Float64Array): Float64Array {
  let at = 0;
  return first.filter((value) => {
    while (second[at]! < value) at++;
    return second[at] !== value;
  });
}
