import type { Comparison } from '../../results/compare.js';
import type { ComparedGroup, CriticalBatch } from '../../results/compared.js';
import { trim } from '../figures.js';
import { CONTENDED_MARK, SPREAD_MARK, valueText, words } from './columns.js';
import { describeTargets } from './titles.js';

/** The critical batch of each rule of a group, one line each. */
export function describeCriticalBatches({ criticalBatches }: ComparedGroup): string[] {
  return criticalBatches.map((critical) => `critical batch of ${describeKeys(critical)}: ${describeBatch(critical)}`);
}

function describeKeys({ keys }: CriticalBatch): string {
  const { rule, ...others } = keys;
  const details = Object.entries(others).map(([key, value]) => `${words(key)} ${valueText(value)}`);
  return [valueText(rule), ...details].join(', ');
}

function describeBatch({ batch, reference, largest }: CriticalBatch): string {
  if (reference.batch === largest) return `unknown, since there is no batch but ${largest}`;
  if (reference.epochs === 0) return 'unknown, since the target is met at w₀';
  const smallest = reference.batch === 1 ? 'batch 1' : `the smallest batch there is, ${reference.batch}`;
  if (batch === null) return `unknown, since the target was never met with ${smallest}`;
  const bound = batch === largest ? ', the largest there is' : '';
  return `${batch}${bound} (at most 1.2 times the ${trim(reference.epochs)} epochs of ${smallest})`;
}

/**
 * What explains the tables: the marks in them, and at last the targets.
 * @param tables as they are printed
 */
export function describeComparison({ targets }: Comparison, tables: string): string[] {
  const lines: string[] = [];
  if (tables.includes(SPREAD_MARK)) lines.push(`${SPREAD_MARK} is half the range over the seeds, beside their median.`);
  if (tables.includes(CONTENDED_MARK)) {
    lines.push(`${CONTENDED_MARK} measured while other runs went on: these seconds say little.`);
  }
  return [...lines, ...describeTargets(targets)];
}
