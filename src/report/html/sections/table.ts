import type { DrawnGroup, DrawnRow } from '../../../results/comparison/curves.js';
import { type Column, columnsOf } from '../../comparison/columns.js';
import { describeComparison } from '../../comparison/remarks.js';
import { headingOf } from '../../comparison/titles.js';
import type { Subject } from '../../plots/pictures/picture.js';
import { escapeHtml, listOf } from '../markup.js';
import type { Report } from '../report.js';

/** The tables of `compare` of a subject, each row with the command that makes it again, and what the marks mean. */
export function tablesOf(subject: Subject, position: number, report: Report): string {
  const tables = subject.groups.map((group, place) => tableOf(group, `table-${position + 1}-${place + 1}`, report));
  const explained = describeComparison(subject, tables.join('\n')).map(report.spell);
  return [...tables, listOf(explained)].join('\n');
}

function tableOf(group: DrawnGroup, id: string, report: Report): string {
  const columns = columnsOf(group, null);
  const head = columns.map(({ title, align }) => `<th scope="col" class="${align}">${escapeHtml(title)}</th>`);
  const rows = group.rows.map((row) => rowOf(row, columns, report.commandOf(row, group.dataset.name)));
  return `<h3 id="${id}-title">${escapeHtml(headingOf(group, report.drawing.groups))}</h3>
<div class="scroll" role="region" tabindex="0" aria-labelledby="${id}-title">
<table id="${id}" class="sortable">
<thead><tr>${head.join('')}<th scope="col">to repeat</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</div>`;
}

function rowOf(row: DrawnRow, columns: readonly Column[], command: string): string {
  const cells = columns.map(({ cell, align }, place) => {
    const text = escapeHtml(cell(row));
    return place === 0 ? `<th scope="row" class="${align}">${text}</th>` : `<td class="${align}">${text}</td>`;
  });
  const repeat = `<details><summary>command</summary><code>${escapeHtml(command)}</code></details>`;
  return `<tr>${cells.join('')}<td class="repeat">${repeat}</td></tr>`;
}
