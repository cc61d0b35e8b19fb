import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { reportPage } from '../../src/report/html/page.js';
import type { DrawnGroup, DrawnRow } from '../../src/results/comparison/curves.js';
import type { Spread } from '../../src/results/comparison/spread.js';
import { browserPath, startBrowser } from '../support/browser.js';
import { reportOf, twoSubjects } from '../support/drawings.js';
import { temporaryFolder } from '../support/folders.js';

const why = browserPath === undefined ? ' (skipped: there is no chromium)' : '';

describe.skipIf(browserPath === undefined)(`the page of a report${why}`, () => {
  const folder = temporaryFolder();
  let browser: Browser;
  let file: string;
  let page: Page;
  /** What went wrong or left the page. */
  let faults: string[];

  beforeAll(async () => {
    file = path.join(folder, 'report.html');
    await writeFile(file, await reportPage(reportOf(twoSubjects)));
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(() => {
    faults = [];
  });
  afterEach(() => page.context().close());

  async function open(
    fragment = '',
    { waits = true, ...options }: BrowserContextOptions & { waits?: boolean } = {},
  ): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    page = await context.newPage();
    page.on('console', (message) => faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (!/^(file|blob):/.test(request.url())) faults.push(request.url());
    });
    await page.goto(pathToFileURL(file).href + fragment);
    if (waits) await drawn();
  }

  /** Waits until the script has drawn all pictures. */
  async function drawn(): Promise<void> {
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.plot')].every((plot) => plot.ariaLabel?.includes('arrow keys')),
    );
  }

  const plot = (id: string) => page.locator(`#${id} .plot`);
  const tooltip = (id: string) => page.locator(`#${id} .tooltip`);
  const fragment = () => new URL(page.url()).hash;
  const rowsOf = (id: string) =>
    page.locator(`#${id} tbody tr`).evaluateAll((rows) =>
      rows.map((row) =>
        [...(row as HTMLTableRowElement).cells]
          .slice(0, 2)
          .map((cell) => cell.textContent)
          .join(' '),
      ),
    );

  test('draws each picture, without a fault and without a request', async () => {
    await open();

    const ids = await page.locator('figure').evaluateAll((figures) => figures.map(({ id }) => id));
    const drawnOnes = await page.locator('figure svg[role=img]').count();

    expect(ids).toEqual(['curves-1', 'speed-up-1', 'batch-2', 'curves-2']);
    expect(drawnOnes).toBe(4);
    expect(faults).toEqual([]);
  });

  test('has the same pictures, tables and sentences without scripts', async () => {
    await open('', { javaScriptEnabled: false, waits: false });

    expect(await page.locator('figure svg[role=img]').count()).toBe(4);
    expect(await page.locator('#batch-2 figcaption').innerText()).toContain(
      'adabatch: 1.507 epochs to the target at batch 1, 2.145 epochs to the target at batch 64; critical batch 8',
    );
    expect(await rowsOf('table-2-1')).toHaveLength(6);
  });

  test('says the median and range of the point that the arrow keys reach, and of the one that the mouse is at', async () => {
    await open();
    await plot('curves-2').focus();
    for (const key of ['ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    const byKeys = await tooltip('curves-2').textContent();
    const box = await page.locator('#curves-2 .ring').boundingBox();
    await page.keyboard.press('Escape');
    const afterEscape = await tooltip('curves-2').textContent();

    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2 + 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);

    expect(byKeys).toMatch(/^adabatch, batch 64\nepochs: 1\ntrain loss: 0\.625$/);
    expect(afterEscape).toBe('');
    expect(await tooltip('curves-2').textContent()).toBe(byKeys);
  });

  test('says the value of the point that a finger has touched', async () => {
    await open('', { viewport: { width: 360, height: 800 }, hasTouch: true });
    await plot('curves-2').focus();
    await page.keyboard.press('ArrowRight');
    const byKeys = await tooltip('curves-2').textContent();
    const box = await page.locator('#curves-2 .ring').boundingBox();
    await page.keyboard.press('Escape');

    await page.touchscreen.tap((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);

    expect(byKeys).toBe('adabatch, batch 64\nepochs: 0\ntrain loss: 1');
    expect(await tooltip('curves-2').textContent()).toMatch(/^adabatch, batch \d+\nepochs: 0\ntrain loss: 1$/);
  });

  test('says the range over the seeds, and what was missed', async () => {
    await open();
    await plot('batch-2').focus();
    const texts: (string | null)[] = [];
    for (const key of [...Array(3).fill('ArrowRight'), 'ArrowDown', 'ArrowLeft', 'ArrowLeft']) {
      await page.keyboard.press(key);
      texts.push(await tooltip('batch-2').textContent());
    }

    const { rows } = reportOf(twoSubjects).drawing.groups[1] as DrawnGroup;
    const { median, min, max } = (rows[0] as DrawnRow).epochsToTarget as Spread;
    const [middle, least, most] = [median, min, max].map((value) => Number(value.toPrecision(5)));
    expect(texts).toEqual([
      `mean\nbatch size: 1\nepochs to train loss 0.354: ${middle} (${least} to ${most})`,
      'mean\nbatch size: 8\nepochs to train loss 0.354: > 3',
      'mean\nbatch size: 64\nepochs to train loss 0.354: > 3',
      'adabatch\nbatch size: 64\nepochs to train loss 0.354: 2.1452',
      'adabatch\nbatch size: 8\nepochs to train loss 0.354: 1.79',
      `adabatch\nbatch size: 1\nepochs to train loss 0.354: ${middle} (${least} to ${most})`,
    ]);
  });

  test('draws another measure and scale when they are chosen, and keeps both in the address', async () => {
    await open();
    const measure = page.locator('#curves-2').getByLabel('measure', { exact: true });
    await measure.focus();
    await page.keyboard.press('t');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'Train error on data' }).waitFor();
    await page.locator('#curves-2').getByLabel('x axis').selectOption('seconds');
    await page.locator('#curves-2 svg text', { hasText: 'seconds in updates' }).first().waitFor();

    expect(fragment()).toBe('#curves-2.y=train-error&curves-2.x=seconds');
    await page.reload();
    await page.getByRole('heading', { name: 'Train error on data' }).waitFor();
    expect(await measure.inputValue()).toBe('train-error');
    expect(faults).toEqual([]);
  });

  test('says why a choice shows nothing', async () => {
    await open('#curves-2.y=suboptimality', { waits: false });

    await plot('curves-2').getByText('no run has a finite suboptimality').waitFor();
    expect(faults).toEqual([]);
  });

  test('sorts a table by mouse and by keyboard, and back from the address', async () => {
    await open();
    const button = page.locator('#table-2-1').getByRole('button', { name: 'final loss' });
    await button.click();
    const ascending = await rowsOf('table-2-1');
    await button.focus();
    await page.keyboard.press('Enter');
    const descending = await rowsOf('table-2-1');

    expect(ascending).toEqual(['adabatch 1', 'mean 1', 'adabatch 8', 'adabatch 64', 'mean 8', 'mean 64']);
    expect(descending).toEqual(['mean 8', 'adabatch 64', 'adabatch 8', 'adabatch 1', 'mean 1', 'mean 64']);
    expect(fragment()).toBe('#table-2-1.sort=-final+loss');
    await page.reload();
    await drawn();
    expect(await rowsOf('table-2-1')).toEqual(descending);
  });

  test('is dark for those who prefer it, and light for those who switch', async () => {
    await open('', { colorScheme: 'dark' });
    const paper = () => page.locator('#curves-2 svg > rect').getAttribute('fill');
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect([await paper(), await background()]).toEqual(['#14171c', 'rgb(20, 23, 28)']);

    await page.getByLabel('theme').selectOption('light');
    await page.locator('#curves-2 svg > rect[fill="#ffffff"]').waitFor();

    expect([await background(), fragment()]).toEqual(['rgb(255, 255, 255)', '#theme=light']);
  });

  test('saves a picture as SVG and as PNG, with its title', async () => {
    await open();
    const save = async (press: () => Promise<void>) => {
      const [download] = await Promise.all([page.waitForEvent('download'), press()]);
      return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
    };
    const svgButton = page.getByRole('button', { name: 'Save batch-2 as SVG' });
    const svg = await save(() => svgButton.click());
    await page.getByRole('button', { name: 'Save batch-2 as PNG' }).focus();
    const png = await save(() => page.keyboard.press('Enter'));

    expect([svg.name, png.name]).toEqual(['batch-2.svg', 'batch-2.png']);
    expect(svg.content.toString()).toMatch(/^<svg [\s\S]*Epochs to the target by batch size on data/);
    const [, width = ''] = /<svg [^>]*width="(\d+)/.exec(svg.content.toString()) ?? [];
    expect(png.content.subarray(1, 4).toString()).toBe('PNG');
    expect(png.content.readUInt32BE(16)).toBe(2 * Number(width));
    expect(faults).toEqual([]);
  });

  test.each([360, 768, 1400])('fits a window of %i pixels', async (width) => {
    await open('', { viewport: { width, height: 800 } });

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  test.each(['light', 'dark'] as const)('has no serious fault that axe-core finds, in %s', async (colorScheme) => {
    await open('', { colorScheme });
    await page.evaluate(axe.source);

    const violations = await page.evaluate(async () => {
      const { axe: tester } = globalThis as unknown as { axe: typeof axe };
      return (await tester.run()).violations.map(({ id, impact, nodes }) => ({
        id,
        impact,
        where: nodes.map(({ html }) => html.slice(0, 120)),
      }));
    });

    expect(violations).toEqual([]);
  });
});
