import { InputError, type Place, UserError } from '../../errors.js';
import { listed } from '../../wording.js';
import type { ColumnPlan } from '../rows.js';
import type { CsvRecord } from './csv-records.js';
import { decimalFault, parseDecimal } from './decimal.js';
import { quoted } from './quoted.js';

/** A column of numbers (also of ill-spelled ones, which are refused later) or of anything else. */
export type ColumnKind = 'numeric' | 'text';

/** The columns of a CSV file, and which of them is the label. */
export interface Columns {
  names: string[];
  header: boolean;
  /** Position of the label among `names`. */
  label: number;
}

const LABEL_NAMES = ['label', 'target', 'y', 'class'];

/**
 * Finds the columns' names and the label.
 *
 * @param sample the first records, at least one, the header among them if there is one
 * @param labelColumn the label's name or number from 1, as the user says it
 * @throws UserError where the label's column does not exist, or two columns have one name
 */
export function findColumns(sample: readonly CsvRecord[], file: string, labelColumn: string | undefined): Columns {
  const header = hasHeader(sample, labelColumn);
  const names = columnNames(sample, header, file);
  return { names, header, label: findLabel(names, header, file, labelColumn) };
}

/**
 * Finds the columns of a test file, which follow the training file's.
 *
 * @throws InputError where a column of the training file is missing
 */
export function matchColumns(sample: readonly CsvRecord[], file: string, plan: ColumnPlan): Columns {
  const { header } = plan;
  const names = columnNames(sample, header, file);
  requireColumns({ names, header }, plan, { file, line: sample[0]?.line ?? 1, column: 1 });
  return { names, header, label: names.indexOf(plan.names[plan.label] ?? '') };
}

/**
 * Makes sure that a test file has all columns of the training file.
 *
 * @throws InputError where one is missing
 */
export function requireColumns({ names, header }: Omit<Columns, 'label'>, plan: ColumnPlan, place: Place): void {
  const here = new Set(names);
  const missing = plan.names.find((name) => !here.has(name));
  if (missing === undefined) return;
  throw new InputError(
    place,
    `the column ${quoted(missing)} of the training data is missing`,
    header ? `The columns here are ${listed(names)}` : `There are ${names.length} columns here`,
  );
}

/** What is said of a test file that has the columns of the training file in another order. */
export function orderNotes(names: readonly string[], plan: ColumnPlan, file: string): string[] {
  const there = new Set(plan.names);
  const shared = names.filter((name) => there.has(name));
  if (shared.every((name, position) => name === plan.names[position])) return [];
  return [`${file}: the columns are in another order than in the training data, and go by their names`];
}

/**
 * Whether a column is of numbers or of text, by a sample of its cells. Empty cells say nothing.
 *
 * @returns numeric for a column without text
 */
export function kindOfColumn(rows: readonly CsvRecord[], position: number): ColumnKind {
  return rows.some(({ cells }) => kindOfCell(cells[position] ?? '') === 'text') ? 'text' : 'numeric';
}

/** Whether a cell is of numbers, or of text; undefined where it is empty. */
export function kindOfCell(cell: string): ColumnKind | undefined {
  if (cell === '') return undefined;
  return parseDecimal(cell) !== undefined || decimalFault(cell) !== undefined ? 'numeric' : 'text';
}

/**
 * A header names the label, or has no number in it. That alone does not tell it from a first row of text: so a column must have a name
 * over numbers, or, where all columns are text, no name may come again as a value of its column.
 */
function hasHeader(sample: readonly CsvRecord[], labelColumn: string | undefined): boolean {
  const [first, ...rows] = sample;
  if (first === undefined) return false;
  if (first.cells.some((cell) => cell === labelColumn && kindOfCell(cell) === 'text')) return true;
  if (first.cells.some(isUsualName)) return true;
  if (first.cells.some((cell) => kindOfCell(cell) === 'numeric')) return false;
  const isNameOverNumbers = (name: string, position: number): boolean => {
    const kinds = rows.map(({ cells }) => kindOfCell(cells[position] ?? ''));
    return name !== '' && kinds.includes('numeric') && !kinds.includes('text');
  };
  const isValue = (name: string, position: number): boolean => rows.some(({ cells }) => cells[position] === name);
  return first.cells.some(isNameOverNumbers) || !first.cells.some(isValue);
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

/** The first name that is there for the second time. */
export function repeatedName(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

function findLabel(names: readonly string[], header: boolean, file: string, labelColumn: string | undefined): number {
  if (labelColumn === undefined) return usualLabel(names);
  const byName = names.indexOf(labelColumn);
  if (byName >= 0) return byName;
  const byNumber = /^\d+$/.test(labelColumn) ? Number(labelColumn) - 1 : -1;
  if (byNumber >= 0 && byNumber < names.length) return byNumber;
  throw new UserError(
    `${file} has no column ${quoted(labelColumn)} to be the label`,
    header
      ? `Its columns are ${listed(names)}`
      : `It has no header: give the number of the column, from 1 to ${names.length}`,
  );
}

/** Whether a file of these columns is read as it is meant without being told its label. */
export function isLabelFound({ names, header, label }: Columns): boolean {
  if (usualLabel(names) !== label) return false;
  return !header || isUsualName(names[label] ?? '') || names.every((name) => kindOfCell(name) !== 'numeric');
}

function usualLabel(names: readonly string[]): number {
  const lowerCase = names.map((name) => name.toLowerCase());
  const usual = LABEL_NAMES.find((name) => lowerCase.includes(name));
  return usual === undefined ? names.length - 1 : lowerCase.indexOf(usual);
}

function isUsualName(name: string): boolean {
  return LABEL_NAMES.includes(name.toLowerCase());
}
