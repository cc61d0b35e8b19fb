import { describe, expect, it } from 'vitest';
import { complaintAbout, readText } from '../../../../support/csv.js';

/** More than the rows by which columns are told apart. */
const MANY = 1500;

/** A file of one column and a label, whose cells are all alike but one. */
function fileWith(odd: string, position: number, usual: (row: number) => string): string {
  const rows = Array.from({ length: MANY }, (_, row) => `${row === position ? odd : usual(row)},${row % 2}\n`);
  return `income,label\n${rows.join('')}`;
}

describe('a column with numbers and text is refused wherever the odd cell stands', () => {
  it.each([0, 500, MANY - 1])('a mark of a missing value in row %i', async (row) => {
    expect(await complaintAbout(fileWith('NA', row, (at) => `${1000 + at}`))).toEqual([
      `a.csv:${row + 2}:1: 'NA' is not a number, and column 'income' is numeric`,
      'If NA marks a missing value, say ‹missing› NA; or say ‹textColumns› income or ‹dropColumns› income',
    ]);
  });

  it.each([0, 500, MANY - 1])('a column of numbers with a text in row %i is refused', async (row) => {
    expect(await complaintAbout(fileWith('much', row, (at) => `${1000 + at}`))).toEqual([
      `a.csv:${row + 2}:1: 'much' is not a number, and column 'income' is numeric`,
      'Correct the cell; or say ‹textColumns› income or ‹dropColumns› income',
    ]);
  });

  it('a column with a number behind a thousand texts, or behind a thousand marks, is refused', async () => {
    expect(await complaintAbout(fileWith('7', MANY - 1, (at) => `c${at % 3}`))).toEqual([
      `a.csv:${MANY + 1}:1: '7' is a number, and column 'income' has text, such as 'c0'`,
      'Correct the cell; or say ‹textColumns› income or ‹dropColumns› income',
    ]);
    expect((await complaintAbout(fileWith('7', MANY - 1, () => '?')))[1]).toBe(
      "If ? marks a missing value, say ‹missing› '?'; or say ‹textColumns› income or ‹dropColumns› income",
    );
  });

  it('a column of labels with a number among texts, or a text among numbers, is refused', async () => {
    const labels = (odd: string) => `x,y\n1,${odd}\n2,no\n3,yes\n${'4,no\n'.repeat(MANY)}`;
    expect((await complaintAbout(labels('1')))[0]).toBe("a.csv:3:3: 'no' is not a number, and column 'y' is numeric");
    expect(await complaintAbout(`${labels('no')}5,0\n`)).toEqual([
      `a.csv:${MANY + 5}:3: '0' is a number, and column 'y' has text, such as 'no'`,
      'Correct the cell; or say ‹textColumns› y',
    ]);
  });
});

describe('--text-columns', () => {
  it('--text-columns makes text of a column, whatever is in it, by name or by number', async () => {
    const text = 'zip,size,label\n12345,1,0\n01234,2,1\n12345,x,1\n';
    const { rows, summary } = await readText(text, { textColumns: ['zip', '2'] });
    expect(summary.columns?.features).toEqual(['zip=12345', 'size=1', 'zip=01234', 'size=2', 'size=x']);
    expect(rows.map(({ indices }) => indices)).toEqual([
      [0, 1],
      [2, 3],
      [0, 4],
    ]);
  });

  it('--text-columns makes text of labels', async () => {
    const { labelNames } = (await readText('x,y\n1,0\n2,unsure\n3,0\n', { textColumns: ['y'] })).summary;
    expect(labelNames).toEqual(['0', 'unsure']);
  });

  it('--text-columns must name columns that exist', async () => {
    expect(await complaintAbout('a,b\n1,2\n', { textColumns: ['c'] })).toEqual([
      "‹textColumns›: a.csv has no column 'c'",
      'Its columns are a, b',
    ]);
  });
});

describe('--missing', () => {
  it.each([0, MANY - 1])('--missing makes a cell one without a value, as in row %i, and counts it', async (row) => {
    const { rows, summary } = await readText(
      fileWith('NA', row, (at) => `${1000 - at}`),
      { missing: ['NA', '?'] },
    );
    expect(rows[row]).toEqual({ label: row % 2, indices: [], values: [] });
    expect(summary.features).toBe(1);
    expect(summary.notes).toContain('missing values count as 0: income (1 cell)');
  });

  it('--missing takes numbers for marks too, in the same spelling, and makes no feature of a mark', async () => {
    const { rows, summary } = await readText('a,b,label\n-999,?,1\n-999.0,x,0\n3,,1\n', { missing: ['-999', '?'] });
    expect(rows.map(({ values }) => values)).toEqual([[], [-999, 1], [3]]);
    expect(summary.columns?.features).toEqual(['a', 'b=x']);
    expect(summary.notes).toContain('missing values count as 0: a (1 cell), b (2 cells)');
  });

  it('--missing takes no label for missing', async () => {
    expect((await complaintAbout('a,label\n1,1\n2,NA\n', { missing: ['NA'] }))[0]).toBe(
      "a.csv:3:3: the label is missing: column 'label' is empty here",
    );
  });

  it('--missing takes no name in the header for a mark', async () => {
    expect((await readText('NA,label\n1,1\n', { missing: ['NA'], header: true })).summary.columns?.names[0]).toBe('NA');
  });
});

describe('--drop-columns', () => {
  it('--drop-columns leaves columns out, by name or by number, whatever is in them', async () => {
    const text = 'id,size,when,label\n7,1,2024-01-01,0\nx,2,,1\n';
    const { rows, summary } = await readText(text, { dropColumns: ['id', '3'] });
    expect(summary.columns).toEqual({ names: ['size', 'label'], header: true, label: 1, features: ['size'] });
    expect(rows.map(({ values }) => values)).toEqual([[1], [2]]);
    expect(summary.notes.join()).not.toMatch(/missing|one-hot/);
  });

  it('--drop-columns makes another column the label if the usual one is left out', async () => {
    const { columns } = (await readText('a,label,c\n1,2,3\n', { dropColumns: ['label'] })).summary;
    expect(columns).toMatchObject({ names: ['a', 'c'], label: 1 });
    expect(await complaintAbout('a,b\n1,2\n', { dropColumns: ['b'], labelColumn: 'b' })).toEqual([
      '‹dropColumns› leaves no label of a.csv',
      'Say ‹labelColumn›, or drop fewer columns',
    ]);
    expect((await complaintAbout('a,b\n1,2\n', { dropColumns: ['a', '2'] }))[0]).toContain('leaves no label');
  });
});

describe('a column that is empty for a thousand rows', () => {
  const file = (cells: string[]) => {
    const empty = Array.from({ length: MANY }, (_, row) => `${row % 2 ? 'red' : 'blue'},,${row % 2}\n`);
    return `color,late,label\n${empty.join('')}${cells.map((cell) => `red,${cell},1\n`).join('')}`;
  };

  it('a column that is empty for a thousand rows has the kind of the cells that come then', async () => {
    const numbers = (await readText(file(['5', '6.5']))).summary;
    expect(numbers.columns?.features).toEqual(['color=blue', 'color=red', 'late']);
    expect((await readText(file(['x', 'y']))).summary.columns?.features.slice(2)).toEqual(['late=x', 'late=y']);
    expect((await readText(file([]))).summary.features).toBe(2);
    expect((await complaintAbout(file(['x', '5'])))[0]).toContain("'5' is a number, and column 'late' has text");
  });

  it('a column that is empty for a thousand rows has its features in a test file', async () => {
    const { columns } = (await readText(file(['5', '6.5']))).summary;
    const { rows } = await readText('label,late,color\n1,7,blue\n', columns ? { columns } : {});
    expect(rows).toEqual([{ label: 1, indices: [0, 2], values: [1, 7] }]);
  });
});

describe('numbers in other notations', () => {
  it.each([
    ['1,200', 'has separators between its digits', 'Write 1200 or 1.2, whichever is meant'],
    ['5.840,72', 'has separators between its digits', 'Write 5840.72 or 5.84072, whichever is meant'],
    ['1,200,300', 'has separators between its digits', 'Write 1200300'],
    ['1 200', 'has separators between its digits', 'Write 1200'],
    ['0,5', 'has a decimal comma', 'Write a decimal point: 0.5'],
    ['12%', 'has a unit, %', 'Write the number alone: 12 or 0.12, whichever is meant'],
    ['$9.50', 'has a unit, $', 'Write the number alone: 9.5'],
    ['1.200,50 €', 'has a unit, €', 'Write the number alone: 1200.5 or 1.2005, whichever is meant'],
    ['(35)', 'is in brackets', 'Write a minus sign: -35'],
  ])('a number in another notation is refused with all that it may mean: %s', async (cell, problem, hint) => {
    const text = `price;color;label\n"${cell}";red;1\n7;"${cell}";0\n`;
    const complaint = await complaintAbout(text, { separator: ';' });
    expect(complaint).toEqual([`a.csv:2:1: '${cell}' in column 'price' ${problem}`, hint]);
    const sound = `price;color;label\n${'7;red;1\n'.repeat(MANY)}"${cell}";red;1\n`;
    expect((await complaintAbout(sound, { separator: ';' }))[0]).toBe(
      `a.csv:${MANY + 2}:1: '${cell}' in column 'price' ${problem}`,
    );
    expect((await readText(text, { separator: ';', textColumns: ['price', 'color'] })).summary.features).toBe(4);
  });
});
