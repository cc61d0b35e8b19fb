// Draws the pictures of the pages from committed results; `npm run pictures` writes them.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pictureOf } from '../src/report/plots/pictures/index.js';
import { noChoice, subjectsOf } from '../src/report/plots/pictures/picture.js';
import { specificationOf } from '../src/report/plots/vega/specification.js';
import { toSvg } from '../src/report/plots/vega/svg.js';
import { drawRuns, readDrawn } from '../src/results/comparison/curves.js';

const ROOT = path.join(import.meta.dirname, '..');

/** The pictures that are made of results alone, by the path of their file. */
export async function drawPictures(): Promise<ReadonlyMap<string, string>> {
  const runs = await readDrawn([path.join(ROOT, 'results/pictures')], () => {});
  const figures = subjectsOf(drawRuns(runs, {})).map((subject) => pictureOf(subject).figure(subject, noChoice));
  const svg = await toSvg(specificationOf(figures, { theme: 'light', width: null, hasTitle: true }));
  return new Map([['docs/pictures/batch.svg', `${svg}\n`]]);
}

if (process.argv[1] === import.meta.filename) {
  for (const [file, content] of await drawPictures()) {
    await mkdir(path.dirname(path.join(ROOT, file)), { recursive: true });
    await writeFile(path.join(ROOT, file), content);
  }
}
