import { type Command, Option } from 'commander';
import { libsvmText } from '../../../data/formats/libsvm/writer.js';
import { libsvm } from '../../../data/formats/write.js';
import { generateRows } from '../../../data/generators/generate.js';
import { denseSupports, disjointSupports, type Supports } from '../../../data/generators/supports.js';
import { type Task, tasks } from '../../../data/generators/tasks.js';
import { ZipfSupports } from '../../../data/generators/zipf-supports.js';
import { UserError } from '../../../util/errors.js';
import { number, share, wholeNumber } from '../../../util/parse.js';
import { randomFor } from '../../../util/random.js';
import { ExitCode } from '../../exit-code.js';
import { examples, helpText } from '../../help.js';
import type { Finish } from '../../lazy-command.js';
import { addCommonOptions } from '../../options/common.js';
import { settingOption } from '../../options/settings.js';
import { explain, named, option } from '../../options/values.js';
import { interruptible, untilInterrupted } from '../../terminal/interrupt.js';
import { isStdout, writeOutput } from '../../terminal/output.js';
import { Terminal } from '../../terminal/terminal.js';
import { formatByEnding, refusePacked } from './output-format.js';
import { WriteCounter } from './write-counter.js';

interface GenerateOptions {
  rows: number;
  features?: number;
  nnz: number;
  zipf: number;
  disjoint?: boolean;
  dense?: boolean;
  task: Task;
  noise: number;
  seed: number;
  out?: string;
  quiet?: boolean;
}

/** Each takes some 60 bytes while the frequencies are laid out. */
const MOST_FEATURES = 100_000_000;
/** Labels are rounded to millionths, for which doubles have no room beyond this. */
const MOST_NOISE = 1e9;
const FEATURES = 50_000;
const DENSE_FEATURES = 100;
const LARGEST_EXPONENT = 10;

const exponent = number(`a number from 0 to ${LARGEST_EXPONENT}`, (value) => value >= 0 && value <= LARGEST_EXPONENT);

const EXPLAINED = `The feature of rank k is in a row with probability min(1, c/k^s), independently of the others, with c such that
a row has --nnz of them on average; it may have none. Which feature has which rank is random. Values have random signs
and sizes within a factor of 3; rows are of norm 1. The planted model has a random weight in -1…1 for every feature.
The same arguments make the same bytes on every machine. Under the same --seed, --noise and --task change labels
only, and fewer --rows are the first of more.
`;

const EXAMPLES = examples(
  [
    'adabatch data generate -o texts.svm',
    'like texts; adabatch sweep -d texts.svm --rule mean,adabatch shows what AdaBatch saves',
  ],
  [
    'adabatch data generate --zipf 0 -o even.svm',
    'the same, but no feature is more frequent than another: how much of that is the skew?',
  ],
  [
    'adabatch data generate --disjoint | adabatch run -d - --rule sum',
    'where AdaBatch is the sum; with --dense it is the mean',
  ],
  [
    'adabatch data generate --rows 200000 --features 1000000 --nnz 76 -o large.svm',
    '15 million values, 250 MB: more than the caches of a processor hold',
  ],
);

/** Defines `adabatch data generate`, synthetic datasets. Resolves to the exit code by way of `finish`. */
export function defineGenerateCommand(command: Command, finish: Finish): void {
  command
    .optionsGroup('Rows and features:')
    .addOption(option('--rows <n>', 'number of rows', wholeNumber(1)).default(20_000))
    .addOption(
      option(
        '--features <n>',
        `number of features (default: ${FEATURES}; with --disjoint rows × nnz, with --dense ${DENSE_FEATURES})`,
        wholeNumber(1, MOST_FEATURES),
      ),
    )
    .addOption(option('--nnz <n>', 'stored values of a row, on average', wholeNumber(1)).default(60))
    .addOption(option('--zipf <s>', 'frequencies fall as 1/rank^s; with 0 all are the same', exponent).default(1))
    .addOption(
      new Option('--disjoint', 'a row has exactly --nnz features, and no feature is in two rows').conflicts('zipf'),
    )
    .addOption(new Option('--dense', 'a row has all features').conflicts(['zipf', 'nnz', 'disjoint']))
    .addOption(settingOption('seed', 'of all that is random'))
    .optionsGroup('Labels:')
    .addOption(named('--task <name>', 'task', tasks, 'binary'))
    .addOption(
      option('--noise <x>', 'how far labels are from the planted model, such as 0.03 or 3%', share).default(0.03),
    )
    .optionsGroup('Output:')
    .option('-o, --out <file>', 'write to a file, at once or not at all (default: stdout)');
  addCommonOptions(command)
    .addHelpText('after', helpText(explain('Tasks: what labels are', tasks), EXPLAINED, EXAMPLES))
    .action(async (options: GenerateOptions) => finish(await generateCommand(options)));
}

async function generateCommand({ out, ...options }: GenerateOptions): Promise<number> {
  const features = featuresOf(options);
  checkNoise(options);
  checkEnding(out);
  const terminal = new Terminal(options);
  return untilInterrupted(async (signal) => {
    const counter = new WriteCounter();
    const showProgress = () => {
      if (!isStdout(out)) terminal.progress(counter.rows, options.rows, `writing ${out}`);
    };
    const supports = supportsOf(options, features);
    const rows = counter.countRows(generateRows({ ...options, features, supports }), showProgress);
    const text = interruptible(counter.countBytes(libsvmText(rows)), signal);
    await writeOutput(out, text).finally(() => terminal.endBar());
    if (counter.description) terminal.note(`${isStdout(out) ? 'wrote' : `saved ${out}:`} ${counter.description}`);
    return ExitCode.done;
  });
}

/** The number of features; throws a UserError if there are too few for the request. */
function featuresOf({ rows, features, nnz, disjoint, dense }: GenerateOptions): number {
  if (dense) return features ?? DENSE_FEATURES;
  const needed = disjoint ? rows * nnz : nnz;
  const given = features ?? (disjoint ? needed : FEATURES);
  const product = disjoint ? `rows × nnz = ${needed}` : `${needed}`;
  if (given > MOST_FEATURES) {
    throw new UserError(
      `--disjoint needs ${product} features, more than ${MOST_FEATURES}`,
      'Take fewer --rows or a smaller --nnz',
    );
  }
  if (given < needed) {
    throw new UserError(
      `${disjoint ? '--disjoint' : '--nnz'} needs ${product} features or more, not ${given}`,
      'Raise --features, or take a smaller --nnz',
    );
  }
  return given;
}

function checkNoise({ task, noise }: GenerateOptions): void {
  if (task.name === 'binary' && noise > 1) {
    throw new UserError(
      `--noise takes a share of the labels, at most 1, not ${noise}`,
      'With --task regression it is a standard deviation',
    );
  }
  if (noise > MOST_NOISE) throw new UserError(`--noise takes at most ${MOST_NOISE}, not ${noise}`);
}

function checkEnding(out: string | undefined): void {
  if (out === undefined) return;
  refusePacked(out, 'Leave -o out, and pack stdout, as with | gzip');
  const format = formatByEnding(out);
  if (format === undefined || format === libsvm) return;
  throw new UserError(
    `${out}: what is generated is LIBSVM text`,
    'End it in .svm; adabatch data convert makes the rest',
  );
}

function supportsOf({ nnz, zipf, disjoint, dense, seed }: GenerateOptions, features: number): Supports {
  if (dense) return denseSupports(features);
  if (disjoint) return disjointSupports(nnz);
  return new ZipfSupports(features, nnz, zipf, randomFor(seed, 'supports'));
}
