import { DASHES, readNotation } from './notation.js';

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What is wrong with a text that was meant as a number, and a hint. */
export interface DecimalFault {
  problem: string;
  hint: string;
}

/** Spellings that other programs take for a number and this program does not, the commonest first. */
const REFUSED: readonly (DecimalFault & { pattern: RegExp })[] = [
  {
    pattern: /^[+-]?nan$/i,
    problem: 'is not a finite number',
    hint: 'Leave missing values out, or replace them, before the data is read',
  },
  {
    pattern: /^[+-]?inf(?:inity)?$/i,
    problem: 'is not a finite number',
    hint: 'Replace infinite values by finite ones before the data is read',
  },
  {
    pattern: /^[+-]?0x[\da-f.]+(?:p[+-]?\d+)?$/i,
    problem: 'is hexadecimal',
    hint: 'Write numbers in decimal, such as 255 or 1e-3',
  },
  {
    pattern: /^[+-]?\d+(?:_\d*)+(?:\.[\d_]*)?(?:e[+-]?\d+)?$/i,
    problem: 'has an underscore between its digits',
    hint: 'Write the digits without a separator, such as 1000',
  },
  {
    pattern: DECIMAL,
    problem: 'is too large for a double, whose largest is about 1.8e308',
    hint: 'Rescale the feature or the label',
  },
];

/**
 * The number that a text gives in decimal (`1`, `-.5`, `5.`, `1e-3`), to the nearest double.
 *
 * @param text one token, without blanks around it
 * @returns undefined if the text is no decimal number, or one beyond the range of a double
 */
export function parseDecimal(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * Recognises a number in a refused spelling (nan, inf, hex, `1_000`, `0,5`, `1,200`, `$9.50`, `1e999`).
 *
 * @param text a token that `parseDecimal` did not accept
 * @returns undefined if the text is not meant as a number at all
 */
export function decimalFault(text: string): DecimalFault | undefined {
  return REFUSED.find(({ pattern }) => pattern.test(text)) ?? notationFault(text);
}

/** The fault of another notation. Its hint never chooses between readings: 1,200 is 1200 to some and 1.2 to others. */
function notationFault(text: string): DecimalFault | undefined {
  const notation = readNotation(text);
  if (notation === undefined) return undefined;
  const { readings, around } = notation;
  const written = readings.length === 1 ? readings[0] : `${readings.join(' or ')}, whichever is meant`;
  if (DASHES.test(text)) return { problem: 'has a dash for its minus sign', hint: `Write ${written}` };
  if (around === '()') return { problem: 'is in brackets', hint: `Write a minus sign: ${written}` };
  if (around !== '') return { problem: `has a unit, ${around}`, hint: `Write the number alone: ${written}` };
  if (/^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i.test(text) && readings.length === 1) {
    return { problem: 'has a decimal comma', hint: `Write a decimal point: ${written}` };
  }
  return { problem: 'has separators between its digits', hint: `Write ${written}` };
}
