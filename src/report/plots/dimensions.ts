import type { DrawnGroup, DrawnRow } from '../../results/comparison/curves.js';
import type { RowKey } from '../../results/comparison/rows.js';
import { stepSizeKind } from '../../results/comparison/step-size-kind.js';
import { distinct } from '../../util/distinct.js';
import { UserError } from '../../util/errors.js';
import { count, rounded } from '../../util/text.js';
import { valueText, words } from '../comparison/words.js';
import type { Line, LineName, Panel } from './figure.js';
import { byImportance } from './looks.js';

// What tells rows apart, so that a picture gives each a line or a panel of its own and none is mixed silently.

/** A row with the group that it is of. */
export interface Entry {
  row: DrawnRow;
  group: DrawnGroup;
}

/**
 * All rows of groups that have a curve.
 * @throws UserError if none has, since all runs were interrupted
 */
export function entriesOf(groups: readonly DrawnGroup[]): Entry[] {
  const rows = groups.flatMap((group) => group.rows.map((row) => ({ row, group })));
  const entries = rows.filter(({ row }) => row.curve.length > 0);
  if (entries.length === 0) throw new UserError('all runs were interrupted', 'Run them again');
  return entries;
}

/** Whether entries differ in something. */
export function differ(entries: readonly Entry[], part: (entry: Entry) => unknown): boolean {
  return new Set(entries.map(part)).size > 1;
}

/** What a row has beside its rule and batch that other rows of its group have not: `hogwild, 2 workers`. */
export function othersOf({ row, group }: Entry, without: readonly RowKey[] = []): string {
  const keys = group.varying.filter((key) => !without.includes(key) && row.keys[key] !== null);
  return keys.map((key) => describe(key, row)).join(', ');
}

function describe(key: RowKey, { keys }: DrawnRow): string {
  if (key === 'execution') return valueText(keys[key]);
  if (key === 'workers') return count(Number(keys[key]), 'worker');
  if (key === 'stepSizeFrom') return `${stepSizeKind(keys)} step`;
  return `${words(key)} ${valueText(keys[key])}`;
}

/**
 * The name of a row's rule. Vega keeps names in plain objects, so that one such as `constructor` gets a blank of no
 * width.
 */
export function ruleOf({ row }: Entry): string {
  const name = valueText(row.keys.rule);
  return name in Object.prototype ? `${name}\u200b` : name;
}

/** Entries by rule, the most important first. */
export function inOrderOfRules(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((one, other) => byImportance(String(one.row.keys.rule), String(other.row.keys.rule)));
}

/**
 * Lines in the order of their rules, which look as their rules do.
 * @param isHogwild whether a line is that of Hogwild!, where others of its rule are not
 */
export function namedByRule(
  entries: readonly Entry[],
  nameOf: (entry: Entry) => string,
  isHogwild: (entry: Entry) => boolean = () => false,
): LineName[] {
  const ordered = inOrderOfRules(entries);
  return distinct(ordered.map(nameOf)).map((name) => {
    const entry = ordered.find((candidate) => nameOf(candidate) === name) as Entry;
    return { name, look: { rule: String(entry.row.keys.rule), isHogwild: isHogwild(entry) } };
  });
}

/** Panels by their titles, in the order of the entries. */
export function panelsBy(
  entries: readonly Entry[],
  titleOf: (entry: Entry) => string,
  linesOf: (own: Entry[]) => Line[],
): Panel[] {
  return distinct(entries.map(titleOf)).map((title) => {
    return { title, lines: linesOf(entries.filter((entry) => titleOf(entry) === title)) };
  });
}

/** What the seeds of rows are: `median and range of 5 seeds`. */
export function describeSeeds(entries: readonly Entry[], spread = 'range'): string {
  const seeds = distinct(entries.map(({ row }) => row.seeds)).sort((one, other) => one - other);
  const [least, most] = [seeds[0] ?? 0, seeds.at(-1) ?? 0];
  if (most === 1) return 'one seed';
  return `median and ${spread} of ${least === most ? '' : `${least} to `}${most} seeds`;
}

const STEP_WORDS: Readonly<Record<string, string>> = {
  tuned: 'step sizes tuned',
  auto: 'automatic step sizes',
  frozen: 'the step tuned at batch 1',
};

/** Where the step sizes of rows are from, and whether a row is the best of several. */
export function describeSteps(entries: readonly Entry[]): string {
  const kinds = distinct(entries.map(({ row }) => String(row.keys.stepSizeFrom)));
  const [kind] = kinds;
  if (entries.some(({ row }) => row.stepsGiven > 1)) return 'the best of several step sizes';
  if (kinds.length !== 1 || kind === undefined) return 'various step sizes';
  if (kind.endsWith('/L')) return `step size ${kind}`;
  const [size, ...others] = distinct(entries.map(({ row }) => row.stepSize?.median ?? 0));
  return STEP_WORDS[kind] ?? (others.length === 0 && size ? `step size ${rounded(size)}` : 'given step sizes');
}
