import { decimalFault, parseDecimal } from '../decimal.js';

/** A column of numbers (including ill-spelled ones, which are refused later) or of anything else. */
export type ColumnKind = 'numeric' | 'text';

/** How other programs mark a missing value. */
const MISSING_MARK = /^(?:#?n\/a|#n\/a n\/a|na|<na>|[+-]?nan|null|nil|none|missing|\?|-+|\.)$/i;

/** Whether a cell is one of the usual marks of a missing value. None is read as missing unless the user says so. */
export function isMissingMark(cell: string): boolean {
  return MISSING_MARK.test(cell);
}

/** Whether a cell is a number or text; undefined if it is empty. */
export function kindOfCell(cell: string): ColumnKind | undefined {
  if (cell === '') return undefined;
  if (parseDecimal(cell) !== undefined) return 'numeric';
  return !isMissingMark(cell) && decimalFault(cell) !== undefined ? 'numeric' : 'text';
}

/**
 * Whether a column is numeric or text, from some of its cells. One number makes it numeric; text in it is refused
 * later, so that the order of the rows does not matter.
 *
 * @returns undefined if all are empty
 */
export function kindOfCells(cells: readonly string[]): ColumnKind | undefined {
  if (cells.some((cell) => kindOfCell(cell) === 'numeric')) return 'numeric';
  return cells.some((cell) => cell !== '') ? 'text' : undefined;
}
