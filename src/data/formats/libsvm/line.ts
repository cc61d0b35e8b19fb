import { quoted } from '../../../util/quoted.js';
import { setting } from '../../../util/setting.js';
import { decimalFault, parseDecimal } from '../decimal.js';
import type { FormatOptions } from '../format.js';

/** The largest index that a file may write, so that a feature count and an index fit in 31 bits. */
export const MAX_INDEX = 2 ** 31 - 2;

/** One row as its line has it, including zeros. */
export interface LibsvmLine {
  label: number;
  indices: number[];
  values: number[];
}

/** What is wrong at a place of a line, and a hint. */
export interface LineFault {
  /** In bytes, from 1. */
  column: number;
  problem: string;
  hint: string;
  /** Whether sorting the pairs, or dropping repeated ones, mends it. */
  mendable?: true;
}

type Problem = Omit<LineFault, 'column'>;
type Report = (fault: LineFault) => void;

const PAIR_HINT = 'Write every feature as index:value, such as 3:0.5';
const WHOLE_INDEX_HINT = 'Number the features 1, 2, 3, …';
const ONE_VALUE_HINT = 'Keep one value for every index';
const GAP_HINT = 'Number the features from 1, without large gaps';
const SPACE_HINT = 'Separate the label and the pairs by spaces, as in +1 3:0.5 7:1';

/** White space other than spaces and tabs, as the bytes of its UTF-8, or of Latin-1. */
export const OTHER_BLANK: RegExp = /\xC2\xA0|\xE2\x80[\x80-\x8B\xAF]|\xE3\x80\x80|(?<![\x80-\xFF])\xA0/g;
/** A separator of CSV before an index. */
const SEPARATED_PAIR = /[,;][ \t]*\d+:/;

/** The index of the first feature, as the user or a training file gives it. */
export type IndexBase = Pick<FormatOptions, 'indexBase' | 'trainingIndexBase'>;

/**
 * Reads one line with all the care that the scanner's fast loop has no time for. It is the one place
 * that knows every accepted form and every fault.
 *
 * @param text the line without its newline, one character a byte (latin1), so that columns count bytes
 * @param indexBase if it is 1, an index 0 is a fault
 * @returns the row, undefined for a line without one (blank, or a comment); and every fault, from left to right. With
 *   faults, the row is what remains of the line without them.
 */
export function readLibsvmLine(
  text: string,
  indexBase: IndexBase,
): { row: LibsvmLine | undefined; faults: LineFault[] } {
  const faults: LineFault[] = [];
  const report: Report = (fault) => faults.push(fault);
  const unreadable = wholeLineFault(text);
  if (unreadable) return { row: undefined, faults: [unreadable] };
  return { row: readRow(rowText(text), indexBase, report), faults };
}

function readRow(body: string, indexBase: IndexBase, report: Report): LibsvmLine | undefined {
  const nextToken = tokensOf(body);
  const label = nextToken();
  if (label === undefined) return undefined;
  const pairs = new Pairs(readLabel(label, report), indexBase);

  let token = nextToken();
  if (token?.text.startsWith('qid:')) {
    checkQid(token, report);
    token = nextToken();
  }
  while (token !== undefined) {
    const colon = token.text.indexOf(':');
    let following = nextToken();
    const malformed = pairFault(token, colon);
    if (malformed) {
      report(malformed);
    } else {
      let value: Token = { text: token.text.slice(colon + 1), column: token.column + colon + 1 };
      if (value.text === '' && following !== undefined && !following.text.includes(':')) {
        value = following;
        following = nextToken();
      }
      pairs.add({ text: token.text.slice(0, colon), column: token.column }, value, report);
    }
    token = following;
  }
  return pairs.row;
}

interface Token {
  text: string;
  column: number;
}

/** A fault that shows only in the whole line, not token by token. */
function wholeLineFault(text: string): LineFault | undefined {
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const hint = 'This is not a text file, or it was damaged: fetch it again';
    return { column: nul + 1, problem: 'there is a NUL byte', hint };
  }
  const body = rowText(text);
  const blank = body.search(OTHER_BLANK);
  if (blank >= 0) {
    const problem = 'there is a blank that is neither a space nor a tab, such as a no-break space';
    return { column: blank + 1, problem, hint: SPACE_HINT };
  }
  const separated = body.search(SEPARATED_PAIR);
  if (separated >= 0) {
    const separators = body[separated] === ',' ? 'commas' : 'semicolons';
    const problem = `the pairs are separated by ${separators}, where LIBSVM has spaces`;
    return { column: separated + 1, problem, hint: SPACE_HINT };
  }
  const bar = body.indexOf('|');
  if (bar >= 0) {
    const problem = "this is Vowpal Wabbit text ('|' opens a namespace), which is not read";
    return { column: bar + 1, problem, hint: 'Convert it to LIBSVM lines' };
  }
  // Also in a comment: some old files end lines by it alone, so the comment would swallow the rows that follow.
  const carriageReturn = text.indexOf('\r');
  if (carriageReturn >= 0 && carriageReturn < text.length - 1) {
    const problem = 'a carriage return is in the middle of a line';
    return { column: carriageReturn + 1, problem, hint: 'End every line with a newline' };
  }
  return undefined;
}

/** The line without its comment and carriage return. */
function rowText(text: string): string {
  const comment = text.indexOf('#');
  return comment < 0 ? text.replace(/\r$/, '') : text.slice(0, comment);
}

/** A token as a message shows it; its bytes are UTF-8, however the line was decoded. */
function shown(token: string): string {
  return quoted(Buffer.from(token, 'latin1').toString());
}

function tokensOf(body: string): () => Token | undefined {
  const pattern = /[^ \t]+/g;
  return () => {
    const match = pattern.exec(body);
    return match === null ? undefined : { text: match[0], column: match.index + 1 };
  };
}

/** The label; NaN if it is faulty. */
function readLabel({ text, column }: Token, report: Report): number {
  const label = parseDecimal(text);
  if (label === undefined) report({ column, ...labelFault(text) });
  return label ?? Number.NaN;
}

function labelFault(text: string): Problem {
  const it = shown(text);
  if (text.includes(':')) {
    const problem = `the label is missing before ${it}, or has a weight, which is not read`;
    return { problem, hint: 'Start every line with its label, and nothing but that' };
  }
  if (text.includes(',') && text.split(',').every((part) => parseDecimal(part) !== undefined)) {
    const hint = 'Keep one label a row (or, if this is a decimal comma, write a point)';
    return { problem: `${it} is several labels, and a row has one`, hint };
  }
  const spelling = decimalFault(text);
  if (spelling !== undefined) return { problem: `the label ${it} ${spelling.problem}`, hint: spelling.hint };
  return { problem: `the label ${it} is not a number`, hint: 'Write labels as numbers, such as +1 and -1' };
}

function checkQid({ text, column }: Token, report: Report): void {
  if (/^qid:[+-]?\d+$/.test(text)) return;
  const problem = `${shown(text)} is not a whole query number`;
  report({ column, problem, hint: 'Write qid:1, or leave it out: it is not used' });
}

/** The fault of a token that is no pair at all. */
function pairFault({ text, column }: Token, colon: number): LineFault | undefined {
  const it = shown(text);
  if (colon < 0) return { column, problem: `${it} has no colon`, hint: PAIR_HINT };
  if (colon === 0) return { column, problem: `${it} has no index`, hint: PAIR_HINT };
  if (text.startsWith('qid:'))
    return { column, problem: `${it} is not directly after the label`, hint: 'Move it there' };
  if (/^[^:]+:[^:]+:/.test(text)) {
    const problem = `${it} is a field:feature:value triple of libffm, which is not read`;
    return { column, problem, hint: 'Drop the fields, as in 3:0.5' };
  }
  return undefined;
}

/** Gathers the pairs of a row and finds their faults. */
class Pairs {
  readonly row: LibsvmLine;
  readonly #indexBase: IndexBase;
  #previous = -1;
  /** The values by index; made at the first index out of order, which a sound row does not have. */
  #known: Map<number, number> | undefined;

  constructor(label: number, indexBase: IndexBase) {
    this.row = { label, indices: [], values: [] };
    this.#indexBase = indexBase;
  }

  add(indexToken: Token, valueToken: Token, report: Report): void {
    const { column } = indexToken;
    const fault = indexFault(indexToken.text);
    const index = Number(indexToken.text);
    const value = parseDecimal(valueToken.text);
    if (fault) report({ column, ...fault });
    else this.#checkOrder(index, value, column, report);
    if (value === undefined) report(valueFault(indexToken, valueToken));
    if (fault) return;
    this.#previous = index;
    if (value === undefined) return;
    this.row.indices.push(index);
    this.row.values.push(value);
    this.#known?.set(index, value);
  }

  #checkOrder(index: number, value: number | undefined, column: number, report: Report): void {
    const { indexBase, trainingIndexBase } = this.#indexBase;
    if (index === 0 && (indexBase ?? trainingIndexBase) === 1) report({ column, ...zeroFault(indexBase) });
    if (index > this.#previous && !this.#known?.has(index)) return;
    const { indices, values } = this.row;
    this.#known ??= new Map(indices.map((known, position) => [known, values[position]!]));
    const earlier = this.#known.get(index);
    if (earlier !== undefined || index === this.#previous) report({ column, ...duplicateFault(index, earlier, value) });
    else report({ column, ...orderFault(index, this.#previous) });
  }
}

/**
 * The fault of an index 0 where indices start at 1.
 *
 * @param said the user's index base; if undefined, the training file gives it
 */
export function zeroFault(said: 0 | 1 | undefined): Problem {
  if (said !== undefined) {
    return {
      problem: `there is an index 0, though ${setting('indexBase')} says 1`,
      hint: `Say ${setting('indexBase')} 0`,
    };
  }
  const problem = 'there is an index 0, and in the training data, which has none, indices start at 1';
  return { problem, hint: `Say ${setting('indexBase')} 0, if both count from 0` };
}

function duplicateFault(index: number, earlier: number | undefined, value: number | undefined): Problem {
  const problem = `the index ${index} is written twice in this row`;
  if (value === undefined || earlier === undefined) return { problem, hint: ONE_VALUE_HINT };
  if (value !== earlier) return { problem: `${problem}, with different values`, hint: ONE_VALUE_HINT };
  return { problem, hint: `Keep one of them, as adabatch data check ${setting('repair')} does`, mendable: true };
}

function orderFault(index: number, previous: number): Problem {
  const hint = `Sort the indices of every row, as adabatch data check ${setting('repair')} does`;
  return { problem: `the index ${index} comes after ${previous}`, hint, mendable: true };
}

function indexFault(text: string): Problem | undefined {
  const it = shown(text);
  if (/^\d+$/.test(text)) {
    return Number(text) > MAX_INDEX ? { problem: `the index ${it} is above ${MAX_INDEX}`, hint: GAP_HINT } : undefined;
  }
  if (/^-\d+$/.test(text)) {
    return { problem: `the index ${it} is negative`, hint: 'Number the features from 0 or from 1' };
  }
  if (parseDecimal(text) !== undefined) {
    return { problem: `the index ${it} is not a whole number`, hint: WHOLE_INDEX_HINT };
  }
  return { problem: `the index ${it} is not a number`, hint: 'Replace the names of features by numbers from 1' };
}

function valueFault(index: Token, { text, column }: Token): LineFault {
  if (text === '') return { column: index.column, problem: `${shown(`${index.text}:`)} has no value`, hint: PAIR_HINT };
  const it = shown(text);
  const spelling = decimalFault(text);
  if (spelling !== undefined) return { column, problem: `the value ${it} ${spelling.problem}`, hint: spelling.hint };
  return { column, problem: `the value ${it} is not a number`, hint: PAIR_HINT };
}
