import { parseDecimal } from '../decimal.js';
import { isMissingMark, kindOfCell } from './cells.js';

/** Whether the first line of a file is a header. */
export interface HeaderGuess {
  header: boolean;
  /** Whether the first line looks like a header although it is read as a row. */
  isDoubtful: boolean;
}

/** The usual names of a label, the likeliest first. */
export const LABEL_NAMES: readonly string[] = ['label', 'target', 'y', 'class'];
/** The label names that are hardly ever a value. */
const LABEL_WORDS = LABEL_NAMES.filter((name) => name.length > 1);
/** The range in which numbers in a header count as years. */
const YEARS = { from: 1900, to: 2100 };

/**
 * Tells a header from a first row by the columns below it.
 *
 * @param first the cells of the first record
 * @param rows the cells of the next records
 * @param given column names that the user gave, if any: a first line that has one is a header
 */
export function guessHeader(
  first: readonly string[],
  rows: readonly (readonly string[])[],
  given: readonly string[] = [],
): HeaderGuess {
  if (first.some((cell) => given.includes(cell) && isName(cell))) return sure(true);
  const line = new FirstLine(first, rows);
  if (line.names.length === 0) return line.guessByNumbers();
  if (line.names.some((name) => line.isOverNumbers(name))) return line.guessOverNumbers();
  return line.guessOverText();
}

function sure(header: boolean): HeaderGuess {
  return { header, isDoubtful: false };
}

/** A text of the first line, and its position. */
interface Name {
  text: string;
  position: number;
}

/** The first line of a file, compared with the rows below it. */
class FirstLine {
  readonly names: readonly Name[];
  readonly #first: readonly string[];
  readonly #rows: readonly (readonly string[])[];
  readonly #numbers: readonly string[];

  constructor(first: readonly string[], rows: readonly (readonly string[])[]) {
    this.#first = first;
    this.#rows = rows;
    this.#numbers = first.filter((cell) => kindOfCell(cell) === 'numeric');
    this.names = first.flatMap((text, position) => (isName(text) ? [{ text, position }] : []));
  }

  /** Whether the cells below a name are numbers, with no text but marks of missing values. */
  isOverNumbers({ position }: Name): boolean {
    const kinds = this.#below(position).map((cell) => (isMissingMark(cell) ? undefined : kindOfCell(cell)));
    return kinds.includes('numeric') && !kinds.includes('text');
  }

  /** A line without text is a header if it counts its columns from 0, as pandas does. */
  guessByNumbers(): HeaderGuess {
    const [corner, ...others] = this.#first;
    const isBesideIndex = corner === '' && others.length > 0 && !this.#below(0).includes('');
    const counted = isBesideIndex ? others : this.#first;
    if (this.#rows.length === 0 || this.#numbers.length < counted.length) return sure(false);
    const isCount = countsFrom(0, counted) && (isBesideIndex || counted.length > 2);
    const header = isCount && (isBesideIndex || !this.#first.every((_, position) => this.#recurs(position)));
    return { header, isDoubtful: !header && (isCount || this.#isUnlikeRows(counted)) };
  }

  /** A line with a name over numbers is a header, unless it has numbers that are no names. */
  guessOverNumbers(): HeaderGuess {
    const isLabelled = this.names.some((name) => isLabelName(name.text) && this.isOverNumbers(name));
    return sure(isLabelled || isRising(this.#numbers));
  }

  /** A line over text alone is a header if its texts are no values and its numbers are names beside a usual one. */
  guessOverText(): HeaderGuess {
    const texts = this.names.map(({ text }) => text);
    const areValues = new Set(texts).size < texts.length || this.names.some(({ position }) => this.#recurs(position));
    if (areValues) return sure(false);
    if (this.#numbers.length === 0) return sure(true);
    const areNames = areYears(this.#numbers) || countsFrom(0, this.#numbers) || countsFrom(1, this.#numbers);
    const header = areNames && texts.some((text) => LABEL_WORDS.includes(text.toLowerCase()));
    return { header, isDoubtful: !header && areNames && this.#numbers.length > 1 };
  }

  /** Whether a cell of the first line occurs again in its column, as values do. */
  #recurs(position: number): boolean {
    return this.#rows.some((cells) => cells[position] === this.#first[position]);
  }

  #below(position: number): string[] {
    return this.#rows.map((cells) => cells[position] ?? '');
  }

  /** Whether the numbers rise in even steps, or are years, and those of no other row do the same. */
  #isUnlikeRows(numbers: readonly string[]): boolean {
    return [isEven, areYears].some((looks) => looks(numbers) && !this.#rows.some((cells) => looks(cells)));
  }
}

function isName(cell: string): boolean {
  return kindOfCell(cell) === 'text' && !isMissingMark(cell);
}

/** Whether a name is a usual name of a label. */
function isLabelName(name: string): boolean {
  return LABEL_NAMES.includes(name.toLowerCase());
}

function countsFrom(start: number, cells: readonly string[]): boolean {
  return cells.every((cell, position) => cell === String(start + position));
}

/** Whether the cells are whole numbers, each larger than the one before. */
function isRising(cells: readonly string[]): boolean {
  return cells.every((cell, position) => /^\d+$/.test(cell) && Number(cell) > Number(cells[position - 1] ?? -1));
}

/** Whether there are at least three numbers, which rise in equal steps. */
function isEven(cells: readonly string[]): boolean {
  const [first, second, third] = cells.map((cell) => parseDecimal(cell) ?? Number.NaN);
  if (first === undefined || second === undefined || third === undefined || !(second > first)) return false;
  const step = second - first;
  return cells.every((cell, position) => Math.abs(Number(cell) - first - position * step) <= 1e-9 * step);
}

function areYears(cells: readonly string[]): boolean {
  return cells.length > 1 && isRising(cells) && cells.every((cell) => isWithin(Number(cell), YEARS));
}

function isWithin(value: number, { from, to }: { from: number; to: number }): boolean {
  return value >= from && value <= to;
}
