import { groupBy } from '../../../util/group-by.js';
import { escapeHtml } from '../markup.js';
import type { Report } from '../report.js';

type Environment = Report['runs'][number]['environment'];

const COLUMNS: [title: string, cell: (environment: Environment) => string][] = [
  ['adabatch', ({ adabatch }) => adabatch],
  ['Node', ({ node }) => node],
  ['system', ({ os }) => os],
  ['CPU', ({ cpu }) => cpu],
  ['cores', ({ cores }) => String(cores)],
  ['beside others', ({ contended }) => (contended ? 'yes' : 'no')],
];

/** Says on which machines and with which versions the runs were made, and whether others went on beside them. */
export function environmentSection({ runs }: Report): string {
  const cellsOf = ({ environment }: Report['runs'][number]) => COLUMNS.map(([, cell]) => cell(environment));
  const rows = [...groupBy(runs, (run) => JSON.stringify(cellsOf(run))).values()].map((alike) => {
    const cells = [...alike.slice(0, 1).flatMap(cellsOf), String(alike.length)];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  });
  const head = [...COLUMNS.map(([title]) => title), 'runs'].map((title) => `<th scope="col">${title}</th>`);
  return `<section aria-labelledby="environment">
<h2 id="environment">Environment</h2>
<div class="scroll" role="region" tabindex="0" aria-label="Machines and versions">
<table>
<thead><tr>${head.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</div>
</section>`;
}
