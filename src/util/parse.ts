import { UserError } from './errors.js';

/** Turns the text that follows an option into a value; throws a UserError that says what the option takes. */
export type Parser<Value> = (text: string, option: string) => Value;

/** A decimal number, or a power such as 2^-3, that passes a check. */
export function number(takes: string, accepts: (value: number) => boolean): Parser<number> {
  return (text, name) => {
    const value = parseNumber(text);
    return accepts(value) ? value : refuse(name, takes, text);
  };
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): Parser<number> {
  const takes = most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `from ${least}`;
  return number(`a whole number ${takes}`, (value) => Number.isInteger(value) && value >= least && value <= most);
}

export const aboveZero: Parser<number> = number('a number above 0', (value) => value > 0);

/** A share that passes a check, as a percentage or a number. */
function shareThat(takes: string, accepts: (value: number) => boolean): Parser<number> {
  return (text, name) => {
    const value = parseShare(text.trim());
    return accepts(value) ? value : refuse(name, `${takes} such as 20% or 0.2`, text);
  };
}

/** A share of at least 0. */
export const share: Parser<number> = shareThat('a share', (value) => value >= 0);

/** A share of rows, between 0 and 1, so that some are in it and some are not. */
export const fraction: Parser<number> = shareThat('a fraction between 0 and 1', (value) => value > 0 && value < 1);

/** Shifts the decimal point of a percentage by two places, so that 12.3% is the double of 0.123. */
function parseShare(text: string): number {
  return parseNumber(text.endsWith('%') ? `${text.slice(0, -1).trim()}e-2` : text);
}

/** The word unchanged, or what another parser makes of the text. */
export function wordOr<Word extends string, Value>(word: Word, otherwise: Parser<Value>): Parser<Word | Value> {
  return (text, name) => (text === word ? word : otherwise(text, name));
}

/** An entry of a registry, by its name. */
export function oneOf<Entry extends { name: string }>(kind: string, entries: readonly Entry[]): Parser<Entry> {
  return (text, name) => {
    const found = entries.find((entry) => entry.name === text);
    return found ?? refuseUnknown(name, kind, text, entries);
  };
}

/** Refuses a name that none of the known entries has. */
export function refuseUnknown(name: string, kind: string, text: string, known: readonly { name: string }[]): never {
  const names = known.map((entry) => entry.name).join(', ');
  throw new UserError(`${name}: there is no ${kind} "${text}"`, `The known ones are ${names}`);
}

/** A list separated by commas. */
export const list: Parser<string[]> = (text, name) => {
  const items = text.split(',').map((item) => item.trim());
  return items.includes('') ? refuse(name, 'a list such as 1,2', text) : items;
};

const SECONDS = new Map([
  ['ms', 1e-3],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

/** A time, in seconds. */
export const duration: Parser<number> = (text, name) => {
  const [, amount = '', unit = 's'] = /^(.*?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const seconds = parseNumber(amount) * (SECONDS.get(unit) ?? Number.NaN);
  const isTime = seconds > 0 && Number.isFinite(seconds);
  return isTime ? seconds : refuse(name, 'a time such as 30s, 5m or 500ms', text);
};

const BYTES = new Map([
  ['', 1],
  ['K', 2 ** 10],
  ['M', 2 ** 20],
  ['G', 2 ** 30],
  ['T', 2 ** 40],
]);

/** A number of bytes; K, M, G and T are powers of 1024. */
export const byteSize: Parser<number> = (text, name) => {
  const [, amount = '', unit = ''] = /^(.*?)([KMGT]?)(?:i?B)?$/i.exec(text.trim()) ?? [];
  const bytes = parseNumber(amount) * (BYTES.get(unit.toUpperCase()) ?? Number.NaN);
  return bytes >= 1 ? Math.floor(bytes) : refuse(name, 'a size such as 500M or 20G', text);
};

const DECIMAL = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
/** The largest exponent of a power of two that is a double. */
const LARGEST_EXPONENT = 1074;
const POWER = /^(\d+)\^([+-]?\d+)$/;

/** The number that a text stands for; NaN if it is none or too large. */
export function parseNumber(text: string): number {
  const [, base, exponent] = POWER.exec(text.trim()) ?? [];
  if (base && exponent) return wholePower(Number(base), Number(exponent));
  return DECIMAL.test(text.trim()) ? finiteOrNaN(Number(text)) : Number.NaN;
}

/** Uses whole numbers, rounded once, to be the same on every machine; a power of ten is the double of its decimal. */
function wholePower(base: number, exponent: number): number {
  if (Math.abs(exponent) > LARGEST_EXPONENT) return Number.NaN;
  if (base === 10) return finiteOrNaN(Number(`1e${exponent}`));
  const power = Number(BigInt(base) ** BigInt(Math.abs(exponent)));
  return finiteOrNaN(exponent < 0 ? 1 / power : power);
}

function finiteOrNaN(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Refuses the text that follows an option, and says what the option takes. */
export function refuse(name: string, takes: string, text: string): never {
  throw new UserError(`${name} takes ${takes}, not "${text}"`);
}
