// Numbers as people and spreadsheets write them: 1,200 · 5.840,72 · 1 200,5 · 12% · $9.50 · (35). None is read: their
// meaning depends on where they were written, so a person who knows that must convert them.

const SEPARATOR = "[.,'’ \\u00A0\\u2009\\u202F]";
const BLANKS = '[ \\u00A0\\u2009\\u202F]*';
const DIGITS = `(?:\\d+(?:${SEPARATOR}\\d+)*|[.,]\\d+)`;
const CURRENCIES = ['USD', 'EUR', 'GBP', 'CHF', 'JPY', 'CNY', 'INR', 'CAD', 'AUD', 'SEK', 'NOK', 'DKK', 'PLN', 'BRL'];
const MONEY = `(?:(?:US|R|A|C)?\\p{Sc}|Rs\\.?|kr\\.?|${CURRENCIES.join('|')})`;
/** Only units that are no everyday words, and longer than one letter: 5m and 2XL may be anything. */
const UNITS = ['kg', 'mg', 'lbs?', 'oz', 'km', 'cm', 'mm', 'mi', 'ft', 'kWh?', '[kMG]?Hz', '[KMGT]i?B', 'ms', 'min'];
const UNIT = `(?:[%‰]|°[CF]?|${MONEY}|${UNITS.join('|')})`;

const NUMBER = new RegExp(
  `^(?<open>\\()?(?<sign>[+−–-]?)(?<before>${MONEY})?${BLANKS}(?<inner>[+−–-]?)(?<digits>${DIGITS})` +
    `(?<exponent>e[+-]?\\d+)?${BLANKS}(?<after>${UNIT})?(?<close>\\))?$`,
  'iu',
);

/** The minus sign of print and the dash that replaces it; neither is a hyphen. */
export const DASHES: RegExp = /[−–]/;

/** Groups of three digits; in India, groups of two before the last. */
const GROUPS = /^(?!0)\d{1,3}(?:\D\d{2})*\D\d{3}$|^(?!0)\d{1,3}(?:\D\d{3})+$/;

/** A number in another notation. */
export interface Notation {
  /** The decimals that it may stand for. */
  readings: string[];
  /** The currency or other unit, the brackets of a negative amount, or nothing. */
  around: string;
}

/**
 * Reads a text that would be a number but for separators between its digits, or something around them.
 *
 * @returns undefined for other texts, and for plain decimals too
 */
export function readNotation(text: string): Notation | undefined {
  const { open, sign, before, inner, digits = '', exponent = '', after, close } = NUMBER.exec(text)?.groups ?? {};
  if (digits === '' || Boolean(open) !== Boolean(close) || (sign && inner)) return undefined;
  const around = [open, before, after, close].filter(Boolean).join('');
  const signs = `${sign ?? ''}${inner ?? ''}`;
  if (around === '' && !DASHES.test(signs) && /^\d*(?:\.\d*)?$/.test(digits)) return undefined;
  const minus = open || /[^+]/.test(signs) ? '-' : '';
  const written = readingsOf(digits).map((reading) => `${minus}${reading}${exponent}`);
  const readings = after === '%' ? [...written, ...written.map(hundredth)] : written;
  return readings.length > 0 ? { readings, around } : undefined;
}

/** A percentage as a share. */
function hundredth(reading: string): string {
  return String(Number((Number(reading) / 100).toPrecision(15)));
}

/** The readings as a whole number in groups, and with each mark that may be the decimal one, the last mark first. */
function readingsOf(digits: string): string[] {
  if (/^\d+$/.test(digits)) return [digits];
  const marks = digits.lastIndexOf(',') > digits.lastIndexOf('.') ? [',', '.'] : ['.', ','];
  const readings = [isGrouped(digits) ? bare(digits) : undefined, ...marks.map((mark) => decimalAt(mark, digits))];
  return readings.filter((reading) => reading !== undefined);
}

function isGrouped(digits: string): boolean {
  return GROUPS.test(digits) && new Set(digits.replace(/\d/g, '')).size === 1;
}

/** The reading in which a mark, which must occur exactly once, stands before the decimals. */
function decimalAt(mark: string, digits: string): string | undefined {
  const [whole = '', fraction, ...more] = digits.split(mark);
  if (fraction === undefined || more.length > 0) return undefined;
  if (!/^\d*$/.test(whole) && !isGrouped(whole)) return undefined;
  const decimals = bare(fraction).replace(/(?<!0)0+$/, '');
  return `${bare(whole) || '0'}${decimals && `.${decimals}`}`;
}

function bare(digits: string): string {
  return digits.replace(/\D/g, '');
}
