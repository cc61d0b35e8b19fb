import { sampleVariance } from 'simple-statistics';
import { groupBy } from '../../util/group-by.js';
import {
  type ComparedRow,
  type ComparedRun,
  type CriticalBatch,
  type Excess,
  type RowKey,
  withoutKeys,
} from './rows.js';
import { spreadOf } from './spread.js';
import { effectiveBatch, finalLoss } from './target.js';

/** The tolerated excess: 2 % of what the reference batch has gained, or twice the standard error. */
const SMALL_EXCESS = 0.02;
const STANDARD_ERRORS = 2;
/** A final loss below this share of F(w₀) means that the data are separated. */
const SEPARATED = 1e-3;

/** Each row and its runs. */
export type RunsOfRow = ReadonlyMap<ComparedRow, ComparedRun[]>;

/** The rows of one batch of a series; a batch above the rows of the data counts as all of them. */
interface Cell {
  batch: number;
  rows: ComparedRow[];
  runs: ComparedRun[];
  losses: number[];
}

/**
 * The critical batch of every rule and of every other combination of keys beside the batch: the largest such that no
 * batch up to it ends noticeably worse after as many samples (this project's). Sets the excess of the rows too.
 * @param varying the keys in which the rows differ
 */
export function findCriticalBatches(runsOf: RunsOfRow, varying: RowKey[]): CriticalBatch[] {
  const measured = [...runsOf.keys()].filter(({ seeds }) => seeds > 0);
  const series = groupBy(measured, ({ keys }) => withoutKeys(keys, ['batch']));
  return [...series.values()].map((rows) => findCriticalBatch(rows, runsOf, varying));
}

type Ends = Pick<CriticalBatch['reference'], 'initial' | 'final'>;

/** Whether final losses say little, since the reference batch ends close to zero. */
export function isSeparated({ reference: { initial, final } }: { reference: Ends }): boolean {
  return final < SEPARATED * initial;
}

function findCriticalBatch(rows: ComparedRow[], runsOf: RunsOfRow, varying: RowKey[]): CriticalBatch {
  const cells = cellsOf(rows, runsOf);
  const [first, last] = [cells[0], cells.at(-1)] as [Cell, Cell];
  const initial = spreadOf(first.runs.map(({ curve }) => curve[0]?.trainLoss ?? Number.POSITIVE_INFINITY));
  const reference = { batch: first.batch, initial: initial?.median ?? 0, final: median(first) };
  const common = { keys: seriesKeys(rows, varying), reference, largest: last.batch };
  const unknown = whyUnknown(cells, reference);
  if (unknown) return { ...common, batch: null, exceeded: null, unknown };
  const excesses = cells.map((cell) => ({ batch: cell.batch, excess: excessOf(cell, first, reference) }));
  for (const [position, { rows }] of cells.entries()) {
    for (const row of rows) row.excess = excesses[position]?.excess ?? null;
  }
  const position = excesses.findIndex(({ excess }) => isLarge(excess));
  const exceeded = excesses[position] ?? null;
  return { ...common, batch: exceeded ? (cells[position - 1]?.batch ?? null) : last.batch, exceeded, unknown: null };
}

/** By batch, the smallest first. */
function cellsOf(rows: ComparedRow[], runsOf: RunsOfRow): Cell[] {
  const runsIn = (row: ComparedRow) => (runsOf.get(row) ?? []).filter(({ status }) => status !== 'interrupted');
  const byBatch = groupBy(rows, (row) => String(effectiveBatch(runsIn(row)[0] as ComparedRun)));
  const cells = [...byBatch].map(([batch, ofBatch]): Cell => {
    const runs = ofBatch.flatMap(runsIn);
    return { batch: Number(batch), rows: ofBatch, runs, losses: runs.map(finalLoss) };
  });
  return cells.sort((one, other) => one.batch - other.batch);
}

function whyUnknown(cells: Cell[], { initial, final }: CriticalBatch['reference']): CriticalBatch['unknown'] {
  if (cells.length === 1) return 'one batch';
  if (!(final < initial)) return 'no progress';
  // A run that diverged would have had as many samples.
  const whole = cells.flatMap(({ runs }) => runs).filter(({ status }) => status !== 'diverged');
  const isEqual = new Set(whole.map(({ curve }) => curve.at(-1)?.epoch)).size === 1;
  if (!isEqual) return 'unequal samples';
  return isSeparated({ reference: { initial, final } }) ? 'separated' : null;
}

function excessOf(cell: Cell, first: Cell, { initial, final }: CriticalBatch['reference']): Excess {
  if (!cell.losses.every(Number.isFinite)) return { value: Number.POSITIVE_INFINITY, standardError: 0 };
  const gain = initial - final;
  const variance = cell === first ? 0 : varianceOfMean(cell.losses) + varianceOfMean(first.losses);
  return { value: (median(cell) - final) / gain, standardError: Math.sqrt(variance) / gain };
}

function isLarge({ value, standardError }: Excess): boolean {
  return value > Math.max(SMALL_EXCESS, STANDARD_ERRORS * standardError);
}

function median({ losses }: Cell): number {
  return spreadOf(losses)?.median ?? Number.POSITIVE_INFINITY;
}

function varianceOfMean(losses: number[]): number {
  return losses.length < 2 ? 0 : sampleVariance(losses) / losses.length;
}

function seriesKeys([row]: ComparedRow[], varying: RowKey[]): CriticalBatch['keys'] {
  const keys: RowKey[] = ['rule', ...varying];
  return Object.fromEntries(keys.map((key) => [key, row?.keys[key]]));
}
