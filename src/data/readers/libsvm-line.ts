import { InputError, type Place } from '../../errors.js';
import { decimalFault, parseDecimal } from './decimal.js';
import { quoted } from './quoted.js';

/** The largest index that a file may write, so that a feature count and an index fit in 31 bits. */
export const MAX_INDEX = 2 ** 31 - 2;

/** One row as its line writes it, zeros included. */
export interface LibsvmLine {
  label: number;
  indices: number[];
  values: number[];
}

/** Where a line is, and what the file was said to be. */
export interface LineContext {
  file: string;
  /** From 1. */
  line: number;
  /** What the user said; with 1, an index 0 is a fault. */
  indexBase: 0 | 1 | undefined;
}

type Fault = (column: number, message: string, hint: string) => never;

const PAIR_HINT = 'Write every feature as index:value, such as 3:0.5';

/**
 * Reads one line with all the care that the scanner's fast loop has no time for. It is the one place
 * that knows every accepted form and every fault.
 *
 * @param text the line without its newline, one character a byte (latin1), so that columns count bytes
 * @returns undefined for a line without a row: blank, or a comment
 * @throws InputError at the first fault of the line
 */
export function readLibsvmLine(text: string, context: LineContext): LibsvmLine | undefined {
  const fault: Fault = (column, message, hint) => {
    const place: Place = { file: context.file, line: context.line, column };
    throw new InputError(place, message, hint);
  };
  const body = rowText(text, fault);
  const nextToken = tokensOf(body);

  const label = nextToken();
  if (label === undefined) return undefined;
  const row: LibsvmLine = { label: readLabel(label, fault), indices: [], values: [] };

  let token = nextToken();
  if (token?.text.startsWith('qid:')) {
    checkQid(token, fault);
    token = nextToken();
  }
  let previous = -1;
  while (token !== undefined) {
    const colon = token.text.indexOf(':');
    if (colon < 0) fault(token.column, `${shown(token.text)} has no colon`, PAIR_HINT);
    const index = readIndex(token.text.slice(0, colon), token, fault);
    checkOrder(index, previous, context.indexBase, token.column, fault);

    let value: Token = { text: token.text.slice(colon + 1), column: token.column + colon + 1 };
    let following = nextToken();
    if (value.text === '') {
      if (following === undefined || following.text.includes(':')) {
        return fault(token.column, `${shown(token.text)} has no value`, PAIR_HINT);
      }
      value = following;
      following = nextToken();
    }
    row.indices.push(index);
    row.values.push(readValue(value, fault));
    previous = index;
    token = following;
  }
  return row;
}

interface Token {
  text: string;
  column: number;
}

/** The line without its comment and carriage return; faults that make no sense token by token are found here. */
function rowText(text: string, fault: Fault): string {
  const nul = text.indexOf('\0');
  if (nul >= 0) fault(nul + 1, 'there is a NUL byte', 'This is not a text file, or it was damaged: fetch it again');
  const comment = text.indexOf('#');
  const body = (comment < 0 ? text : text.slice(0, comment)).replace(/\r$/, '');
  const bar = body.indexOf('|');
  if (bar >= 0) {
    fault(
      bar + 1,
      "this is Vowpal Wabbit text ('|' opens a namespace), which is not read",
      'Convert it to LIBSVM lines',
    );
  }
  const carriageReturn = body.indexOf('\r');
  if (carriageReturn >= 0) {
    fault(carriageReturn + 1, 'a carriage return is in the middle of a line', 'End every line with a newline');
  }
  return body;
}

/** A token as a message shows it; the bytes are UTF-8, whatever the line was decoded as. */
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

function readLabel({ text, column }: Token, fault: Fault): number {
  const label = parseDecimal(text);
  if (label !== undefined) return label;
  const it = shown(text);
  if (text.includes(':')) return fault(column, `there is no label before ${it}`, 'Start every line with its label');
  if (text.includes(',') && text.split(',').every((part) => parseDecimal(part) !== undefined)) {
    return fault(
      column,
      `${it} is several labels, and a row has one`,
      'Keep one label a row (or, if this is a decimal comma, write a point)',
    );
  }
  const spelling = decimalFault(text);
  if (spelling !== undefined) return fault(column, `the label ${it} ${spelling.problem}`, spelling.hint);
  return fault(column, `the label ${it} is not a number`, 'Write labels as numbers, such as +1 and -1');
}

function checkQid({ text, column }: Token, fault: Fault): void {
  if (!/^qid:[+-]?\d+$/.test(text)) {
    fault(column, `${shown(text)} is not a whole query number`, 'Write qid:1, or leave it out: it is not used');
  }
}

function readIndex(text: string, token: Token, fault: Fault): number {
  const { column } = token;
  const it = shown(text);
  if (/^[^:]+:[^:]+:/.test(token.text)) {
    fault(
      column,
      `${shown(token.text)} is a field:feature:value triple of libffm, which is not read`,
      'Drop the fields, as in 3:0.5',
    );
  }
  if (/^\d+$/.test(text)) {
    const index = Number(text);
    if (index > MAX_INDEX) {
      fault(column, `the index ${it} is above ${MAX_INDEX}`, 'Number the features from 1, without large gaps');
    }
    return index;
  }
  if (text === '') fault(column, `${shown(token.text)} has no index`, PAIR_HINT);
  if (text === 'qid') fault(column, `${shown(token.text)} is not directly after the label`, 'Move it there');
  if (/^-\d+$/.test(text)) fault(column, `the index ${it} is negative`, 'Number the features from 0 or from 1');
  if (parseDecimal(text) !== undefined) {
    fault(column, `the index ${it} is not a whole number`, 'Number the features 1, 2, 3, …');
  }
  return fault(column, `the index ${it} is not a number`, 'Replace the names of features by numbers from 1');
}

function checkOrder(index: number, previous: number, indexBase: 0 | 1 | undefined, column: number, fault: Fault): void {
  if (index === previous) {
    fault(column, `the index ${index} is written twice in this row`, 'Keep one value for every index');
  }
  if (index < previous) {
    fault(column, `the index ${index} comes after ${previous}`, 'Sort the indices of every row in increasing order');
  }
  if (index === 0 && indexBase === 1) {
    fault(column, 'there is an index 0, though indices were said to start at 1', 'Say --index-base 0');
  }
}

function readValue({ text, column }: Token, fault: Fault): number {
  const value = parseDecimal(text);
  if (value !== undefined) return value;
  const it = shown(text);
  const spelling = decimalFault(text);
  if (spelling !== undefined) return fault(column, `the value ${it} ${spelling.problem}`, spelling.hint);
  return fault(column, `the value ${it} is not a number`, PAIR_HINT);
}
