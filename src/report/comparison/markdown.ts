import { markdownTable } from 'markdown-table';
import type { Comparison } from '../../results/comparison/compare.js';
import { columnsOf } from './columns.js';
import { describeComparison, describeGroup, type Spell } from './remarks.js';
import { headingOf } from './titles.js';

/** A comparison as Markdown, one table per group. */
export function comparisonMarkdown(comparison: Comparison, spell: Spell = (text) => text): string {
  const bullet = (line: string) => `- ${escapeMarkup(spell(line))}`;
  const { groups, baseline } = comparison;
  const sections = groups.map((group) => {
    const columns = columnsOf(group, baseline);
    const lines = group.rows.map((row) => columns.map(({ cell }) => escapeMarkup(cell(row))));
    const table = markdownTable([columns.map(({ title }) => title), ...lines], {
      align: columns.map(({ align }) => align),
      // Widths of characters such as ± differ from font to font anyway.
      alignDelimiters: false,
    });
    const title = escapeMarkup(headingOf(group, groups));
    return [`### ${title}`, '', table, '', ...describeGroup(group).map(bullet)].join('\n');
  });
  const text = sections.join('\n\n');
  return `${text}\n\n${describeComparison(comparison, text).map(bullet).join('\n')}\n`;
}

/** Inserts comments into text that would mention somebody or become a link even though it is escaped. */
export function escapeMarkup(text: string): string {
  return text.replaceAll(/[\\*_<>[\]`|&]/g, '\\$&').replaceAll(/@|www(?=\.)|:(?=\/\/)/g, '$&<!-- -->');
}
