// Draws the pictures of the pages from committed results; `npm run pictures` writes them.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { withFlags } from '../src/cli/flags.js';
import { commandOf } from '../src/cli/repeating.js';
import { reportPage } from '../src/report/html/page.js';
import type { Figure } from '../src/report/plots/figure.js';
import { pictureOf } from '../src/report/plots/pictures/index.js';
import { noChoice, subjectsOf } from '../src/report/plots/pictures/picture.js';
import { specificationOf } from '../src/report/plots/vega/specification.js';
import { toSvg } from '../src/report/plots/vega/svg.js';
import { drawRuns, readDrawn } from '../src/results/comparison/curves.js';
import type { Finding, Verdicts } from '../src/results/verdicts.js';
import { findingFigure } from './finding-figure.js';
import { findingsOf, readFindings } from './findings.js';

const ROOT = path.join(import.meta.dirname, '..');
/** Where the screenshot of a report is, and beside it the hash of what it shows. */
const SCREENSHOT = 'docs/pictures/report.png';
const VIEWPORT = { width: 1000, height: 1250 };

const inProject = (file: string) => path.join(ROOT, file);
const readRuns = () => readDrawn([inProject('results/pictures')], () => {});

/** What tests compare with the files, by path: the pictures that are text, and the hash of what the screenshot shows. */
export async function drawPictures(): Promise<ReadonlyMap<string, string>> {
  const findings = await readFindings();
  const [news20, a9a] = [findings.get('news20_bin10_l2') as Verdicts, findings.get('a9a') as Verdicts];
  const subjects = subjectsOf(drawRuns(await readRuns(), {}));
  const figures: [string, Figure[]][] = [
    ['batch', subjects.map((subject) => pictureOf(subject).figure(subject, noChoice))],
    ['excess-news20', [excessOn('news20, ten classes against ten', news20, ['adabatch', 'mean', 'sum'])]],
    ['excess-a9a', [excessOn('a9a', a9a, ['adabatch', 'mean', 'sum', 'power:0.5'])]],
    ['passes-news20', [passesOn('news20, ten classes against ten', news20)]],
  ];
  const texts: [string, string][] = [[`${SCREENSHOT}.sha256`, `${hashOf(await report())}\n`]];
  for (const [name, drawn] of figures) {
    const svg = await toSvg(specificationOf(drawn, { theme: 'light', width: null, hasTitle: true }));
    texts.push([`docs/pictures/${name}.svg`, `${svg}\n`]);
  }
  return new Map(texts);
}

/** Claim 3 with λ = 1/n. */
function excessOn(data: string, verdicts: Verdicts, rules: string[]): Figure {
  const ofSteps = (steps: string) => findingAbout(verdicts, '3', `λ = 1/n, ${steps} steps`);
  return findingFigure({
    title: `What a larger batch costs on ${data}`,
    subtitle: ['logistic loss, λ = 1/n, 10 epochs of SGD; median and standard error of 5 seeds'],
    y: {
      ...{ column: 'excess %', error: 'standard error %', scale: 'linear' },
      title: 'excess over batch 1 in % of its progress',
    },
    rules,
    panels: { 'the step of batch 1 for all': ofSteps('frozen'), 'the best step for each batch': ofSteps('tuned') },
  });
}

/** Claim 6 with λ = 1/n. */
function passesOn(data: string, verdicts: Verdicts): Figure {
  return findingFigure({
    title: `Passes of SVRG on ${data}`,
    subtitle: ['logistic loss, λ = 1/n; the best step for each batch'],
    y: { column: 'passes to 1e-6', scale: 'log', title: 'passes to 10⁻⁶ of F(w₀) − F*' },
    panels: { '': findingAbout(verdicts, '6', 'λ = 1/n') },
  });
}

function findingAbout(verdicts: Verdicts, claim: string, about: string): Finding {
  return findingsOf(verdicts, claim).find((finding) => finding.about === about) as Finding;
}

async function report(): Promise<string> {
  const runs = await readRuns();
  return reportPage({ drawing: drawRuns(runs, {}), runs, spell: withFlags, commandOf });
}

/** Of what a page shows, without its script, which changes with every version of Vega. */
function hashOf(page: string): string {
  const shown = page.replace(/<script>.*?<\/script>/s, '').replace(/script-src '[^']+'/, '');
  return createHash('sha256').update(shown).digest('hex');
}

async function takeScreenshot(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'adabatch-pictures-'));
  const file = path.join(folder, 'report.html');
  await writeFile(file, await report());
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.goto(pathToFileURL(file).href);
    await page.locator('figure .controls select').first().waitFor();
    await page.locator('#subject-1').evaluate((heading) => heading.scrollIntoView());
    await page.screenshot({ path: inProject(SCREENSHOT) });
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  for (const [file, content] of await drawPictures()) await writeFile(inProject(file), content);
  await takeScreenshot();
}
