import { z } from 'zod';
import { executions } from '../algorithms/executions/index.js';
import { algorithms } from '../algorithms/index.js';
import { orders } from '../algorithms/orders.js';
import type { UserFormat } from '../data/formats/user-format.js';
import { BUILT_IN } from '../data/generators/built-in.js';
import { losses } from '../objective/losses.js';
import { ruleForms, rules } from '../rules/index.js';
import { listOf } from '../util/json.js';
import {
  aboveZero,
  byteSize,
  duration,
  fraction,
  list,
  oneOf,
  type Parser,
  wholeNumber,
  wordOr,
} from '../util/parse.js';
import { MAX_SEED } from '../util/random.js';
import { setting } from '../util/setting.js';
import { isDeterministic, type Method } from './method.js';
import type { Setting } from './setting.js';
import {
  anyNumber,
  fromZero,
  isEntry,
  isList,
  passNumber,
  rule,
  scale,
  schedule,
  stepSize,
  text,
  truth,
} from './values.js';

// The table of settings. The options of `run` and `sweep`, the keys of sweep files, the library's settings, identities
// and the `configuration` of results come from it, so a new setting is a row here and the place where it is used.
// Identities hash the values in this order. A new row has no standard value and is left out of the identity where it
// has none at all, so that earlier results stay done.

/** The most indices that a LIBSVM file may have. */
const MOST_FEATURES = 2 ** 31 - 1;
/** The most threads; a larger number is a slip of the keyboard. */
const MOST_WORKERS = 256;

/** What every setting has that takes the name of an entry of a registry. */
function named<Entry extends { name: string }>(kind: string, entries: readonly Entry[]) {
  const words = entries.map(({ name }) => name);
  return {
    placeholder: 'name',
    help: words.join(', '),
    words,
    axis: 'list',
    parse: oneOf(kind, entries),
    isValue: isEntry,
    recorded: z.string(),
    identity: 'as recorded',
  } as const;
}

function nameOfExecution({ execution }: Pick<Method, 'execution'>): string {
  return `${setting('execution')} ${execution.name}`;
}

/** What the user may say about the content of a file. */
export const formatSettings = {
  /** CSV: the label's column, by name, or by number from 1. */
  labelColumn: {
    group: 'Data',
    placeholder: 'name',
    help: 'label of a CSV file (default: label, target, y, class, or the last column)',
    parse: text,
    axis: 'one value',
  },
  /** CSV: whether the first line is a header. */
  header: {
    group: 'Data',
    help: 'the first line of a CSV file is a header (default: detected)',
    helpOfNo: 'it is not',
    parse: truth,
    axis: 'list',
  },
  /** CSV: columns that are left out. */
  dropColumns: {
    group: 'Data',
    placeholder: 'name,…',
    help: 'leave columns of a CSV file out, by name or number',
    parse: list,
    isValue: isList,
    axis: 'one value',
  },
  /** CSV: columns that are text whatever their cells hold. */
  textColumns: {
    group: 'Data',
    placeholder: 'name,…',
    help: 'one-hot encode them, whatever is in them',
    parse: list,
    isValue: isList,
    axis: 'one value',
  },
  /** CSV: cells that mark a missing value, as an empty one does. */
  missing: {
    group: 'Data',
    placeholder: 'text,…',
    help: 'cells of a CSV file that have no value, such as NA,?',
    parse: list,
    isValue: isList,
    axis: 'one value',
  },
  /** LIBSVM: the index of the first feature. */
  indexBase: {
    group: 'Data',
    placeholder: '0|1',
    help: 'first index of a LIBSVM file (default: detected)',
    parse: wholeNumber(0, 1) as Parser<0 | 1>,
    words: ['0', '1'],
    axis: 'one value',
  },
  /** LIBSVM: the number of features, whether or not the file has the last ones. */
  features: {
    group: 'Data',
    placeholder: 'n',
    help: 'features of a LIBSVM file (default: up to the largest index)',
    parse: wholeNumber(1, MOST_FEATURES),
    axis: 'one value',
  },
  /** Archives: the bytes that an archive may unpack to. */
  maxUnpacked: {
    group: 'Data',
    placeholder: 'size',
    help: 'what an archive may unpack to, as 20G (default: 100 times its size)',
    parse: byteSize,
    axis: 'doubling',
  },
} satisfies { [Key in keyof UserFormat]-?: Setting<UserFormat[Key]> };

/** The data and the objective over them. */
export const problemSettings = {
  /** A file, `-` for stdin, or the name of the built-in dataset or of a fetched one. */
  dataset: {
    group: 'Data',
    short: 'd',
    placeholder: 'file or name',
    help: `LIBSVM, CSV or binary file, also packed; - is stdin; or a name: ${BUILT_IN} (built in), one that adabatch data fetch got`,
    parse: text,
    standard: BUILT_IN,
    axis: 'list',
    isInput: true,
  },
  /** A file or a name of held-out data to measure on. */
  test: {
    group: 'Data',
    placeholder: 'file or name',
    help: 'held-out data to measure on, in the same format',
    parse: text,
    axis: 'one value',
    isInput: true,
    recorded: z.union([z.strictObject({ sha256: z.string() }), z.strictObject({ fraction: z.number() })]).nullable(),
  },
  /** The share of the rows that is held out to measure on. */
  testFraction: {
    group: 'Data',
    placeholder: 'f',
    help: 'hold out a random fraction of the rows, 0.2 or 20%',
    parse: fraction,
    axis: 'doubling',
  },
  /** The labels that count as +1; by default the higher of two. */
  positive: {
    group: 'Data',
    placeholder: 'label,…',
    help: 'the labels that are +1 (default: the higher of two)',
    parse: list,
    isValue: isList,
    axis: 'one value',
    recorded: listOf(z.string()).nullable(),
  },
  ...formatSettings,
  /** How features are scaled, if at all. */
  scale: {
    group: 'Data',
    placeholder: 'how',
    help: 'max-abs: divide each feature by its greatest |value| in the training rows (default: none)',
    parse: scale,
    words: ['max-abs', 'none'],
    axis: 'list',
    recorded: z.literal('max-abs').optional(),
    identity: 'as recorded',
    isLeftOut: true,
  },
  /** The loss of a sample. */
  loss: { ...named('loss', losses), group: 'Objective', standard: 'logistic' },
  /** λ, or one over the number of training rows. */
  l2: {
    group: 'Objective',
    placeholder: 'x',
    help: 'λ; 1/n is one over the number of training rows',
    parse: wordOr('1/n', fromZero),
    words: ['1/n'],
    standard: '0',
    axis: 'doubling',
    recorded: z.number(),
    identity: 'as asked',
  },
  /** Whether the margin has a constant term, which is not regularised. */
  bias: {
    group: 'Objective',
    help: 'add a constant feature 1, which is not regularised',
    parse: truth,
    standard: 'false',
    axis: 'list',
    recorded: z.boolean(),
    identity: 'as recorded',
  },
} satisfies Record<string, Setting<unknown>>;

/** Everything that one run is asked for, in the order of identities. */
export const settings = {
  ...problemSettings,
  /** Which gradient is formed, and how the step is scaled. */
  algorithm: { ...named('algorithm', algorithms), group: 'Method', short: 'a', standard: 'sgd' },
  /** How the gradients of a batch become one step, feature by feature. */
  rule: {
    ...named('rule', rules),
    help: ruleForms.map(({ name }) => name).join(', '),
    parse: rule,
    group: 'Method',
    short: 'r',
    standard: 'adabatch',
  },
  /** Samples a batch; by default that of the execution. */
  batch: {
    group: 'Method',
    short: 'b',
    placeholder: 'n',
    help: 'samples a batch (default: 64, and 1 for hogwild)',
    parse: wholeNumber(1),
    axis: 'doubling',
    recorded: z.int().positive(),
    identity: 'as recorded',
  },
  /** The step size, or how it is found. */
  stepSize: {
    group: 'Method',
    short: 's',
    placeholder: 'x',
    help: '0.1, 2^-3, 4/L, auto (safe, not best), tune (searched), frozen (at batch 1)',
    parse: stepSize,
    words: ['auto', 'tune', 'frozen'],
    standard: 'auto',
    axis: 'doubling',
    recorded: z.number().positive(),
    identity: 'as asked',
  },
  /** How the step size changes from pass to pass. */
  schedule: {
    group: 'Method',
    placeholder: 'form',
    help: 'of the step size: constant, exp:β, sqrt, inv',
    parse: schedule,
    isValue: isEntry,
    words: ['constant', 'sqrt', 'inv'],
    standard: 'constant',
    axis: 'list',
    recorded: z.string(),
    identity: 'as recorded',
  },
  /** Epochs from one snapshot of SVRG to the next. */
  snapshotEvery: {
    group: 'Method',
    placeholder: 'n',
    help: 'epochs from one snapshot of svrg to the next',
    parse: wholeNumber(1),
    standard: '2',
    axis: 'doubling',
    recorded: z.int().positive().nullable(),
    identity: 'as recorded',
    use: {
      isIn: ({ algorithm }) => algorithm.takesSnapshots,
      because: ({ algorithm }) => `${setting('algorithm')} ${algorithm.name}`,
      otherwise: null,
      goesWith: `${setting('algorithm')} svrg`,
    },
  },
  /** Measure the average of the iterates from this many passes on; an average begins with an epoch. */
  average: {
    group: 'Method',
    placeholder: 'pass',
    help: 'measure the average of the iterates from this pass on',
    parse: passNumber,
    axis: 'doubling',
    recorded: z.number().nonnegative().nullable(),
    identity: 'as recorded',
  },
  /** A model file to start from, instead of w = 0. */
  warmStart: {
    group: 'Method',
    placeholder: 'file',
    help: 'start from the model that an earlier run saved, not from w = 0',
    parse: text,
    axis: 'one value',
    isInput: true,
    recorded: z.string().nullable(),
  },
  /** How many epochs to run, also fractions. */
  epochs: {
    group: 'Stopping and measuring',
    short: 'e',
    placeholder: 'n',
    help: 'epochs to run, also fractions',
    parse: aboveZero,
    standard: '10',
    axis: 'doubling',
    recorded: z.number().positive(),
    identity: 'as recorded',
  },
  /** The gradient evaluations a row at which to stop. */
  maxPasses: {
    group: 'Stopping and measuring',
    placeholder: 'n',
    help: 'stop after this many gradient evaluations a row',
    parse: aboveZero,
    axis: 'doubling',
    recorded: z.number().positive().nullable(),
    identity: 'as recorded',
  },
  /** The objective on the training data at which to stop. */
  targetLoss: {
    group: 'Stopping and measuring',
    placeholder: 'x',
    help: 'stop once the training objective is this low',
    parse: anyNumber,
    axis: 'doubling',
    recorded: z.number().nullable(),
    identity: 'as recorded',
  },
  /** The seconds of updates after which to stop. */
  timeLimit: {
    group: 'Stopping and measuring',
    placeholder: 'time',
    help: 'stop after this time in updates: 30s, 500ms, 5m, 1h',
    parse: duration,
    axis: 'doubling',
    recorded: z.number().positive().nullable(),
    identity: 'as recorded',
  },
  /** Whether to compute the optimum if it is not cached, so that the curve has a suboptimality. */
  suboptimality: {
    group: 'Stopping and measuring',
    help: 'measure it: compute the optimum first, unless adabatch optimum has',
    parse: truth,
    standard: 'false',
    axis: 'list',
  },
  /** How the rows are visited. */
  order: { ...named('order', orders), group: 'Method', standard: 'interleaved' },
  /** Who does the work. */
  execution: { ...named('execution', executions), group: 'Method', standard: 'sequential' },
  /** The number of threads, if the execution uses any; auto takes one for each core that this process may use. */
  workers: {
    group: 'Method',
    short: 'w',
    placeholder: 'n',
    help: 'threads of synchronous and hogwild; auto: one a core',
    parse: wordOr('auto', wholeNumber(1, MOST_WORKERS)),
    words: ['auto'],
    standard: '1',
    axis: 'doubling',
    recorded: z.int().positive(),
    identity: 'as recorded',
    use: {
      isIn: ({ execution }) => execution.byWorkers,
      because: nameOfExecution,
      otherwise: 1,
      goesWith: `${setting('execution')} synchronous or hogwild`,
      idle: 1,
    },
  },
  /** The number of column blocks that workers own; by default it follows from the data. */
  blocks: {
    group: 'Method',
    placeholder: 'n',
    help: 'of features, which workers of synchronous own (default: from the data)',
    parse: wholeNumber(1, MOST_WORKERS),
    axis: 'doubling',
    recorded: z.int().positive().optional(),
    identity: 'as recorded',
    use: {
      isIn: ({ execution }) => execution.blocks !== undefined,
      because: nameOfExecution,
      otherwise: undefined,
      goesWith: `${setting('execution')} synchronous`,
    },
  },
  /** How often to carry out a run that is not deterministic, to see how much its ends vary; at least 1. */
  repeats: {
    group: 'Method',
    placeholder: 'n',
    help: 'times to carry out hogwild of several workers, to see the spread',
    parse: wholeNumber(1),
    standard: '3',
    axis: 'doubling',
    use: {
      isIn: (method) => !isDeterministic(method),
      because: ({ execution }) => (execution.isDeterministic ? nameOfExecution({ execution }) : 'one worker'),
      otherwise: undefined,
      goesWith: `${setting('execution')} hogwild and several ${setting('workers')}`,
      idle: 1,
    },
  },
  /** Epochs between two points of the curve, also fractions. */
  measureEvery: {
    group: 'Stopping and measuring',
    placeholder: 'n',
    help: 'epochs between points, also fractions',
    parse: aboveZero,
    standard: '1',
    axis: 'doubling',
    recorded: z.number().positive(),
    identity: 'as recorded',
  },
  /** Decides everything random: which rows are held out, and the order of visits. */
  seed: {
    group: 'Method',
    placeholder: 'n',
    help: 'same seed, same curve, on any machine',
    parse: wholeNumber(0, MAX_SEED),
    standard: '0',
    axis: 'counting',
    recorded: z.int(),
    identity: 'as recorded',
  },
} satisfies Record<string, Setting<unknown>>;

/** The name of a setting. */
export type SettingKey = keyof typeof settings;

/** The names of the settings that define the data and the objective. */
export const problemKeys = Object.keys(problemSettings) as (keyof typeof problemSettings)[];

/** All names, in the order of identities. */
export const settingKeys = Object.keys(settings) as SettingKey[];

/** The row of a setting. */
export function rowOf(key: SettingKey): Setting<unknown> {
  return settings[key];
}

type Recorded = {
  [Key in SettingKey as (typeof settings)[Key] extends { recorded: z.ZodType }
    ? Key
    : never]: (typeof settings)[Key] extends {
    recorded: infer Form;
  }
    ? Form
    : never;
};

/** The forms of the settings that a result has. */
export const recordedSettings = Object.fromEntries(
  settingKeys.flatMap((key) => {
    const { recorded } = rowOf(key);
    return recorded ? [[key, recorded]] : [];
  }),
) as unknown as Recorded;
