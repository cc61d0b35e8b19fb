import { expect, test } from 'vitest';
import { plainTable } from '../../../src/report/table.js';
import { LINE_WIDTH, wrapped } from '../../../src/util/text.js';

const widest = (text: string) => Math.max(...text.split('\n').map(({ length }) => length));
const figures = (count: number, length: number) => Array.from({ length: count }, (_, k) => `${k}`.padEnd(length, '7'));
const titles = (count: number) => Array.from({ length: count }, (_, k) => `figure of ${k}`);

test('a table that fits is left as it is', () => {
  expect(
    plainTable(
      ['rule', 'step size'],
      [
        ['mean', '0.5'],
        ['adabatch', '12'],
      ],
      ['left'],
    ),
  ).toBe('rule      step size\nmean            0.5\nadabatch         12');
});

test('titles are broken at blanks, and figures are not, if the table would be wider than a terminal', () => {
  const table = plainTable(titles(9), [figures(9, 7)]);
  expect(widest(table)).toBeLessThanOrEqual(LINE_WIDTH);
  expect(table.split('\n').at(-1)?.trim().split(/ +/)).toEqual(figures(9, 7));
  expect(table).not.toContain('\n\n');
});

test('columns without room stand in a table below, behind the same keys', () => {
  const table = plainTable(titles(9), [figures(9, 14)], ['left', 'left'], 2);
  const parts = table.split('\n\n');
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) {
    expect(widest(part)).toBeLessThanOrEqual(LINE_WIDTH);
    expect(part.split('\n').at(-1)?.split(/ +/).slice(0, 2)).toEqual(figures(9, 14).slice(0, 2));
  }
  const shown = parts.flatMap((part) => part.split('\n').at(-1)?.split(/ +/).slice(2) ?? []);
  expect(shown).toEqual(figures(9, 14).slice(2));
});

test('texts of a column are broken at blanks too, and a word that is longer than a line stays whole', () => {
  const text = 'a text that goes on '.repeat(8).trim();
  const table = plainTable(['name', 'summary'], [['one', text]], ['left', 'left']);
  expect(widest(table)).toBeLessThanOrEqual(LINE_WIDTH);
  expect(table.replace('one', '').split(/\s+/).slice(2).join(' ')).toBe(text);
  expect(wrapped('x'.repeat(100))).toBe('x'.repeat(100));
});

test('prose is broken before 80 columns, but not before a per cent sign nor beside ±', () => {
  const text = wrapped(`${'1234 '.repeat(15)}12 ± 3 % of it`, 2);
  expect(text).toBe(`${'1234 '.repeat(15).trim()}\n  12 ± 3 % of it`);
});
