import type { Comparison } from '../../results/compare.js';
import { plainTable } from '../plain-table.js';
import { columnsOf } from './columns.js';
import { describeComparison, describeGroup } from './remarks.js';
import { titleOf } from './titles.js';

/** A comparison as tables for the terminal, one a group. */
export function comparisonTable(comparison: Comparison): string {
  const { groups, baseline } = comparison;
  const tables = groups.map((group) => {
    const columns = columnsOf(group, baseline);
    const lines = group.rows.map((row) => columns.map(({ cell }) => cell(row)));
    const table = plainTable(
      columns.map(({ title }) => title),
      lines,
      columns.map(({ align }) => align),
    );
    return [`${titleOf(group, groups)}: ${group.algorithm}`, '', table, '', ...describeGroup(group)].join('\n');
  });
  const text = tables.join('\n\n');
  return `${text}\n\n${describeComparison(comparison, text).join('\n')}\n`;
}
