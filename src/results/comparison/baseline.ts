import { UserError } from '../../util/errors.js';
import { groupBy } from '../../util/group-by.js';
import { setting } from '../../util/setting.js';
import { type ComparedGroup, type ComparedRow, leastEpochs, type RowKey, rowKeys, withoutKeys } from './rows.js';

/** The rows that the others are compared with: their values of some keys, as the user typed them. */
export type Baseline = Map<RowKey, string>;

/**
 * Reads a baseline such as `rule=mean` or `rule=mean,batch=1`; keys may be written as options are.
 * @throws UserError if it is none
 */
export function parseBaseline(text: string): Baseline {
  const pairs = text.split(',').map((pair): [RowKey, string] => {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(pair.trim()) ?? [];
    if (name === undefined || value === undefined) {
      throw new UserError(`${setting('baseline')} takes key=value, such as rule=mean, not "${text}"`);
    }
    return [findKey(name), value];
  });
  return new Map(pairs);
}

function findKey(name: string): RowKey {
  const wanted = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const key = rowKeys.find((known) => known === wanted);
  if (key) return key;
  throw new UserError(`${setting('baseline')}: rows have no "${name}"`, `They have ${rowKeys.join(', ')}`);
}

/**
 * Sets the ratio of every row to its baseline: the row that has the baseline's values and is otherwise the
 * same, of any algorithm. If that was run with several step sizes, the best counts.
 * @throws UserError if no row has the baseline's values
 */
export function setAgainst(groups: Pick<ComparedGroup, 'dataset' | 'objective' | 'rows'>[], baseline: Baseline): void {
  const all = groups.flatMap(({ rows }) => rows);
  if (!all.some((row) => isBaseline(row, baseline))) throw noSuchRow(all, baseline);
  const objectives = groupBy(groups, ({ dataset, objective }) => JSON.stringify([dataset.sha256, objective]));
  for (const ofObjective of objectives.values()) {
    const rows = ofObjective.flatMap((group) => group.rows);
    setRatios(rows, baseline);
  }
}

function setRatios(rows: ComparedRow[], baseline: Baseline): void {
  const replaced: RowKey[] = [...baseline.keys(), 'stepSizeFrom'];
  // The interval between the snapshots of svrg has no counterpart in the other algorithms.
  if (baseline.has('algorithm')) replaced.push('snapshotEvery');
  const baselines = groupBy(
    rows.filter((row) => isBaseline(row, baseline)),
    ({ keys }) => withoutKeys(keys, replaced),
  );
  for (const row of rows) {
    const against = baselines.get(withoutKeys(row.keys, replaced));
    row.baselineRatio = against ? ratio(row.epochsToTarget?.median, leastEpochs(against)) : null;
  }
}

/** Null if the ratio says nothing: the baseline was never at the target, or from the start. */
function ratio(epochs: number | undefined, baseline: number): number | null {
  return epochs === undefined || baseline === 0 || !Number.isFinite(baseline) ? null : epochs / baseline;
}

function isBaseline({ keys }: ComparedRow, baseline: Baseline): boolean {
  return [...baseline].every(([key, text]) => {
    const value = keys[key];
    return typeof value === 'number' ? Number(text) === value : text === String(value);
  });
}

function noSuchRow(rows: ComparedRow[], baseline: Baseline): UserError {
  const text = [...baseline].map((pair) => pair.join('=')).join(',');
  const known = [...baseline.keys()].map(
    (key) => `${key}: ${[...new Set(rows.map(({ keys }) => keys[key]))].join(', ')}`,
  );
  return new UserError(`${setting('baseline')}: there are no runs with ${text}`, `There are ${known.join('; ')}`);
}
