import type { Dataset } from '../data/dataset.js';
import { UserError } from '../util/errors.js';
import { nearest } from '../util/nearest.js';
import { setting } from '../util/setting.js';
import type { Setting } from './setting.js';
import { problemKeys, type problemSettings, rowOf, type SettingKey, settingKeys, type settings } from './settings.js';

type ValueOf<Row> = Row extends Setting<infer Value> ? Value : never;
/** A value as a user of the library gives it: an entry of a registry by itself or by its name. */
type GivenFor<Value> = Value extends { name: string } ? Value | string : Value;

/** The values of the rows of a table; those without a standard value may be missing. */
type Values<Table> = {
  [Key in keyof Table as Table[Key] extends { standard: string } ? Key : never]: ValueOf<Table[Key]>;
} & {
  [Key in keyof Table as Table[Key] extends { standard: string } ? never : Key]?: ValueOf<Table[Key]> | undefined;
};

/** The settings of a run as they are given; what is not given has its standard value. */
export type RunSettings = {
  [Key in keyof typeof settings]?: GivenFor<ValueOf<(typeof settings)[Key]>> | undefined;
};

/** The settings of a run as texts, such as those that a sweep gives its runs: the same texts are the same run. */
export type Assignment = Readonly<Partial<Record<SettingKey, string>>>;

/** The settings of a problem as they are given, and the seed, by which rows are held out. */
export type ProblemSettings = Pick<RunSettings, keyof typeof problemSettings | 'seed'>;

/** Data and an objective over them as the user asks for them, before the data are known. */
export interface ProblemRequest
  extends Omit<Values<typeof problemSettings>, 'test' | 'testFraction'>,
    Pick<Values<typeof settings>, 'seed'> {
  /** Held-out data: a file, a fraction of the rows, or none. */
  test?: { file: string } | { fraction: number } | undefined;
  /** The seed that decides which rows are held out, if it is another one. */
  splitSeed?: number | undefined;
}

/** One configuration as the user asks for it, before the data are known. */
export interface RunRequest
  extends ProblemRequest,
    Omit<Values<typeof settings>, keyof typeof problemSettings | 'seed' | 'batch'> {
  batch: number;
}

/** A combination of methods that does not exist: a sweep leaves such a run out. */
export class ImpossibleRun extends UserError {}

/**
 * The run that some settings ask for; a text is read as on the command line.
 * @throws UserError if a setting does not take its value, or two exclude each other
 */
export function requestOf(given: RunSettings | Assignment): RunRequest {
  const values = valuesOf<Values<typeof settings>>(settingKeys, given);
  const { algorithm, rule, average, execution, batch = execution.batch } = values;
  const refused = execution.refusal(algorithm, rule, average !== undefined);
  if (refused !== undefined) {
    throw new ImpossibleRun(
      `${setting('execution')} ${execution.name} cannot be used with ${refused}`,
      `Use ${setting('execution')} synchronous`,
    );
  }
  return { ...heldOutOnce(values), batch };
}

/**
 * The problem that some settings ask for.
 * @throws UserError if a setting does not take its value, or two exclude each other
 */
export function problemRequestOf(given: ProblemSettings): ProblemRequest {
  const values = valuesOf<Values<typeof problemSettings> & { seed: number }>([...problemKeys, 'seed'], given);
  return heldOutOnce(values);
}

/** The standard values, read once: a sweep makes a request of each of its runs, which may be 100,000. */
const STANDARDS: ReadonlyMap<SettingKey, unknown> = new Map(
  settingKeys.flatMap((key) => {
    const { standard, parse } = rowOf(key);
    return standard === undefined ? [] : [[key, parse(standard, setting(key))] as const];
  }),
);

/** The values of some settings, by their names; settings that are not given and have no standard value are left out. */
function valuesOf<Found>(keys: readonly SettingKey[], given: RunSettings | Assignment): Found {
  refuseUnknown(given, keys);
  const values: Partial<Record<SettingKey, unknown>> = {};
  for (const key of keys) {
    const value = given[key] === undefined ? STANDARDS.get(key) : readValue(key, given[key]);
    if (value !== undefined) values[key] = value;
  }
  return values as Found;
}

function readValue(key: SettingKey, given: unknown): unknown {
  const { parse, isValue } = rowOf(key);
  if (isValue?.(given)) return given;
  // A number or a truth is checked as its text is.
  return parse(typeof given === 'object' ? JSON.stringify(given) : String(given), setting(key));
}

/** The settings that are given a value. */
export function givenIn(settings: object): SettingKey[] {
  return Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [key as SettingKey]));
}

/** Throws a UserError if something that is given has a key of no setting. */
export function refuseUnknown(given: object, keys: readonly string[] = settingKeys): void {
  const unknown = Object.keys(given).find((key) => !keys.includes(key));
  if (unknown === undefined) return;
  const meant = nearest(unknown, keys);
  throw new UserError(`there is no setting "${unknown}"`, meant && `Did you mean ${meant}?`);
}

type HoldingOut = Pick<Values<typeof problemSettings>, 'dataset' | 'test' | 'testFraction' | 'positive' | 'loss'>;

/** The values, with one that says how data are held out in place of two. */
function heldOutOnce<Given extends HoldingOut>(
  values: Given,
): Omit<Given, 'test' | 'testFraction'> & Pick<ProblemRequest, 'test'> {
  const { test, testFraction, ...rest } = values;
  const { dataset, positive, loss } = values;
  if (test !== undefined && testFraction !== undefined) {
    throw new UserError(
      `${setting('test')} and ${setting('testFraction')} are two ways to hold data out`,
      'Give one of them',
    );
  }
  if (test === '-' && dataset === '-') throw new UserError('stdin can be read once', `Give ${setting('test')} a file`);
  if (positive && loss.labels === 'numbers') {
    throw new UserError(
      `${setting('positive')} has no meaning for the ${loss.name} loss, which takes labels as numbers`,
    );
  }
  if (test !== undefined) return { ...rest, test: { file: test } };
  return testFraction === undefined ? rest : { ...rest, test: { fraction: testFraction } };
}

/** The number of column blocks that workers own; undefined if they own none. */
export function blocksOf(
  { execution, blocks }: Pick<RunRequest, 'execution' | 'blocks'>,
  { nonzeros, rows }: Pick<Dataset, 'nonzeros' | 'rows'>,
): number | undefined {
  return execution.blocks && (blocks ?? execution.blocks(nonzeros / rows));
}

/**
 * Refuses a setting that was given but that none of the runs uses: the user meant it to change something.
 * @param runs at least one
 * @param given the settings that the user gave a value
 */
export function refuseUnused(runs: readonly RunRequest[], given: Iterable<SettingKey>): void {
  const [first] = runs as [RunRequest, ...RunRequest[]];
  for (const key of given) {
    const { use } = rowOf(key);
    if (!use || runs.some((request) => use.isIn(request) || request[key as keyof RunRequest] === use.idle)) continue;
    const reasons = [...new Set(runs.map((request) => use.because(request)))];
    throw new UserError(
      `${setting(key)} ${first[key as keyof RunRequest]} has no meaning with ${reasons.join(' or ')}`,
      `Give ${use.goesWith}`,
    );
  }
}
