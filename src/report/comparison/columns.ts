import type { Baseline } from '../../results/baseline.js';
import type { ComparedGroup, ComparedRow, RowKey, RowValue } from '../../results/compared.js';
import type { Spread } from '../../results/spread.js';
import { significant, trim } from '../figures.js';
import { shorten } from './titles.js';

/** A column of the tables that people read. */
export interface Column {
  title: string;
  align: 'left' | 'right';
  cell(row: ComparedRow): string;
}

/** Stands before the spread of a figure. */
export const SPREAD_MARK = '±';
/** Stands behind seconds that were measured while other runs went on. */
export const CONTENDED_MARK = '*';
/** What stands for a figure that was never reached. */
const NEVER = '—';
const LONGEST_VALUE = 20;

/** The columns of a group's table. */
export function columnsOf(group: ComparedGroup, baseline: Baseline | null): Column[] {
  const columns: Column[] = [
    ...(['rule', 'batch', ...group.varying] as RowKey[]).map(keyColumn),
    { title: 'step size', align: 'right', cell: ({ stepSize }) => spread(stepSize, sixDigits) },
    { title: 'seeds', align: 'right', cell: ({ seeds }) => String(seeds) },
    { title: 'final loss', align: 'right', cell: ({ finalLoss }) => spread(finalLoss, significant) },
    { title: 'epochs to target', align: 'right', cell: ({ epochsToTarget }) => spread(epochsToTarget, trim) },
    { title: 'seconds to target', align: 'right', cell: secondsCell },
    ...(group.rows.some(({ speedUp }) => speedUp !== null) ? [speedUpColumn] : []),
    { title: ratioTitle(group), align: 'right', cell: (row) => ratio(row.epochsRatio) },
  ];
  if (baseline) {
    const title = `× ${[...baseline].map(([key, value]) => `${words(key)}=${value}`).join(',')}`;
    columns.push({ title, align: 'right', cell: (row) => ratio(row.baselineRatio) });
  }
  const status: Column = { title: 'status', align: 'left', cell: describeStatuses };
  return group.rows.some((row) => describeStatuses(row) !== '') ? [...columns, status] : columns;
}

/** Of the time of an epoch, over one worker. */
const speedUpColumn: Column = { title: 'speed-up', align: 'right', cell: (row) => ratio(row.speedUp) };

/** The name of a key as it is read: `measureEvery` is `measure every`. */
export function words(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A value of a key as it is read. */
export function valueText(value: RowValue | undefined): string {
  if (value === null || value === undefined) return 'none';
  const text = String(value);
  return text.length > LONGEST_VALUE ? shorten(text) : text;
}

function keyColumn(key: RowKey): Column {
  return {
    title: words(key),
    align: key === 'batch' || key === 'workers' ? 'right' : 'left',
    cell: ({ keys }) => valueText(keys[key]),
  };
}

function ratioTitle({ criticalBatches }: ComparedGroup): string {
  return criticalBatches.every(({ reference }) => reference.batch === 1) ? '× batch 1' : '× smallest batch';
}

/** The median, and half the range where seeds differ. */
function spread(figure: Spread | null, format: (value: number) => string): string {
  if (!figure) return '';
  const { median, min, max } = figure;
  if (!Number.isFinite(median)) return NEVER;
  if (format(min) === format(max)) return format(median);
  return `${format(median)} ${SPREAD_MARK} ${Number.isFinite(max) ? Number(((max - min) / 2).toPrecision(2)) : '∞'}`;
}

function secondsCell({ secondsToTarget, contended }: ComparedRow): string {
  const text = spread(secondsToTarget, (value) => value.toFixed(4));
  return contended && Number.isFinite(secondsToTarget?.median) ? `${text} ${CONTENDED_MARK}` : text;
}

function sixDigits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function ratio(value: number | null): string {
  if (value === null) return '';
  return Number.isFinite(value) ? value.toFixed(2) : '∞';
}

/** What became of the runs that did not complete, `diverged` or `1 of 3 diverged`. */
function describeStatuses({ statuses }: ComparedRow): string {
  const all = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const other = Object.entries(statuses).filter(([status]) => status !== 'completed');
  return other.map(([status, count]) => (count === all ? status : `${count} of ${all} ${status}`)).join(', ');
}
