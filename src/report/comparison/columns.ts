import type { Baseline } from '../../results/comparison/baseline.js';
import type { ComparedGroup, ComparedRow, Excess, RowKey } from '../../results/comparison/rows.js';
import { SHORTEST_SECONDS } from '../../results/comparison/sorting.js';
import type { Spread } from '../../results/comparison/spread.js';
import { rounded, significant, trim } from '../../util/text.js';
import { commonSeeds } from './titles.js';
import { valueText, words } from './words.js';

/** A column of the tables that people read. */
export interface Column {
  title: string;
  align: 'left' | 'right';
  cell(row: ComparedRow): string;
}

/** Precedes the spread of a figure. */
export const SPREAD_MARK = '±';
/** Marks seconds that were measured while other runs went on. */
export const CONTENDED_MARK = '*';
/** Marks seconds that are too short to rank, and what follows from them. */
export const SHORT_MARK = '~';
/** Marks a step size that may not be the best. */
export const EDGE_MARK = '†';
/** Replaces a figure that was never reached. */
export const NEVER = '—';
const INFINITE = '∞';

/** The columns of a group's table. */
export function columnsOf(group: ComparedGroup, baseline: Baseline | null): Column[] {
  const columns: Column[] = [
    ...keysOf(group).map(keyColumn),
    { title: 'step size', align: 'right', cell: stepCell },
    ...(commonSeeds(group) === undefined ? [seedsColumn] : []),
    { title: 'final loss', align: 'right', cell: ({ finalLoss }) => spread(finalLoss, significant) },
    ...(group.rows.some(({ finalSuboptimality }) => finalSuboptimality) ? [suboptimalityColumn] : []),
    ...(group.rows.some(({ excess }) => excess) ? [excessColumn] : []),
    { title: 'epochs to target', align: 'right', cell: ({ epochsToTarget }) => spread(epochsToTarget, trim) },
    ...(group.rows.some(hasOtherPasses) ? [passesColumn] : []),
    { title: 'seconds to target', align: 'right', cell: secondsCell },
    ...(group.rows.some(({ speedUp }) => speedUp !== null) ? [speedUpColumn] : []),
  ];
  if (baseline) {
    const title = `× ${[...baseline].map(([key, value]) => `${words(key)}=${value}`).join(',')}`;
    columns.push({ title, align: 'right', cell: (row) => ratio(row.baselineRatio) });
  }
  const status: Column = { title: 'status', align: 'left', cell: describeStatuses };
  return group.rows.some((row) => describeStatuses(row) !== '') ? [...columns, status] : columns;
}

/** The columns that identify a row of a group's table. */
export function keysOf({ varying }: ComparedGroup): RowKey[] {
  return ['rule', 'batch', ...varying];
}

const seedsColumn: Column = { title: 'seeds', align: 'right', cell: ({ seeds }) => String(seeds) };

/** The speed-up of an epoch over one worker. */
const speedUpColumn: Column = {
  title: 'speed-up',
  align: 'right',
  cell: ({ speedUp, seconds }) => marked(ratio(speedUp), isShort(seconds) && SHORT_MARK),
};

const suboptimalityColumn: Column = {
  title: 'suboptimality',
  align: 'right',
  cell: ({ finalSuboptimality }) => spread(finalSuboptimality, (value) => value.toExponential(1), inPowers),
};

/** The excess in per cent of what the reference batch has gained. */
const excessColumn: Column = {
  title: 'excess %',
  align: 'right',
  cell: ({ excess }) => (excess ? sharesOf(excess).join(SPREAD_MARK) : ''),
};

const passesColumn: Column = {
  title: 'passes to target',
  align: 'right',
  cell: ({ passesToTarget }) => spread(passesToTarget, trim),
};

function hasOtherPasses({ passesToTarget, epochsToTarget }: ComparedRow): boolean {
  return passesToTarget?.median !== epochsToTarget?.median;
}

function stepCell({ stepSize, stepAtEdge }: ComparedRow): string {
  return marked(
    spread(stepSize, (step) => rounded(step)),
    stepAtEdge && EDGE_MARK,
  );
}

/** An excess in per cent, with its standard error if there is one. */
export function share(excess: Excess): string {
  return Number.isFinite(excess.value) ? `${sharesOf(excess).join(` ${SPREAD_MARK} `)} %` : INFINITE;
}

/** An excess in per cent, and its standard error if there is one. */
function sharesOf({ value, standardError }: Excess): string[] {
  if (!Number.isFinite(value)) return [INFINITE];
  return [percents(value), ...(standardError > 0 ? [percents(standardError)] : [])];
}

function percents(share: number): string {
  return (100 * share).toFixed(1).replace(/^-0\.0$/, '0.0');
}

/** Whether some seconds are too short to rank. */
function isShort(seconds: Spread | null): boolean {
  return seconds !== null && seconds.median < SHORTEST_SECONDS;
}

function marked(text: string, ...marks: (string | false)[]): string {
  const shown = marks.filter((mark) => mark !== false);
  return text === '' ? text : text + shown.join('');
}

function keyColumn(key: RowKey): Column {
  return {
    title: words(key),
    align: key === 'batch' || key === 'workers' ? 'right' : 'left',
    cell: ({ keys }) => valueText(keys[key]),
  };
}

/** How to write a median and half the range over the seeds, if seeds differ. */
type SpreadFormat = (median: number, half: number) => [string, string];

/** A spread below the fifth digit is not shown. */
const DIGITS = 5;
/** Figures below this one are written with powers of ten. */
const SMALLEST_FIXED = 1e-4;

/** The median, and half the range if seeds differ. */
function spread(figure: Spread | null, format: (value: number) => string, together: SpreadFormat = inDecimals): string {
  if (!figure) return '';
  const { median, min, max } = figure;
  if (!Number.isFinite(median)) return NEVER;
  if (!Number.isFinite(max)) return `${format(median)}${SPREAD_MARK}${INFINITE}`;
  if (min.toPrecision(DIGITS) === max.toPrecision(DIGITS)) return format(median);
  return together(median, (max - min) / 2).join(SPREAD_MARK);
}

/** The spread with one digit; the median has no digits beyond it nor beyond the fifth. */
function inDecimals(median: number, half: number): [string, string] {
  if (Math.abs(median) < SMALLEST_FIXED) return inPowers(median, half);
  const decimals = Math.max(0, Math.min(-exponentOf(half), DIGITS - 1 - exponentOf(median)));
  return [median.toFixed(decimals), half.toFixed(decimals)];
}

function exponentOf(value: number): number {
  return Number(value.toExponential(0).split('e')[1]);
}

function inPowers(median: number, half: number): [string, string] {
  return [median.toExponential(1), half.toExponential(0)];
}

function secondsCell({ secondsToTarget, contended }: ComparedRow): string {
  const text = spread(secondsToTarget, (value) => (value < SHORTEST_SECONDS ? value.toPrecision(2) : value.toFixed(4)));
  if (!Number.isFinite(secondsToTarget?.median)) return text;
  return marked(text, isShort(secondsToTarget) && SHORT_MARK, contended && CONTENDED_MARK);
}

function ratio(value: number | null): string {
  if (value === null) return '';
  return Number.isFinite(value) ? value.toFixed(2) : '∞';
}

/** The fate of the runs that did not complete: `diverged` or `1 of 3 diverged`. */
function describeStatuses({ statuses }: ComparedRow): string {
  const all = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const other = Object.entries(statuses).filter(([status]) => status !== 'completed');
  return other.map(([status, count]) => (count === all ? status : `${count} of ${all} ${status}`)).join(', ');
}
