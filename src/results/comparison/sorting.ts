import { type ComparedRow, type RowKey, type RowValue, rowKeys } from './rows.js';
import type { Spread } from './spread.js';

/** Times below this say more about the clock and caches than about the method. */
export const SHORTEST_SECONDS = 0.01;

/** The orders that rows can have, apart from that of rule and batch. */
export const sortOrders = ['loss', 'epochs', 'seconds', 'batch'] as const;
/** One of these orders. */
export type SortOrder = (typeof sortOrders)[number];

type Comparator<Entry> = (one: Entry, other: Entry) => number;

const FIGURES: Record<Exclude<SortOrder, 'batch'>, (row: ComparedRow) => Spread | null> = {
  loss: (row) => row.finalLoss,
  epochs: (row) => row.epochsToTarget,
  seconds: (row) => row.secondsToTarget,
};

/** Puts the smallest figure first; rule, batch and the other keys break ties, so that the order is always the same. */
export function rowComparator(sort?: SortOrder): Comparator<ComparedRow> {
  const leading: RowKey[] = sort === 'batch' ? ['batch', 'rule'] : ['rule', 'batch'];
  const keys = [...leading, ...rowKeys.filter((key) => !leading.includes(key))];
  const byKeys = keys.map((key) => by((row: ComparedRow) => row.keys[key], compareValues));
  if (sort === undefined || sort === 'batch') return inTurn(byKeys);
  const median = (row: ComparedRow) => FIGURES[sort](row)?.median ?? Number.POSITIVE_INFINITY;
  // Times that are too short to rank count as equal.
  const figure = (row: ComparedRow) => (sort === 'seconds' && median(row) < SHORTEST_SECONDS ? 0 : median(row));
  return inTurn([by(figure, compare), ...byKeys]);
}

function by<Entry, Value>(pick: (entry: Entry) => Value, comparator: Comparator<Value>): Comparator<Entry> {
  return (one, other) => comparator(pick(one), pick(other));
}

function inTurn<Entry>(comparators: Comparator<Entry>[]): Comparator<Entry> {
  return (one, other) => {
    for (const comparator of comparators) {
      const result = comparator(one, other);
      if (result !== 0) return result;
    }
    return 0;
  };
}

function compareValues(one: RowValue, other: RowValue): number {
  if (typeof one === 'number' && typeof other === 'number') return compare(one, other);
  return compare(String(one), String(other));
}

/** Compares numbers, also infinite ones, and texts by code unit, so that the machine's language does not matter. */
export function compare<Value extends number | string>(one: Value, other: Value): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
