import type { Axis } from './figure.js';

// Ticks that people expect: round numbers, those of a log axis by powers of ten where it is long enough.

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** Removes what rounding leaves of products with powers of ten. */
const DIGITS = 12;
/** The steps within a power of ten, from coarse to fine. */
const STEPS = [
  [1, 2, 5],
  [1, 2, 3, 5, 7],
  [1, 1.5, 2, 3, 4, 5, 6, 8],
];
/** Below this many ticks of a kind, a log axis takes a finer kind. */
const FEWEST = 3;
/** What is this close to a tick counts as on it. */
const SLACK = 1e-9;

/** The ticks of an axis, at most about `most`. */
export function ticksOf({ scale, domain, values }: Axis, most: number): number[] {
  if (values) return everyNth(values, most);
  if (scale === 'linear') return linearTicks(domain, most);
  return scale === 'log' ? logTicks(domain, most) : everyNth(doublings(domain), most);
}

/** The first of every two, three … values, so that there are at most `most`. */
function everyNth(values: readonly number[], most: number): number[] {
  const stride = Math.ceil(values.length / Math.max(1, most));
  return values.filter((_, position) => position % stride === 0);
}

function doublings([low, high]: Axis['domain']): number[] {
  const first = Math.ceil(Math.log2(low) - SLACK);
  const last = Math.floor(Math.log2(high) + SLACK);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, position) => 2 ** (first + position));
}

function linearTicks([low, high]: Axis['domain'], most: number): number[] {
  const power = 10 ** Math.floor(Math.log10((high - low) / most));
  const steps = [1, 2, 2.5, 5, 10].map((factor) => factor * power);
  const coarse = steps.findIndex((step) => (high - low) / step <= most);
  const ticks = multiples(steps[coarse] as number, [low, high]);
  return ticks.length > 1 ? ticks : multiples(steps[coarse - 1] as number, [low, high]);
}

function multiples(step: number, [low, high]: Axis['domain']): number[] {
  const first = Math.ceil(low / step - SLACK);
  const last = Math.floor(high / step + SLACK);
  return Array.from({ length: last - first + 1 }, (_, position) => clean((first + position) * step));
}

function logTicks(domain: Axis['domain'], most: number): number[] {
  const powers = inside([1], domain);
  if (powers.length >= FEWEST) return everyNth(powers.reverse(), most).reverse();
  const found = STEPS.map((steps) => inside(steps, domain)).find(({ length }) => length >= FEWEST);
  if (!found) return linearTicks(domain, most).filter((tick) => tick > 0);
  const coarse = found.filter((tick) => /^[15]/.test(tick.toExponential()));
  const fitting = [found, coarse, powers].find(({ length }) => length > 1 && length <= most);
  return fitting ?? everyNth(found, most);
}

/** Some multiples of each power of ten that lie inside a domain. */
function inside(steps: readonly number[], [low, high]: Axis['domain']): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.floor(Math.log10(high));
  const powers = Array.from({ length: last - first + 1 }, (_, position) => 10 ** (first + position));
  const ticks = powers.flatMap((power) => steps.map((step) => clean(step * power)));
  return ticks.filter((tick) => tick >= low * (1 - SLACK) && tick <= high * (1 + SLACK));
}

/** The labels of ticks: all as powers of ten, if one of them needs it. */
export function tickLabels(ticks: readonly number[]): string[] {
  const arePowers = ticks.every((tick) => tick > 0 && clean(tick) === clean(10 ** Math.round(Math.log10(tick))));
  const needPowers = arePowers && ticks.some((tick) => !isPlain(tick));
  return ticks.map((tick) => (needPowers ? `10${superscript(Math.round(Math.log10(tick)))}` : numeral(tick)));
}

/** A number as pictures have it: 0.002, 50000, 2·10⁻⁵. */
export function numeral(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? '0' : '∞';
  if (isPlain(value)) return String(clean(value));
  const [mantissa, exponent] = value
    .toExponential(DIGITS - 1)
    .split('e')
    .map(Number) as [number, number];
  return `${mantissa === 1 ? '' : `${mantissa}·`}10${superscript(exponent)}`;
}

/** Whether a number is as short without a power of ten. */
function isPlain(value: number): boolean {
  return Math.abs(value) >= 1e-3 * (1 - SLACK) && Math.abs(value) < 1e5;
}

function superscript(exponent: number): string {
  return `${exponent < 0 ? '⁻' : ''}${[...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;
}

function clean(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
