import type { Command } from 'commander';
import type { Content } from '../../data/content.js';
import { normalise } from '../../data/normalise.js';
import type { UserFormat } from '../../data/readers/user-format.js';
import { withClasses, withNames } from '../../data/relabel.js';
import { binary, type OutputFormat, outputFormats } from '../../data/writers/index.js';
import { UserError } from '../../errors.js';
import { addCommonOptions } from '../common-options.js';
import { ExitCode } from '../exit-code.js';
import { untilInterrupted } from '../interrupt.js';
import { isStdout } from '../output.js';
import { Terminal } from '../terminal.js';
import { explain, list, option, type Parser, refuse } from '../values.js';
import {
  checkOutputFormat,
  formatByEnding,
  type OutputFormatOptions,
  toBaseOption,
  toOption,
} from './output-format.js';
import { addSource, readSource } from './source.js';
import { writeContent } from './writing.js';

interface ConvertOptions extends UserFormat, OutputFormatOptions {
  positive?: string[];
  labels?: Map<string, string>;
  normalise?: boolean;
  out?: string;
  quiet?: boolean;
}

const EXPLAINED = `Values are written as the shortest decimals that read back to the same doubles, and rows stay in order. The number of
features is kept in LIBSVM too: where no row has the last one, the first row is given it with a zero. Comments, query
numbers and zeros that are written out are not kept. Text labels become the numbers 0, 1, … of the alphabet in LIBSVM.
`;

const EXAMPLES = `Examples:
  $ adabatch data convert adult.csv --label-column income --positive '>50K' -o adult.svm
      one-hot encoded, with labels +1 and -1
  $ adabatch data convert news20 --normalise -o news20.bin
      rows of norm 1, in a form that is read at once
  $ adabatch data convert a9a --labels -1=0,1=1 --to-base 0 -o a9a.svm
      for a program that wants labels 0 and 1, and features from 0
  $ adabatch data convert train.bin --to csv | head -2
      a look at what is in it`;

const renamings: Parser<Map<string, string>> = (text, name) => {
  const pairs = list(text, name).map((item) => {
    const at = item.lastIndexOf('=');
    return [item.slice(0, at).trim(), item.slice(at + 1).trim()] as const;
  });
  const names = new Map(pairs);
  const isSound = names.size === pairs.length && pairs.every(([old, renamed]) => old !== '' && renamed !== '');
  return isSound ? names : refuse(name, 'a new name for each label once, as -1=0,1=1', text);
};

/** Adds `adabatch data convert`, a dataset in another format. Resolves to the exit code by way of `finish`. */
export function addConvertCommand(data: Command, finish: (code: number) => void): void {
  const command = addSource(
    data.command('convert').description('write a dataset in another format, to the same values'),
  )
    .optionsGroup('Changes:')
    .addOption(option('--positive <label,…>', 'make these labels +1 and the others -1', list))
    .addOption(option('--labels <old=new,…>', 'give labels other names; the rest keep theirs', renamings))
    .option('--normalise', 'divide every row by its norm √Σv²')
    .optionsGroup('Output:')
    .option('-o, --out <file>', 'write to a file, at once or not at all (default: stdout)')
    .addOption(toOption('by the ending of --out'))
    .addOption(toBaseOption());
  addCommonOptions(command)
    .addHelpText('after', `\n${explain('Formats:', outputFormats)}\n${EXPLAINED}\n${EXAMPLES}`)
    .action(async (file: string, options: ConvertOptions) => finish(await convertCommand(file, options)));
}

async function convertCommand(file: string, options: ConvertOptions): Promise<number> {
  const { positive, labels, out } = options;
  if (positive && labels) throw new UserError('--positive and --labels both map labels', 'Give one of them');
  const format = outputFormatOf(options);
  const terminal = new Terminal(options);
  const note = (text: string) => terminal.note(text);
  return untilInterrupted(async (signal) => {
    const dataset = await readSource(file, options, terminal, signal);
    try {
      const content = await format.prepare(changed(dataset, options), { indexBase: options.toBase, note });
      await writeContent(out, content, format, terminal, signal);
    } finally {
      await dataset.close();
    }
    return ExitCode.done;
  });
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

function changed(content: Content, { positive, labels, normalise: normalised }: ConvertOptions): Content {
  const relabelled = positive ? withClasses(content, positive) : labels ? withNames(content, labels) : content;
  return normalised ? normalise(relabelled) : relabelled;
}
