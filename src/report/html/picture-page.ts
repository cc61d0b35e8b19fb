import { joined, rounded } from '../../util/text.js';
import type { Figure, Line } from '../plots/figure.js';
import { escapeHtml, pageOf } from './markup.js';

/** More digits than a picture shows. */
const DIGITS = 5;

const STYLE = `
body { margin: 1rem; font: 15px/1.5 system-ui, Helvetica, Arial, sans-serif }
figure { margin: 0; overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; margin: 1rem 0 }
th, td { padding: 2px 10px; border-bottom: 1px solid #d8dde3; text-align: right }
th:first-child, caption { text-align: left }
caption { font-weight: 600; padding: 4px 10px }
`;

/** A page that shows a picture, with its values as a table; it loads nothing and runs no script. */
export function picturePage(svg: string, figures: readonly Figure[]): string {
  const title = escapeHtml(figures.map((figure) => figure.title).join('; '));
  return pageOf({
    title,
    policy: "default-src 'none'; style-src 'unsafe-inline'",
    style: STYLE,
    body: `<figure tabindex="0" aria-label="${title}">${svg}</figure>
<details><summary>Values</summary>
${figures.flatMap(tablesOf).join('\n')}
</details>`,
  });
}

function tablesOf(figure: Figure): string[] {
  return figure.blocks.flatMap(({ title, panels }) =>
    panels.map((panel) => {
      const caption = joined(figure.title, title, panel.title);
      const head = ['', figure.x.title, figure.y.title, 'least', 'greatest'];
      const rows = panel.lines.flatMap((line) => rowsOf(line, figure));
      const cells = (tag: 'th' | 'td', texts: string[]) =>
        texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('');
      const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n');
      return `<table><caption>${escapeHtml(caption)}</caption>
<thead><tr>${cells('th', head)}</tr></thead>
<tbody>
${body}
</tbody></table>`;
    }),
  );
}

function rowsOf({ name, points, missed }: Line, figure: Figure): string[][] {
  const text = (value: number) => (Number.isFinite(value) ? rounded(value, DIGITS) : '∞');
  const reached = points.map(({ x, y, low, high }) => ({ x, cells: [text(y), text(low), text(high)] }));
  const others = missed.map((x) => ({ x, cells: [figure.missed, '', ''] }));
  const rows = [...reached, ...others].sort((one, other) => one.x - other.x);
  return rows.map(({ x, cells }) => [name, text(x), ...cells]);
}
