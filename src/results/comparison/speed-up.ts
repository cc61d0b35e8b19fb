import { groupBy } from '../../util/group-by.js';
import { type ComparedRow, type RowKey, withoutKeys } from './rows.js';

const FREE: RowKey[] = ['execution', 'workers', 'blocks', 'stepSizeFrom'];

/**
 * Sets the speed-up of each row with workers: its epoch against that of the row with one worker that is otherwise the
 * same, or else of the sequential row. Step sizes do not matter for that.
 */
export function setSpeedUps(rows: ComparedRow[]): void {
  const alike = groupBy(rows, ({ keys }) => withoutKeys(keys, FREE));
  for (const row of rows) {
    if (row.keys.execution === 'sequential') continue;
    const single = (alike.get(withoutKeys(row.keys, FREE)) ?? []).filter(({ keys }) => keys.workers === 1);
    const own = single.find(({ keys }) => keys.execution === row.keys.execution);
    const reference = own ?? single.find(({ keys }) => keys.execution === 'sequential');
    row.speedUp =
      reference?.epochSeconds && row.epochSeconds ? reference.epochSeconds.median / row.epochSeconds.median : null;
  }
}
