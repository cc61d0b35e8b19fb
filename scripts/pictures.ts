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
import { pictureOf } from '../src/report/plots/pictures/index.js';
import { noChoice, subjectsOf } from '../src/report/plots/pictures/picture.js';
import { specificationOf } from '../src/report/plots/vega/specification.js';
import { toSvg } from '../src/report/plots/vega/svg.js';
import { drawRuns, readDrawn } from '../src/results/comparison/curves.js';

const ROOT = path.join(import.meta.dirname, '..');
/** Where the screenshot of a report is, and beside it the hash of what it shows. */
const SCREENSHOT = 'docs/pictures/report.png';
const VIEWPORT = { width: 1000, height: 1250 };

const inProject = (file: string) => path.join(ROOT, file);
const readRuns = () => readDrawn([inProject('results/pictures')], () => {});

/** What tests compare with the files, by path: the pictures that are text, and the hash of what the screenshot shows. */
export async function drawPictures(): Promise<ReadonlyMap<string, string>> {
  const figures = subjectsOf(drawRuns(await readRuns(), {})).map((subject) =>
    pictureOf(subject).figure(subject, noChoice),
  );
  const svg = await toSvg(specificationOf(figures, { theme: 'light', width: null, hasTitle: true }));
  const texts: [string, string][] = [
    ['docs/pictures/batch.svg', `${svg}\n`],
    [`${SCREENSHOT}.sha256`, `${hashOf(await report())}\n`],
  ];
  return new Map(texts);
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
