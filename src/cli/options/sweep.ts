import path from 'node:path';
import type { Command, Option } from 'commander';
import { BUILT_IN } from '../../data/generators/built-in.js';
import { rowOf, type SettingKey, settingKeys } from '../../settings/settings.js';
import { assignmentsOf } from '../../sweep/assignment.js';
import { readSweepFile } from '../../sweep/file.js';
import { type Grid, override } from '../../sweep/grid.js';
import { isPart, type Shard } from '../../sweep/shard.js';
import { readAxis } from '../../sweep/values.js';
import { type Parser, refuse, wholeNumber } from '../../util/parse.js';
import { hyphenated } from '../../util/setting.js';
import { glossary, type HelpPart, verbatim } from '../help.js';
import { type PlanFormat, planFormats } from '../plan-format.js';
import { addSettings, flagsOf } from './settings.js';
import { named, option, WordOption } from './values.js';

/** The options of a sweep beside those of its runs, as commander hands them over. */
export interface SweepOptions {
  config?: string;
  /** Whether to list the runs and do nothing else. */
  plan?: boolean;
  /** The format of the list. */
  format: PlanFormat;
  shard?: Shard;
  jobs: number;
  /** Whether to repeat runs that the folder already has. */
  force?: boolean;
  /** Whether to try again what failed before. */
  retryFailed?: boolean;
  /** Whether a run that diverges is a failure. */
  strict?: boolean;
  out: string;
  chart: boolean;
  quiet?: boolean;
  debug?: boolean;
}

const shard: Parser<Shard> = (text, name) => {
  const [, index = -1, count = 0] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  return isPart({ index, count }) ? { index, count } : refuse(name, 'i/n, the i-th of n parts, such as 1/4', text);
};

/** What describes the runs of a sweep, as commander hands it over. */
export type DescribedRuns = Pick<SweepOptions, 'config'>;

/** Adds what describes the runs of a sweep to a command: the settings of a run as axes, or a file. */
export function addDescribedRuns(command: Command): Command {
  addSettings(command, settingKeys, axisOption);
  return command
    .optionsGroup('Sweep:')
    .option('--config <sweep.yaml>', 'read the options of the runs from a file; those typed take their place');
}

/** Adds the settings of a run as axes, and the options of a sweep itself, to a command. */
export function addSweepOptions(command: Command): void {
  addDescribedRuns(command)
    .option('--plan', 'list the runs on stdout, and run nothing')
    .addOption(named('--format <name>', 'format of a plan', planFormats, 'table'))
    .addOption(option('--shard <i/n>', 'do the i-th of n parts only, on a machine without the folder', shard))
    .addOption(option('--jobs <n>', 'runs at the same time', wholeNumber(1)).default(1))
    .option('--force', 'run again what the folder already has')
    .option('--retry-failed', 'try again what failed before')
    .option('--strict', 'exit with 1 where a run diverged')
    .addOption(outFolder('folder for the results'))
    .option('--no-chart', 'draw no chart at the end, on a terminal')
    .option('--quiet', 'say nothing on stderr but errors')
    .option('--debug', 'show stack traces');
}

/** The option for the folder of the results. In it a/../b is b, also where there is no a. */
export function outFolder(description: string): Option {
  return option('-o, --out <folder>', description, (text) => text && path.normalize(text)).default('results');
}

/** Settings that a sweep describes otherwise than a run does. */
const WORDING: Partial<Record<SettingKey, { flags?: string; help?: string }>> = {
  dataset: { help: `LIBSVM, CSV or binary files, also packed; or names, as ${BUILT_IN} (built in)` },
  seed: { flags: '--seed, --seeds <n>' },
};

/** The option that gives a setting a list of values, as texts. */
export function axisOption(key: SettingKey): Option {
  const { placeholder, words, standard, help } = rowOf(key);
  const { flags = flagsOf(key), help: wording = help } = WORDING[key] ?? {};
  // The default is a part of the description, so that just what the user types is set.
  const description = standard === undefined ? wording : `${wording} (default: ${standard})`;
  const made = new WordOption(flags, description, words, true);
  if (placeholder !== undefined) made.argParser((text: string) => readAxis(key, text));
  return made;
}

const ONE_VALUE = settingKeys.filter((key) => rowOf(key).axis === 'one value');

/** The values that an option of a run can take in a sweep, for the end of the help. */
export const explainedAxes: HelpPart = glossary(
  `Values: an option of a run takes what follows; only ${ONE_VALUE.map((key) => `--${hyphenated(key)}`).join(', ')} take one value each`,
  [
    ['1,8,64', 'a list'],
    ['1..4096', 'a range that doubles; of --seeds one that counts'],
    ['1..4096x4', 'a range that multiplies by 4'],
    ['0..1+0.25', 'a range that adds 0.25'],
    ['10^-3..10^0', 'a range of powers goes by its base; of --step-size also 2^-2/L..2^4/L'],
    ['1,8..64,1000', 'a mixture'],
  ],
);

const SAMPLE_FILE = `  dataset: [a.svm, b.svm]
  seeds: 0..4
  grids:
    - rule: [mean, adabatch]
      batch: 1..4096
      epochs: 20
    - algorithm: svrg
      zip:
        batch: [8, 64]
        step-size: [0.1, 2^-3]
`;

/** The description of a sweep file, for the end of the help. */
export const explainedFile: readonly HelpPart[] = [
  'Sweep file: the long names of options, each with a value, a list, or a range in a string, such as',
  verbatim(SAMPLE_FILE),
  `Files are relative to the current folder, as on the command line. Grids are run one after the other, and
what is said above them holds for all of them. Options in a zip advance together: 8 with 0.1, 64 with 2^-3.

What a grid says of an option takes the place of what is said above it, and an option that is typed
takes the place of both. Out of a zip, it leaves the other options as they are.`,
];

/**
 * The runs of a sweep: the grids of the file, or one grid, with the options that were typed.
 * @param options as commander hands them over, the axes among them
 * @throws UserError if the file or a combination of options is wrong
 */
export async function readSweep(options: DescribedRuns): Promise<ReturnType<typeof assignmentsOf>> {
  const typed = typedAxes(options);
  const grids = options.config === undefined ? [[]] : await readSweepFile(options.config);
  return assignmentsOf(
    grids.map((grid) => override(grid, typed)),
    typed.flatMap((group) => [...group.keys()]),
  );
}

/** In the order in which they were typed. */
function typedAxes(options: DescribedRuns): Grid {
  return Object.entries(options).flatMap(([name, value]: [string, unknown]) => {
    const key = name === 'seeds' ? 'seed' : settingKeys.find((known) => known === name);
    return key ? [new Map([[key, Array.isArray(value) ? value : [String(value)]]])] : [];
  });
}
