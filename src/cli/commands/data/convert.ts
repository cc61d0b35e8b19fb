import type { Command } from 'commander';
import { type Changes, type ConversionOptions, convert, convertAlike, saysAll } from '../../../data/conversion.js';
import { type DataPlan, planFile, readDataPlan, removeDataPlan, writeDataPlan } from '../../../data/data-plan.js';
import type { Dataset } from '../../../data/dataset.js';
import { formatOf, type UserFormat } from '../../../data/formats/user-format.js';
import { binary, type OutputFormat, outputFormats } from '../../../data/formats/write.js';
import { readTestDataset } from '../../../data/open.js';
import { UserError, writeFailure } from '../../../util/errors.js';
import { isReadOnce } from '../../../util/files.js';
import { list, type Parser, refuse } from '../../../util/parse.js';
import { ExitCode } from '../../exit-code.js';
import { flagOf } from '../../flags.js';
import { examples, helpText } from '../../help.js';
import type { Finish } from '../../lazy-command.js';
import { addCommonOptions } from '../../options/common.js';
import { settingOption } from '../../options/settings.js';
import { explain, option } from '../../options/values.js';
import { untilInterrupted } from '../../terminal/interrupt.js';
import { readingOn } from '../../terminal/observer.js';
import { isStdout } from '../../terminal/output.js';
import { Terminal } from '../../terminal/terminal.js';
import {
  checkOutputFormat,
  formatByEnding,
  type OutputFormatOptions,
  toBaseOption,
  toOption,
} from './output-format.js';
import { addSource, readSource } from './source.js';
import { writeContent } from './write-content.js';

interface ConvertOptions extends UserFormat, OutputFormatOptions, Changes {
  like?: string;
  out?: string;
  quiet?: boolean;
}

const EXPLAINED = `Values are written as the shortest decimals that read back to the same doubles, and rows stay in order. The number of
features is kept in LIBSVM too: where no row has the last one, the first row is given it with a zero. Comments, query
numbers and zeros that are written out are not kept. Text labels become the numbers 0, 1, … of the alphabet in LIBSVM.
What the output does not say by itself, such as which column became which feature, is kept beside it in <output>.plan.json.
A file to test on has to be converted --like the one to train on: the CSV file, or what was made of it.
`;

const EXAMPLES = examples(
  [
    "adabatch data convert adult.csv --label-column income --positive '>50K' -o adult.svm",
    'one-hot encoded, with labels +1 and -1',
  ],
  ['adabatch data convert test.csv --like adult.svm -o test.svm', 'the same features and labels in a file to test on'],
  ['adabatch data convert news20 --normalise -o news20.bin', 'rows of norm 1, in a form that is read at once'],
  [
    'adabatch data convert a9a --labels -1=0,1=1 --to-base 0 -o a9a.svm',
    'for a program that wants labels 0 and 1, and features from 0',
  ],
  ['adabatch data convert train.bin --to csv | head -2', 'a look at what is in it'],
);

const renamings: Parser<Map<string, string>> = (text, name) => {
  const pairs = list(text, name).map((item) => {
    const at = item.lastIndexOf('=');
    return [item.slice(0, at).trim(), item.slice(at + 1).trim()] as const;
  });
  const names = new Map(pairs);
  const isSound = names.size === pairs.length && pairs.every(([old, renamed]) => old !== '' && renamed !== '');
  return isSound ? names : refuse(name, 'a new name for each label once, as -1=0,1=1', text);
};

/** Defines `adabatch data convert`, a dataset in another format. Resolves to the exit code by way of `finish`. */
export function defineConvertCommand(command: Command, finish: Finish): void {
  addSource(command)
    .option('--like <file>', 'do as was, or would be, done with this training file: same features, same labels')
    .optionsGroup('Changes:')
    .addOption(settingOption('positive', 'make these labels +1 and the others -1'))
    .addOption(option('--labels <old=new,…>', 'give labels other names; the rest keep theirs', renamings))
    .addOption(
      settingOption('scale', 'max-abs: divide each feature by its greatest |value| in all rows (default: none)'),
    )
    .option('--normalise', 'divide every row by its norm √Σv², once it is scaled')
    .optionsGroup('Output:')
    .option('-o, --out <file>', 'write to a file, at once or not at all (default: stdout)')
    .addOption(toOption('by the ending of --out'))
    .addOption(toBaseOption());
  addCommonOptions(command)
    .addHelpText('after', helpText(explain('Formats:', outputFormats), EXPLAINED, EXAMPLES))
    .action(async (file: string, options: ConvertOptions) => finish(await convertCommand(file, options)));
}

async function convertCommand(file: string, options: ConvertOptions): Promise<number> {
  const { positive, labels, like, out } = options;
  if (positive && labels) throw new UserError('--positive and --labels both map labels', 'Give one of them');
  if (file === '-' && like === '-') throw new UserError('stdin can be read once', 'Give --like a file');
  const format = outputFormatOf(options);
  const terminal = new Terminal(options);
  const note = (text: string) => terminal.noteOnce(text);
  return untilInterrupted(async (signal) => {
    const work = { format, terminal, writing: { indexBase: options.toBase, note, signal } };
    const plan = like === undefined ? undefined : await planOf(like, options, work);
    const dataset = plan
      ? await readLike(file, plan, options, work)
      : await readSource(file, options, terminal, signal);
    try {
      const { content, conversion } = plan
        ? await convertAlike(dataset, plan.conversion, format, work.writing)
        : await convert(dataset, options, format, work.writing);
      await writeContent(out, content, format, terminal, signal);
      if (!isStdout(out)) await keepPlan(out, { source: plan?.source ?? dataset.name, conversion }, terminal);
    } finally {
      await dataset.close();
    }
    return ExitCode.done;
  });
}

/** What a conversion follows. */
interface Work {
  format: OutputFormat;
  terminal: Terminal;
  writing: ConversionOptions & { signal: AbortSignal };
}

/** How a training file was converted; if it was not, how it would be. */
async function planOf(like: string, options: ConvertOptions, { format, terminal, writing }: Work): Promise<DataPlan> {
  const saved = await readDataPlan(like, writing.signal);
  if (saved) {
    refusePlanned(like, options);
    return saved;
  }
  const training = await readSource(like, options, terminal, writing.signal);
  try {
    const { conversion } = await convert(training, options, format, writing);
    return { source: training.name, conversion };
  } finally {
    await training.close();
  }
}

/** The settings that a plan determines, which no option can contradict. */
const PLANNED = [
  ...(['labelColumn', 'header', 'dropColumns', 'textColumns', 'indexBase', 'features'] as const),
  ...(['positive', 'labels', 'scale', 'normalise'] as const),
];

function refusePlanned(like: string, options: ConvertOptions): void {
  const given = PLANNED.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const flag = flagOf(given);
  throw new UserError(`${flag} has no meaning beside --like ${like}, whose plan says it`, `Leave ${flag} out`);
}

async function readLike(
  file: string,
  { conversion }: DataPlan,
  options: ConvertOptions,
  { terminal, writing: { signal } }: Work,
): Promise<Dataset> {
  const dataset = await readTestDataset(file, conversion, {
    ...formatOf(options),
    ...{ signal, onProgress: readingOn(terminal) },
  });
  terminal.endBar();
  for (const note of dataset.notes) terminal.note(note);
  for (const warning of dataset.warnings) terminal.warn(warning);
  return dataset;
}

/** Stores beside a file how it was made, if the file does not say that itself. */
async function keepPlan(file: string, plan: DataPlan, terminal: Terminal): Promise<void> {
  if (isReadOnce(file)) return;
  try {
    if (saysAll(plan.conversion)) return await removeDataPlan(file);
    await writeDataPlan(file, plan);
  } catch (error) {
    throw writeFailure(planFile(file), error, 'Choose another file with -o');
  }
  terminal.note(`saved ${planFile(file)}, by which --like ${file} converts other files`);
}

function outputFormatOf(options: ConvertOptions): OutputFormat {
  const { out, to } = options;
  const format = to ?? (isStdout(out) ? undefined : formatByEnding(out));
  if (!format) {
    const known = outputFormats.flatMap(({ endings }) => endings).join(', ');
    throw new UserError('no format is given to write in', `Give one with --to, or end --out in one of ${known}`);
  }
  if (format === binary && isStdout(out) && process.stdout.isTTY) {
    throw new UserError('the binary form is not for a terminal', 'Name a file with -o, or pipe it');
  }
  checkOutputFormat(format, options);
  return format;
}
