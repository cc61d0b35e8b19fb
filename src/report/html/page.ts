import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { packageFile } from '../../package-files.js';
import { type Subject, subjectsOf } from '../plots/pictures/picture.js';
import { escapeHtml, inScript, pageOf } from './markup.js';
import { pack, unpack } from './packing.js';
import type { Report } from './report.js';
import { environmentSection } from './sections/environment.js';
import { overviewSection } from './sections/overview.js';
import { picturesOf } from './sections/picture.js';
import { readingSection } from './sections/reading.js';
import { tablesOf } from './sections/table.js';
import { warningsSection } from './sections/warnings.js';
import { style } from './style.js';

/** A page that shows runs: pictures, tables, and what to know of both. It loads nothing, and reads without scripts. */
export async function reportPage(report: Report): Promise<string> {
  const script = inScript(await readFile(packageFile('dist/report-client.js'), 'utf8'));
  const packed = pack(report.drawing);
  // Pictures are of what the page holds, so that they stay as they are when the script draws them again.
  const drawn = subjectsOf(unpack(packed));
  const subjects = subjectsOf(report.drawing);
  const sections: string[] = [];
  for (const [position, subject] of subjects.entries()) {
    sections.push(await subjectSection(subject, drawn[position] as Subject, position, report));
  }
  const title = `adabatch: ${[...new Set(subjects.map(({ name }) => name))].join('; ')}`;
  return pageOf({
    title: escapeHtml(title),
    policy: policyFor(script),
    style,
    body: `<header><h1>adabatch report</h1><div id="theme-switch"></div></header>
<main>
${overviewSection(report)}
${readingSection()}
${warningsSection(report)}
${sections.join('\n')}
${environmentSection(report)}
</main>
<script type="application/json" id="drawing">${inScript(packed)}</script>
<script>${script}</script>`,
  });
}

/** Nothing but this script runs, and nothing is loaded but pictures that the page makes itself. */
function policyFor(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src blob:`;
}

async function subjectSection(subject: Subject, drawn: Subject, position: number, report: Report): Promise<string> {
  const id = `subject-${position + 1}`;
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(subject.name)}</h2>
${await picturesOf(drawn, position, report.spell)}
${tablesOf(subject, position, report)}
</section>`;
}
