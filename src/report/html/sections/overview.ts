import type { DrawnRow } from '../../../results/comparison/curves.js';
import type { Configuration } from '../../../results/schema.js';
import { count } from '../../../util/text.js';
import { valueText } from '../../comparison/words.js';
import { subjectsOf } from '../../plots/pictures/picture.js';
import { escapeHtml } from '../markup.js';
import type { Report } from '../report.js';

/** Says what was run. */
export function overviewSection({ drawing, runs }: Report): string {
  const rows = drawing.groups.flatMap((group) => group.rows);
  const terms: [term: string, texts: string[]][] = [
    ['data', subjectsOf(drawing).map(({ name }) => name)],
    ['algorithm', valuesOf(rows, 'algorithm')],
    ['rule', valuesOf(rows, 'rule')],
    ['batch size', valuesOf(rows, 'batch')],
    ['step size', valuesOf(rows, 'stepSizeFrom')],
    ['execution', valuesOf(rows, 'execution')],
    ['workers', valuesOf(rows, 'workers')],
    ['epochs at most', valuesOf(rows, 'epochs')],
    ['seed', valuesOf(rows, 'seed')],
    ['ended', statusesOf(runs)],
  ];
  const items = terms.map(([term, texts]) => `<dt>${term}</dt><dd>${escapeHtml(texts.join(', '))}</dd>`);
  return `<section aria-labelledby="overview">
<h2 id="overview">What was run</h2>
<p>${count(rows.length, 'configuration')}, ${count(runs.length, 'run')}.</p>
<dl>
${items.join('\n')}
</dl>
</section>`;
}

/** The different values of a setting: numbers by size, others in the order of the rows. */
function valuesOf(rows: readonly DrawnRow[], key: keyof Configuration): string[] {
  const values = rows.flatMap(({ configurations }) => configurations.map((configuration) => configuration[key]));
  const different = [...new Set(values)] as (string | number)[];
  const ordered = different.every((value) => typeof value === 'number') ? different.sort((a, b) => a - b) : different;
  return ordered.map(valueText);
}

/** How many runs ended how: `12 completed`. */
function statusesOf(runs: Report['runs']): string[] {
  const statuses = [...new Set(runs.map(({ status }) => status))];
  return statuses.map((status) => `${runs.filter((run) => run.status === status).length} ${status}`);
}
