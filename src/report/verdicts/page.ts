import type { ClaimVerdicts, Finding } from '../../results/verdicts.js';
import { escapeHtml, listOf, pageOf } from '../html/markup.js';
import { style } from '../html/style.js';
import type { Figure } from '../plots/figure.js';
import { specificationOf } from '../plots/vega/specification.js';
import { ORIGIN, type Reproduction } from './reproduction.js';
import { cellText, circumstances, subjectText, titleOf, verdictText } from './words.js';

/** A page with the verdicts, their figures and their pictures; it loads nothing and runs no script. */
export async function verdictPage({ verdicts, figuresOf }: Reproduction): Promise<string> {
  const { claims } = verdicts;
  const sections: string[] = [];
  for (const claim of claims) sections.push(await sectionOf(claim, figuresOf.get(claim.claim) ?? []));
  return pageOf({
    title: 'The claims of AdaBatch, checked',
    policy: "default-src 'none'; style-src 'unsafe-inline'",
    style: `${style}code { width: auto; max-width: none }\n`,

    body: `<header><h1>The claims of AdaBatch, checked</h1></header>
<main>
<p>${escapeHtml(ORIGIN)}</p>
<p>${escapeHtml(circumstances(verdicts))}</p>
${overviewOf(claims)}
${sections.join('\n')}
</main>`,
  });
}

function overviewOf(claims: readonly ClaimVerdicts[]): string {
  const rows = claims.flatMap((claim) =>
    claim.findings.map((finding) => {
      const link = `<a href="#claim-${claim.claim}">${escapeHtml(titleOf(claim))}</a>`;
      return [link, ...[subjectText(finding), verdictText(finding)].map(escapeHtml)];
    }),
  );
  return tableOf('Verdicts', ['claim', 'data', 'verdict'], rows);
}

async function sectionOf(claim: ClaimVerdicts, figures: readonly Figure[]): Promise<string> {
  const id = `claim-${claim.claim}`;
  const pictures: string[] = [];
  for (const [place, figure] of figures.entries()) pictures.push(await pictureOf(figure, `${id}-${place + 1}`));
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(titleOf(claim))}</h2>
<p>${escapeHtml(claim.statement)} (${claim.source})</p>
<p class="subtitle">${escapeHtml(claim.criterion)}</p>
<p><code>${escapeHtml(claim.command)}</code></p>
${pictures.join('\n')}
${claim.findings.map((finding) => describe(finding)).join('\n')}
</section>`;
}

async function pictureOf(figure: Figure, id: string): Promise<string> {
  const { toSvg } = await import('../plots/vega/svg.js');
  const svg = await toSvg(specificationOf([figure], { theme: 'light', width: null, hasTitle: true }), { name: id });
  return `<figure id="${id}"><div class="plot" role="group" tabindex="0" aria-label="${escapeHtml(figure.title)}">${svg}</div></figure>`;
}

function describe(finding: Finding): string {
  const title = `${subjectText(finding)}: ${verdictText(finding)}`;
  const { columns, rows } = finding.table;
  const cells = rows.map((row) => row.map((cell) => escapeHtml(cellText(cell))));
  return `<h3>${escapeHtml(title)}</h3>
${listOf([finding.reason, ...finding.remarks])}
${rows.length > 0 ? `<details><summary>Figures</summary>${tableOf(title, columns, cells)}</details>` : ''}`;
}

/** @param rows of markup */
function tableOf(label: string, columns: readonly string[], rows: readonly string[][]): string {
  const head = columns.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(label)}">
<table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody>
</table>
</div>`;
}
