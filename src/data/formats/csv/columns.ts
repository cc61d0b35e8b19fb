import { InputError, type Place, UserError } from '../../../util/errors.js';
import { quoted } from '../../../util/quoted.js';
import { setting } from '../../../util/setting.js';
import { shellWord } from '../../../util/shell.js';
import { count, listed } from '../../../util/text.js';
import type { ColumnPlan } from '../../rows.js';
import type { FormatOptions } from '../format.js';
import { guessHeader, LABEL_NAMES } from './header.js';
import type { CsvRecord } from './records.js';

/** The columns of a CSV file, and the purpose of each. */
export interface Columns {
  names: string[];
  header: boolean;
  /** Whether a first line read as a row may be a header, or a header that counts columns may be a row. */
  isHeaderDoubtful: boolean;
  /** The position of the label among `names`. */
  label: number;
  /** Positions of the columns that are left out. */
  dropped: ReadonlySet<number>;
  /** Positions of the columns that are text whatever their cells hold. */
  text: ReadonlySet<number>;
}

/** The user's options for the columns. */
export type ColumnOptions = Pick<FormatOptions, 'header' | 'labelColumn' | 'dropColumns' | 'textColumns' | 'missing'>;

/**
 * Finds the columns' names and the label.
 *
 * @param sample the first records, at least one, including the header if there is one
 * @throws UserError if a column that the user names does not exist, two share a name, or the label is left out
 */
export function findColumns(sample: readonly CsvRecord[], file: string, options: ColumnOptions): Columns {
  const { header, isDoubtful } = findHeader(sample, options);
  const named = { names: columnNames(sample, header, file), header, file };
  const find = (key: 'dropColumns' | 'textColumns') =>
    new Set(options[key]?.map((reference) => findColumn(reference, key, named)));
  const dropped = find('dropColumns');
  const label = findLabel(named, dropped, options.labelColumn);
  const text = find('textColumns');
  return { names: named.names, header, isHeaderDoubtful: isDoubtful, label, dropped, text };
}

/**
 * Finds the columns of a test file, which follow those of the training file. The position of the label is −1 if the file
 * has none, as it may if labels are ignored.
 *
 * @throws InputError if a column of the training file is missing
 */
export function matchColumns(
  sample: readonly CsvRecord[],
  file: string,
  plan: ColumnPlan,
  { ignoreLabels = false }: Pick<FormatOptions, 'ignoreLabels'> = {},
): Columns {
  const { header } = plan;
  const names = columnNames(sample, header, file);
  const wanted = ignoreLabels ? plan.names.filter((_, position) => position !== plan.label) : plan.names;
  requireColumns({ names, header }, wanted, { file, line: sample[0]?.line ?? 1, column: 1 });
  const label = names.indexOf(plan.names[plan.label] ?? '');
  return { names, header, isHeaderDoubtful: false, label, dropped: new Set(), text: new Set() };
}

/**
 * Makes sure that a test file has the columns of the training file that it needs.
 *
 * @throws InputError if one is missing
 */
export function requireColumns(
  { names, header }: Pick<ColumnPlan, 'names' | 'header'>,
  wanted: readonly string[],
  place: Place,
): void {
  const here = new Set(names);
  const missing = wanted.find((name) => !here.has(name));
  if (missing === undefined) return;
  throw new InputError(
    place,
    `the column ${quoted(missing)} of the training data is missing`,
    header ? `The columns here are ${listed(names)}` : `There are ${names.length} columns here`,
  );
}

/** A remark if a test file has the columns of the training file in another order. */
export function orderNotes(names: readonly string[], plan: ColumnPlan, file: string): string[] {
  const [here, there] = [new Set(names), new Set(plan.names)];
  const planned = plan.names.filter((name) => here.has(name));
  if (names.filter((name) => there.has(name)).every((name, position) => name === planned[position])) return [];
  return [`${file}: the columns are in another order than in the training data, and go by their names`];
}

/**
 * Makes sure that the first line has as many cells as the lines after it, if these agree.
 *
 * @throws InputError at the first line, which is a title, or a header that lacks some columns' names
 */
export function refuseOddFirstLine([first, second, ...others]: readonly CsvRecord[], file: string): void {
  if (!first || !second || others.length === 0) return;
  const cells = second.cells.length;
  if (first.cells.length === cells || others.some((record) => record.cells.length !== cells)) return;
  throw new InputError(
    { file, line: first.line, column: 1 },
    `${quoted(first.raw.trim())} has ${count(first.cells.length, 'cell')}, and the lines after it have ${cells}`,
    first.cells.length === cells - 1
      ? 'Give every column a name; R leaves out that of its row names: write.csv(…, row.names = FALSE)'
      : 'Remove the line if it is not part of the table, or give it as many cells',
  );
}

/** The plan of the columns, which a test file is to share. */
export function planOf({ names, header, label, dropped }: Columns, features: string[]): ColumnPlan {
  const kept = names.filter((_, position) => !dropped.has(position));
  return { names: kept, header, label: kept.indexOf(names[label] ?? ''), features };
}

/** A column as an option takes it: its name, or its number if the header has no name for it. */
export function referTo(position: number, { names, header }: Pick<Columns, 'names' | 'header'>): string {
  const name = names[position] ?? '';
  const isSayable = header && name.trim() === name && !name.includes(',') && !/\p{Cc}/u.test(name);
  return isSayable ? shellWord(name) : String(position + 1);
}

function findHeader(sample: readonly CsvRecord[], options: ColumnOptions): { header: boolean; isDoubtful: boolean } {
  const { header, labelColumn, dropColumns = [], textColumns = [], missing = [] } = options;
  if (header !== undefined) return { header, isDoubtful: false };
  const marks = new Set(missing);
  const [first = [], ...rows] = sample.map(({ cells }) => cells.map((cell) => (marks.has(cell) ? '' : cell)));
  const given = [...dropColumns, ...textColumns, ...(labelColumn === undefined ? [] : [labelColumn])];
  return guessHeader(first, rows, given);
}

function columnNames(sample: readonly CsvRecord[], header: boolean, file: string): string[] {
  const [first] = sample;
  const names = (first?.cells ?? []).map((cell, position) => (header && cell !== '' ? cell : `column${position + 1}`));
  const duplicate = repeatedName(names);
  if (duplicate !== undefined) {
    throw new InputError(
      { file, line: first?.line ?? 1, column: 1 },
      `two columns have the name ${quoted(duplicate)}`,
      'Give every column a name of its own',
    );
  }
  return names;
}

/** The first name that occurs a second time. */
export function repeatedName(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

/** Names, whether the file gives them, and the file. */
interface Named extends Pick<Columns, 'names' | 'header'> {
  file: string;
}

/** Finds a column by its name, or else by its number from 1. */
function findColumn(reference: string, key: keyof ColumnOptions, { names, header, file }: Named): number {
  const byName = names.indexOf(reference);
  if (byName >= 0) return byName;
  const byNumber = /^\d+$/.test(reference) ? Number(reference) - 1 : -1;
  if (byNumber >= 0 && byNumber < names.length) return byNumber;
  throw new UserError(
    `${setting(key)}: ${file} has no column ${quoted(reference)}`,
    header
      ? `Its columns are ${listed(names)}`
      : `It has no header: give the number of the column, from 1 to ${names.length}, or say ${setting('header')}`,
  );
}

function findLabel(named: Named, dropped: ReadonlySet<number>, labelColumn: string | undefined): number {
  const label =
    labelColumn === undefined ? usualLabel(named.names, dropped) : findColumn(labelColumn, 'labelColumn', named);
  if (label >= 0 && !dropped.has(label)) return label;
  throw new UserError(
    `${setting('dropColumns')} leaves no label of ${named.file}`,
    `Say ${setting('labelColumn')}, or drop fewer columns`,
  );
}

function usualLabel(names: readonly string[], dropped: ReadonlySet<number>): number {
  const kept = [...names.keys()].filter((position) => !dropped.has(position));
  const usual = LABEL_NAMES.flatMap((label) => kept.filter((position) => names[position]?.toLowerCase() === label));
  return usual[0] ?? kept.at(-1) ?? -1;
}
