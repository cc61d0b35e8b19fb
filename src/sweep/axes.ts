import { min } from 'simple-statistics';
import type { Axis } from '../settings/setting.js';
import { UserError } from '../util/errors.js';
import { list, parseNumber } from '../util/parse.js';

/** How a range continues by default: `1..8` doubles, seeds count; in a list of texts, such as files, `..` has no meaning. */
export type Ranges = Exclude<Axis, 'one value'>;

/** The most items of a range or a mixture; a longer one is a slip of the keyboard. */
const LONGEST_AXIS = 100_000;

const RANGES = 'A range is 1..64 (doubling), 1..64x4 or 0..1+0.25';

/**
 * The items that a text means: a list such as `1,8,64`, a range such as `1..64`, `1..64x4`, `0..1+0.25` or
 * `2^-8..2^2`, or a mixture of them.
 * @param name the name of the axis in errors
 * @throws UserError if the text is no list or no range
 */
export function expandAxis(text: string, name: string, ranges: Ranges): string[] {
  return joinParts(
    list(text, name).map((part) => () => expandPart(part, name, ranges)),
    name,
  );
}

/** The items of one value, which is its own item, or of one range; a comma has no meaning in it. */
export function expandPart(text: string, name: string, ranges: Ranges): string[] {
  if (ranges === 'list' || !text.includes('..')) return [text];
  const [, first, last, step = ''] = IN_UNITS.exec(text) ?? [];
  if (first) return expandPart(`${first}..${last}${step}`, name, ranges).map((item) => `${item}/L`);
  const range = parseRange(text, name, ranges);
  return [...(range.progression.adds ? added(range, name) : multiplied(range, name))];
}

/** A range whose ends are multiples of the limit of step sizes, such as 2^-2/L..2^4/L. */
const IN_UNITS = /^([^./]+(?:\.[^./]+)?)\/L\s*\.\.([^/]+)\/L\s*([x+].*)?$/;

/** The items of all parts, one after the other. */
export function joinParts(parts: readonly (() => string[])[], name: string): string[] {
  const items: string[] = [];
  for (const expand of parts) {
    for (const item of expand()) items.push(item);
    if (items.length > LONGEST_AXIS) throw tooLong('the list', name);
  }
  return items;
}

/** How the items of a range follow from each other: by addition of an amount or by multiplication by it. */
interface Progression {
  adds: boolean;
  amount: number;
}

interface Range {
  /** As the user typed it. */
  text: string;
  /** As the user typed them. */
  ends: [string, string];
  first: number;
  last: number;
  progression: Progression;
}

const NUMBER = String.raw`[+-]?(?:\d+\^[+-]?\d+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)`;
const RANGE = new RegExp(String.raw`^(${NUMBER})\s*\.\.\s*(${NUMBER})\s*(?:([x+])\s*(${NUMBER}))?$`, 'i');

const STANDARD = { doubling: { adds: false, amount: 2 }, counting: { adds: true, amount: 1 } };

function parseRange(text: string, name: string, ranges: keyof typeof STANDARD): Range {
  const [, start = '', end = '', sign, amount = ''] = RANGE.exec(text) ?? [];
  const [first, last] = [parseNumber(start), parseNumber(end)];
  const base = baseOf([start, end], text, name);
  const standard = base === undefined ? STANDARD[ranges] : { adds: false, amount: base };
  const progression = sign ? { adds: sign === '+', amount: parseNumber(amount) } : standard;
  const isCounted = ranges === 'counting' && !sign;
  if ([first, last, progression.amount].some(Number.isNaN) || (isCounted && !Number.isInteger(last - first)))
    throw new UserError(`${name}: "${text}" is no range`, RANGES);
  const range = { text, ends: [start, end] as [string, string], first, last, progression };
  checkProgress(range, name);
  return range;
}

function checkProgress({ text, first, last, progression: { adds, amount } }: Range, name: string): void {
  if (last < first) throw new UserError(`${name}: the range ${text} goes down`, 'Say its smaller end first');
  if (adds && amount <= 0) throw new UserError(`${name}: the range ${text} never ends`, 'Say a step above 0');
  if (adds) return;
  if (amount <= 1) throw new UserError(`${name}: the range ${text} never ends`, 'Say a factor above 1');
  if (first <= 0) {
    const [bare] = text.split(/x/i);
    throw new UserError(`${name}: the range ${text} multiplies, so it must start above 0`, `Say the step: ${bare}+1`);
  }
}

/** The share of a step taken as rounding, so that 0..1+0.3333333333333334 ends with 1; whole numbers are exact. */
const ROUNDING_SHARE = 1_000_000_000n;

/** start + i·step, in whole units of the last decimal that occurs, so that 0.1 + 2·0.1 is 0.3. */
function* added({ text, first, last, progression }: Range, name: string): Generator<string> {
  const decimals = [first, last, progression.amount].map(toDecimal);
  const exponent = min(decimals.map((decimal) => decimal.exponent));
  const [start, end, step] = decimals.map((decimal) => wholeIn(decimal, exponent)) as [bigint, bigint, bigint];
  const isWhole = exponent >= 0;
  const slack = isWhole ? 0n : step / ROUNDING_SHARE;
  const steps = (end + slack - start) / step;
  if (steps >= LONGEST_AXIS) throw tooLong(text, name);
  for (let count = 0n; count <= steps; count++) {
    const item = start + count * step;
    yield String(end - item <= slack ? last : Number(`${item}e${exponent}`));
  }
}

interface Decimal {
  digits: bigint;
  exponent: number;
}

/** The shortest decimal that reads back as the number, as digits·10^exponent. */
function toDecimal(value: number): Decimal {
  const [mantissa = '', exponent] = value.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

/** How often 10^exponent fits in a decimal whose own exponent is no smaller. */
function wholeIn(decimal: Decimal, exponent: number): bigint {
  return decimal.digits * 10n ** BigInt(decimal.exponent - exponent);
}

/** start·factor^i; powers of one base stay powers if the factor is one too. */
function* multiplied(range: Range, name: string): Generator<string> {
  const powers = asPowers(range);
  if (powers) return yield* powers;
  const { text, first, last, progression } = range;
  let count = 0;
  for (let item = first; item <= last || isRounded(item, last); item = product(item, progression.amount)) {
    if (++count > LONGEST_AXIS) throw tooLong(text, name);
    yield String(isRounded(item, last) ? last : item);
    if (item >= last) return;
  }
}

const POWER = /^\+?(\d+)\^([+-]?\d+)$/;

/** The base of ends that are powers, by which a range continues by default; undefined if none is. */
function baseOf(ends: readonly string[], text: string, name: string): number | undefined {
  const bases = new Set(ends.map((end) => Number(POWER.exec(end)?.[1])).filter((base) => base > 1));
  if (bases.size > 1)
    throw new UserError(`${name}: the range ${text} has powers of two bases`, `Say the factor: ${text}x2`);
  return [...bases][0];
}

function asPowers({ ends, progression }: Range): string[] | undefined {
  const [first, last] = ends.map((end) => POWER.exec(end)?.slice(1).map(Number)) as (number[] | undefined)[];
  if (!first || !last || first[0] !== last[0]) return undefined;
  const [base, start] = first as [number, number];
  const step = wholeLogarithm(progression.amount, base);
  if (step === undefined) return undefined;
  const length = Math.floor((last[1]! - start) / step) + 1;
  return Array.from({ length }, (_, count) => `${base}^${start + count * step}`);
}

/** The whole number k above 0 with base^k = value, or undefined. */
function wholeLogarithm(value: number, base: number): number | undefined {
  if (base < 2) return undefined;
  let logarithm = 0;
  let power = 1;
  for (; power < value; logarithm++) power *= base;
  return power === value ? logarithm : undefined;
}

/** Digits beyond these are rounding noise: 0.1·3 is 0.3. */
const DIGITS = 15;

/** Exact for whole numbers; without rounding noise for others. */
function product(value: number, factor: number): number {
  const exact = value * factor;
  return Number.isInteger(exact) ? exact : Number(exact.toPrecision(DIGITS));
}

const ROUNDING = 1e-12;

/** Whether an item is the end except for rounding; whole numbers are exact. */
function isRounded(item: number, end: number): boolean {
  return !Number.isInteger(item) && Math.abs(item - end) <= ROUNDING * end;
}

function tooLong(text: string, name: string): UserError {
  return new UserError(`${name}: ${text} leads to more than ${LONGEST_AXIS} values`, 'Take longer steps');
}
