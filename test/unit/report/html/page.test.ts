import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { comparisonFormats } from '../../../../src/report/comparison/index.js';
import { unpack } from '../../../../src/report/html/packing.js';
import { reportPage } from '../../../../src/report/html/page.js';
import { compareRuns } from '../../../../src/results/comparison/compare.js';
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
