import {
  type ComparedRow,
  type CriticalBatch,
  epochsRatio,
  leastEpochs,
  type RowKey,
  stepSizeKeys,
  withoutKeys,
} from './compared.js';
import { groupBy } from './group-by.js';

/** How many times the epochs of its reference a critical batch may cost. */
const CRITICAL_RATIO = 1.2;

/**
 * The critical batch of every rule, and of whatever else tells rows apart beside the batch. Sets the
 * ratios of the rows to the reference too.
 * @param varying the keys in which the rows differ
 */
export function findCriticalBatches(rows: ComparedRow[], varying: RowKey[]): CriticalBatch[] {
  const measured = rows.filter(({ seeds }) => seeds > 0);
  const series = groupBy(measured, ({ keys }) => withoutKeys(keys, ['batch']));
  return [...series.values()].map((ofSeries) => findCriticalBatch(ofSeries, varying));
}

function findCriticalBatch(series: ComparedRow[], varying: RowKey[]): CriticalBatch {
  const byBatch = [...groupBy(series, ({ keys }) => String(keys.batch))];
  const costs = byBatch.map(([batch, rows]) => ({ batch: Number(batch), epochs: leastEpochs(rows) }));
  costs.sort((one, other) => one.batch - other.batch);
  const [reference, largest] = [costs[0], costs.at(-1)] as [CriticalBatch['reference'], CriticalBatch['reference']];
  for (const row of series) row.epochsRatio = epochsRatio(row.epochsToTarget?.median, reference.epochs);
  const affordable = costs.filter(({ epochs }) => {
    const ratio = epochsRatio(epochs, reference.epochs);
    return ratio !== null && ratio <= CRITICAL_RATIO;
  });
  const batch = affordable.at(-1)?.batch ?? null;
  return { keys: seriesKeys(series, varying), reference, batch, largest: largest.batch };
}

function seriesKeys([row]: ComparedRow[], varying: RowKey[]): CriticalBatch['keys'] {
  const keys: RowKey[] = ['rule', ...varying.filter((key) => !stepSizeKeys.includes(key))];
  return Object.fromEntries(keys.map((key) => [key, row?.keys[key]]));
}
