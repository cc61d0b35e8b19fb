import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { comparisonFormats } from '../../../../src/report/comparison/index.js';
import { unpack } from '../../../../src/report/html/packing.js';
import { reportPage } from '../../../../src/report/html/page.js';
import { compareRuns } from '../../../../src/results/comparison/compare.js';
import { contended, ran } from '../../../support/comparisons.js';
import { drawn, HOSTILE, reportOf, twoSubjects } from '../../../support/drawings.js';

let page: string;

beforeAll(async () => {
  page = await reportPage(reportOf(twoSubjects));
});

/** What stands between tags, without markup. */
function textsIn(markup: string, element: string): string[] {
  const found = markup.matchAll(new RegExp(String.raw`<${element}\b[^>]*>([\s\S]*?)</${element}>`, 'g'));
  return [...found].map(([, inner = '']) => inner.replaceAll(/<[^>]*>/g, ''));
}

test('a hostile name of a dataset is text, and ends no script', () => {
  const ends = page.match(/<\/script>/g);

  expect(ends).toHaveLength(2);
  expect(page).not.toContain('<!-- "');
  expect(page.slice(0, page.indexOf('id="drawing"'))).not.toContain('<script>alert');
  expect(page).toContain('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &quot;&amp;');
});

test('the data of the page are the drawing', () => {
  const [, json = ''] = /id="drawing">([\s\S]*?)<\/script>/.exec(page) ?? [];

  const names = unpack(json).groups.map(({ dataset }) => dataset.name);

  expect(names).toEqual([HOSTILE, 'data']);
});

test('the policy allows the script of the page, no other one and no network', () => {
  const script = /<\/script>\n<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(script).digest('base64');

  expect(/Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]).toBe(
    `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src blob:`,
  );
});

test('a table has the cells of compare, and the command of each row', () => {
  const markdown = comparisonFormats.find(({ name }) => name === 'markdown');
  const text = markdown?.write(compareRuns(drawn(twoSubjects), {}), (remark) => remark) ?? '';
  const rows = text.split('\n').filter((line) => /^\| (adabatch|mean) /.test(line));
  const expected = rows.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

  const table = page
    .split('<table id="table-')
    .slice(1)
    .map((part) => part.split('</table>')[0] ?? '');
  const cells = table.flatMap((part) => part.split('<tr>').slice(2)).map((row) => textsIn(row, 't[hd]'));

  expect(cells.map((row) => row.slice(0, -1))).toEqual(expected);
  expect(cells.map((row) => row.at(-1))).toContain('commandrepeat mean 64 on data');
});

test('the warnings say what diverged, what others ran beside, and which steps are at an edge', async () => {
  const runs = [
    ran({ batch: 1, stepSize: 0.5 }, [1, 0.5, 0.25], { environment: contended }),
    ran({ batch: 1, stepSize: 1 }, [1, 5, null], { status: 'diverged' }),
    ran({ batch: 8, stepSize: 1 }, [1, 5, null], { status: 'diverged' }),
  ];

  const text = await reportPage(reportOf(runs));

  const [, list = ''] = /<h2 id="warnings">Warnings<\/h2>\s*<ul>([\s\S]*?)<\/ul>/.exec(text) ?? [];
  expect(textsIn(list, 'li')).toEqual([
    '2 of 3 runs diverged.',
    '1 of 3 runs were measured while others went on: seconds say little.',
    'adabatch 8: 1 of 1 diverged.',
    '† adabatch 1: the best step, 0.5, is at the edge of the 2 that were run: 0123456789abcdef',
  ]);
});
