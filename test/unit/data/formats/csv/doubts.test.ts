import { describe, expect, it } from 'vitest';
import { readText } from '../../../../support/csv.js';

/** What is said of the columns of a file with a label beside them. */
async function warnings(header: string | undefined, rows: string[]): Promise<string[]> {
  const lines = rows.map((cells, row) => `${cells},${row % 2}`);
  const text = [...(header === undefined ? [] : [`${header},label`]), ...lines].join('\n');
  return (await readText(text)).summary.warnings ?? [];
}

const count = (rows: number, cells: (row: number) => string) => Array.from({ length: rows }, (_, row) => cells(row));
/** A number that rises and falls, and comes again. */
const wave = (row: number) => (row * 7) % 5;

describe('warnings of columns that may be no features', () => {
  it.each([
    ['a nameless one that counts', '', (row: number) => `${row}`, 'an index', 'column1'],
    ['pandas’ index', 'Unnamed: 0', (row) => `${row}`, 'an index', "'Unnamed: 0'"],
    ['an index of some of the rows', 'Unnamed: 0', (row) => `${row * row}`, 'an index', "'Unnamed: 0'"],
    ['R’s row names', '""', (row) => `"${row + 1}"`, 'an index', 'column1'],
    ['row names', 'rownames', (row) => `${row + 1}`, 'an index', 'rownames'],
    ['an id', 'customer_id', wave, 'ids', 'customer_id'],
    ['a negative id', 'ID', (row) => `${-1000 - wave(row)}`, 'ids', 'ID'],
    ['an id in camel case', 'PassengerId', wave, 'ids', 'PassengerId'],
    ['a text id', 'uuid', (row) => `a${row % 2}`, 'ids', 'uuid'],
    ['an ISO date', 'bought', (row) => `2024-01-0${1 + wave(row)}`, 'dates', 'bought'],
    ['a date and a time', 'bought', (row) => `2024-01-0${1 + wave(row)}T12:30:00Z`, 'dates', 'bought'],
    ['a German date', 'am', (row) => `0${1 + wave(row)}.02.2024`, 'dates', 'am'],
    ['an American date', 'on', (row) => `2/${1 + wave(row)}/24 12:30`, 'dates', 'on'],
    ['a month in words', 'on', (row) => `${1 + wave(row)}-Jan-2024`, 'dates', 'on'],
    ['a date in words', 'on', (row) => `"March ${1 + wave(row)}, 2024"`, 'dates', 'on'],
    ['a date in seconds', 'order_date', (row) => `${1704067200 + wave(row)}`, 'dates', 'order_date'],
    ['a code with zeros before it', 'zip', (row) => `0${1000 + wave(row)}`, 'ids', 'zip'],
    ['a compact date', 'on', (row) => `2024010${1 + wave(row)}`, 'dates', 'on'],
  ] as [string, string, (row: number) => string, string, string][])('%s', async (_, name, cell, like, dropped) => {
    const shown = name === '' || name === '""' ? 'column1' : name;
    const [warning, ...others] = await warnings(
      `${name},size`,
      count(4, (row) => `${cell(row)},${wave(row)}`),
    );
    expect(warning).toBe(
      `columns that look like ${like} became features: ${shown}; ‹dropColumns› ${dropped} leaves them out`,
    );
    expect(others).toEqual([]);
  });

  it.each([
    ['one that counts, in any order', (row: number) => `${(row * 7) % 20}`, 'an index'],
    ['one that counts down below 0', (row) => `${-row}`, 'an index'],
    ['one that rises with every row', (row) => `${row * row + 0.5}`, 'an index or a time'],
    ['one that falls with every row', (row) => `${1e6 - row * row}`, 'an index or a time'],
    ['a text that hardly ever comes again', (row) => `name ${row}`, 'names or ids'],
  ] as [string, (row: number) => string, string][])('%s, whatever its name, in twenty rows', async (_, cell, like) => {
    const rows = count(20, (row) => `${cell(row)},${wave(row)}`);
    expect(await warnings('x,size', rows)).toEqual([
      `columns that look like ${like} became features: x; ‹dropColumns› x leaves them out`,
    ]);
    expect(await warnings(undefined, rows)).toEqual([
      `columns that look like ${like} became features: column1; ‹dropColumns› 1 leaves them out`,
    ]);
    expect(await warnings('x,size', rows.slice(0, 5))).toEqual([]);
  });

  it.each([
    ['quantities', 'income', (row: number) => `${1000 + ((row * 7919) % 3001)}`],
    ['years', 'year', (row) => `${2000 + wave(row)}`],
    ['words that end alike', 'paid', wave],
    ['more words', 'acid', wave],
    ['numbers beside a text', 'size of', (row) => `${0.5 * wave(row)}`],
    ['texts that come again', 'color', (row) => ['red', 'blue', 'green'][row % 3] ?? ''],
  ] as [string, string, (row: number) => string][])('no warning names %s', async (_, name, cell) => {
    expect(
      await warnings(
        `${name},size`,
        count(20, (row) => `${cell(row)},${wave(row)}`),
      ),
    ).toEqual([]);
  });

  it('no warning names the label, a column that is dropped, or a column of a test file', async () => {
    const rows = count(20, (row) => `${row},${wave(row)}`).join('\n');
    expect(
      (await readText(`x,id\n${rows}`, { labelColumn: 'x', dropColumns: ['id'] })).summary.warnings,
    ).toBeUndefined();
    const { columns } = (await readText(`x,y\n${rows}`)).summary;
    expect((await readText(`x,y\n${rows}`, columns ? { columns } : {})).summary.warnings).toBeUndefined();
  });

  it('a warning names a column of more numbers than are kept', async () => {
    expect(
      await warnings(
        'x,size',
        count(70_000, (row) => `${row},${wave(row)}`),
      ),
    ).toHaveLength(1);
  });

  it('a warning names all columns of one kind together', async () => {
    const rows = count(4, (row) => `${wave(row)},${row},${wave(row)},2024-01-0${row + 1}`);
    expect(await warnings("id,Unnamed: 0,user's id,on", rows)).toEqual([
      "columns that look like ids became features: id, user's id; ‹dropColumns› id,'user'\\''s id' leaves them out",
      "columns that look like an index became features: Unnamed: 0; ‹dropColumns› 'Unnamed: 0' leaves them out",
      'columns that look like dates became features: on; ‹dropColumns› on leaves them out',
    ]);
  });

  it('a warning names a column by its number in the option if its name cannot be typed there', async () => {
    const [warning] = await warnings(
      '"a, b id",size',
      count(4, (row) => `${wave(row)},${wave(row)}`),
    );
    expect(warning).toBe('columns that look like ids became features: a, b id; ‹dropColumns› 1 leaves them out');
  });
});
