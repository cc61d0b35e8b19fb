import type { Comparison } from '../../results/comparison/compare.js';
import type { ComparedGroup, ComparedRow, CriticalBatch, RowKey } from '../../results/comparison/rows.js';
import { distinct } from '../../util/distinct.js';
import { setting } from '../../util/setting.js';
import { trim } from '../../util/text.js';
import { CONTENDED_MARK, EDGE_MARK, NEVER, SHORT_MARK, SPREAD_MARK, share } from './columns.js';
import { describeTargets } from './titles.js';
import { valueText, words } from './words.js';

/** Spells the settings that a remark names as the reader knows them, as flags of a command line, say. */
export type Spell = (remark: string) => string;

/** The remarks below the table of a group, one per line: critical batches, and what limits their worth. */
export function describeGroup(group: ComparedGroup): string[] {
  const critical = group.criticalBatches.map((one) => `critical batch of ${describeKeys(one)}: ${describeBatch(one)}`);
  return [...critical, ...cautionsOf(group)];
}

/** What limits the worth of a group's figures, one remark a line. */
export function cautionsOf(group: ComparedGroup): string[] {
  const remarks = [...(group.separated ? [SEPARATED] : []), ...(isAutomatic(group) ? [AUTOMATIC] : [])];
  return [...remarks, ...group.rows.flatMap(describeEdge)];
}

/** What a larger batch costs, a sentence for each rule and whatever else varies. */
export function describeRules({ criticalBatches, rows }: ComparedGroup): string[] {
  return criticalBatches.map((one) => {
    const keys = Object.keys(one.keys) as RowKey[];
    const own = rows.filter((row) => keys.every((key) => row.keys[key] === one.keys[key]));
    const ordered = own.toSorted((row, other) => Number(row.keys.batch) - Number(other.keys.batch));
    const ends = distinct([ordered[0], ordered.at(-1)].map((row) => (row ? describeReach(row) : '')));
    return `${describeKeys(one)}: ${ends.join(', ')}; critical batch ${describeBatch(one)}.`;
  });
}

function describeReach({ epochsToTarget, keys }: ComparedRow): string {
  const isReached = Number.isFinite(epochsToTarget?.median);
  const epochs = isReached ? `${trim(epochsToTarget?.median ?? 0)} epochs to the target` : 'the target not reached';
  return `${epochs} at batch ${keys.batch}`;
}

/** Whether some steps are automatic, so that the rows say as much about these steps as about the rules. */
function isAutomatic({ rows }: ComparedGroup): boolean {
  return rows.length > 1 && rows.some(({ keys }) => keys.stepSizeFrom === 'auto');
}

const AUTOMATIC = `Automatic steps are safe, not the best, and more so for one rule than for another: ${setting('stepSize')} tune compares rules at their best.`;

const SEPARATED = `The smallest batch ends below a thousandth of F(w₀): the data are separated, and final losses mean little; see what a target took, or add ${setting('l2')}.`;

function describeKeys({ keys }: CriticalBatch): string {
  const { rule, ...others } = keys;
  const details = Object.entries(others).map(([key, value]) => `${words(key)} ${valueText(value)}`);
  return [valueText(rule), ...details].join(', ');
}

function describeBatch({ batch, unknown, reference, exceeded, largest }: CriticalBatch): string {
  const smallest = reference.batch === 1 ? 'batch 1' : `the smallest batch there is, ${reference.batch}`;
  switch (unknown) {
    case 'one batch':
      return `unknown, since there is no batch but ${largest}`;
    case 'no progress':
      return `unknown, since ${smallest} does not end below F(w₀)`;
    case 'unequal samples':
      return 'unknown, since its runs ended after unequal numbers of samples';
    case 'separated':
      return 'unknown, since the data are separated';
    default: {
      const bound = batch === largest ? ', the largest there is' : '';
      const beyond = exceeded ? `; at ${exceeded.batch} the excess is ${share(exceeded.excess)}` : '';
      return `${batch}${bound} (relative to ${smallest}${beyond})`;
    }
  }
}

function describeEdge({ stepAtEdge, stepsGiven, stepSize, keys, runs }: ComparedRow): string[] {
  if (!stepAtEdge) return [];
  const tried = stepsGiven > 1 ? `the ${stepsGiven} that were run` : 'those that were searched';
  const step = trim(stepSize?.median ?? Number.NaN);
  return [`${EDGE_MARK} ${keys.rule} ${keys.batch}: the best step, ${step}, is at the edge of ${tried}: ${runs[0]}`];
}

/**
 * Explains the tables: the marks in them, and last the targets.
 * @param tables as they are printed
 */
export function describeComparison({ targets }: Pick<Comparison, 'targets'>, tables: string): string[] {
  const lines: string[] = [];
  if (tables.includes(SPREAD_MARK)) lines.push(`${SPREAD_MARK} is half the range over the seeds, beside their median.`);
  if (tables.includes(NEVER)) lines.push(`${NEVER} half of the seeds, or more, did not come there or diverged.`);
  if (tables.includes(SHORT_MARK)) lines.push(`${SHORT_MARK} under 10 ms: too short to rank.`);
  if (tables.includes(CONTENDED_MARK)) {
    lines.push(`${CONTENDED_MARK} measured while other runs went on: these seconds say little.`);
  }
  return [...lines, ...describeTargets(targets)];
}
