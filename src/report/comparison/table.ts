import type { Comparison } from '../../results/comparison/compare.js';
import { wrapped } from '../../util/text.js';
import { plainTable } from '../table.js';
import { columnsOf, keysOf } from './columns.js';
import { describeComparison, describeGroup, type Spell } from './remarks.js';
import { headingOf } from './titles.js';

/** A comparison as tables for the terminal, one per group. */
export function comparisonTable(comparison: Comparison, spell: Spell = (text) => text): string {
  const remark = (text: string) => wrapped(spell(text), INDENT);
  const { groups, baseline } = comparison;
  const tables = groups.map((group) => {
    const columns = columnsOf(group, baseline);
    const lines = group.rows.map((row) => columns.map(({ cell }) => cell(row)));
    const table = plainTable(
      columns.map(({ title }) => title),
      lines,
      columns.map(({ align }) => align),
      keysOf(group).length,
    );
    return [wrapped(headingOf(group, groups), INDENT), '', table, '', ...describeGroup(group).map(remark)].join('\n');
  });
  const text = tables.join('\n\n');
  return `${text}\n\n${describeComparison(comparison, text).map(remark).join('\n')}\n`;
}

const INDENT = 2;
