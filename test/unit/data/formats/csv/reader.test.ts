import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../../../src/data/formats/csv/reader.js';
import { complaintAbout as complaint, readText as read } from '../../../../support/csv.js';
import { chunksOf, complaintOf, type Reading, readAll } from '../../../../support/reading.js';

const TRICKY = [
  '\uFEFFname,"size, in cm",color,label\r',
  '\r',
  'a,1.5,"red",yes\r',
  '"b ""quoted""",0,"blue',
  'green",no',
  '',
  ' a , -2e1 , red , yes',
  'é,,"two\r',
  'lines",no',
].join('\n');

describe('readCsv', () => {
  it('readCsv takes numbers as they are, without zeros and empty cells', async () => {
    const { rows, summary } = await read('a,b,c\n1.5,0,1\n,-2,0\n');
    expect(rows).toEqual([
      { label: 1, indices: [0], values: [1.5] },
      { label: 0, indices: [1], values: [-2] },
    ]);
    expect(summary).toEqual({
      indexBase: 0,
      features: 2,
      columns: { names: ['a', 'b', 'c'], header: true, label: 2, features: ['a', 'b'] },
      notes: [
        "a.csv: separated by commas; the first line is a header; the label is column 'c'",
        'missing values count as 0: a (1 cell)',
      ],
    });
  });

  it('readCsv one-hot encodes text in the order of appearance, after the numbers', async () => {
    const { rows, summary } = await read('color,size,shape,label\nred,1,round,0\nblue,2,flat,1\n,3,round,1\n');
    expect(summary.columns?.features).toEqual(['size', 'color=red', 'shape=round', 'color=blue', 'shape=flat']);
    expect(rows.map(({ indices }) => indices)).toEqual([
      [0, 1, 2],
      [0, 3, 4],
      [0, 2],
    ]);
    expect(rows.map(({ values }) => values)).toEqual([
      [1, 1, 1],
      [2, 1, 1],
      [3, 1],
    ]);
    expect(summary.notes).toEqual([
      "a.csv: separated by commas; the first line is a header; the label is column 'label'",
      'one-hot encoded: color (2 values), shape (2 values)',
      'missing values count as 0: color (1 cell)',
    ]);
  });

  it('readCsv takes a first line that names the label for a header, whatever its other names', async () => {
    const years = '2019,2020,label\n1,2,cat\n3,4,dog\n';
    expect((await read(years)).summary).toMatchObject({ features: 2, labelNames: ['cat', 'dog'] });
    const named = '0,1,kind\n1,2,cat\n3,4,dog\n';
    expect((await read(named, { labelColumn: 'kind' })).summary.columns?.names).toEqual(['0', '1', 'kind']);
  });

  it.each([
    ['\ra,b\n1,2\n', 'a.csv:1:1: '],
    ['a,b\r\n\r\n1,2\r\r\n', 'a.csv:3:4: '],
    ['"a\rb",c\n1\r2,3\n', 'a.csv:2:2: '],
  ])(
    'readCsv refuses a carriage return of %j at its place, and counts lines by their newlines',
    async (text, place) => {
      await expect(read(text)).rejects.toThrow(`${place}a carriage return is in the middle of a line`);
    },
  );

  it('readCsv refuses a NUL byte, also behind a quote', async () => {
    expect(await complaint('a,b\n"1\n"\0,2\n')).toEqual([
      'a.csv:3:2: there is a NUL byte',
      'This is not a text file, or it was damaged: fetch it again',
    ]);
  });

  it('readCsv refuses text that is not UTF-8, in which different words would become one feature', async () => {
    const bytes = Buffer.from('name,y\n"M\xFCller\n",1\nM\xF6ller,2\n', 'latin1');
    const reading = readAll(readCsv(chunksOf(bytes), { file: 'a.csv', separator: ',' }));
    expect(await complaintOf(reading)).toEqual([
      'a.csv:2:3: the text is not UTF-8 here',
      'Save it as UTF-8, as with iconv -f latin1 -t utf-8',
    ]);
  });

  it('readCsv names the faults of rows before the fault of a quote behind them', async () => {
    expect((await complaint('a,b\n1\n1,"2\n'))[0]).toMatch(/^a.csv:2:2: this row has 1 cell/);
  });

  it('readCsv refuses lines that end in a carriage return alone', async () => {
    const text = 'a,b,label\r1,2,0\r3,4,1\r';
    await expect(read(text)).rejects.toThrow('a.csv:1:10: a carriage return is in the middle of a line');
  });

  it('readCsv is not slow for many columns', async () => {
    const cells = Array.from({ length: 50_000 }, (_, column) => column);
    const text = `${cells.map((column) => `c${column}`).join(',')}\n${cells.join(',')}\n${cells.join(',')}\n`;
    expect((await read(text)).summary.features).toBe(49_999);
  });

  it('readCsv sorts the features of a row whose values appeared in another order', async () => {
    const { rows, summary } = await read('a,b,label\nx,p,1\ny,q,1\nz,p,0\nx,p,0\nx,r,1');
    expect(summary.columns?.features).toEqual(['a=x', 'b=p', 'a=y', 'b=q', 'a=z', 'b=r']);
    expect(rows.map(({ indices }) => indices)).toEqual([
      [0, 1],
      [2, 3],
      [1, 4],
      [0, 1],
      [0, 5],
    ]);
  });

  it('readCsv keeps a zero of a column that is said to be text, which is a value like any other', async () => {
    const { rows, summary } = await read('a,label\n0,1\nx,1\n', { textColumns: ['a'] });
    expect(summary.columns?.features).toEqual(['a=0', 'a=x']);
    expect(rows.map(({ indices }) => indices)).toEqual([[0], [1]]);
  });

  it('readCsv numbers text labels by appearance', async () => {
    const { rows, summary } = await read('a,label\n1,yes\n2,no\n3,yes\n');
    expect(rows.map(({ label }) => label)).toEqual([0, 1, 0]);
    expect(summary.labelNames).toEqual(['yes', 'no']);
  });

  it('readCsv names at most ten of the columns it encoded', async () => {
    const names = Array.from({ length: 12 }, (_, position) => `c${position}`);
    const { summary } = await read(`${names.join(',')},label\n${names.map(() => 'x').join(',')},1\n`);
    expect(summary.notes[1]).toMatch(/^one-hot encoded: c0 \(1 value\), .*, c9 \(1 value\) and 2 more$/);
  });

  it('readCsv reads quotes, blanks, CRLF, blank lines and a byte order mark wherever the chunks are cut', async () => {
    const whole = await read(TRICKY);
    expect(whole.summary.columns).toEqual({
      names: ['name', 'size, in cm', 'color', 'label'],
      header: true,
      label: 3,
      features: [
        'size, in cm',
        'name=a',
        'color=red',
        'name=b "quoted"',
        'color=blue\ngreen',
        'name=é',
        'color=two\r\nlines',
      ],
    });
    expect(whole.rows).toEqual([
      { label: 0, indices: [0, 1, 2], values: [1.5, 1, 1] },
      { label: 1, indices: [3, 4], values: [1, 1] },
      { label: 0, indices: [0, 1, 2], values: [-20, 1, 1] },
      { label: 1, indices: [5, 6], values: [1, 1] },
    ]);
    for (let size = 1; size <= Buffer.byteLength(TRICKY); size++) expect(await read(TRICKY, {}, size)).toEqual(whole);
  });

  it.each([';', '\t'] as const)('readCsv reads cells separated by %j', async (separator) => {
    const { rows } = await read(['a', 'b', 'label\n1', '2', '3'].join(separator), { separator });
    expect(rows).toEqual([{ label: 3, indices: [0, 1], values: [1, 2] }]);
  });

  it('readCsv hands rows on in several chunks', async () => {
    const text = Array.from({ length: 50_000 }, (_, row) => `${row + 1},${row % 7},${row % 2}\n`).join('');
    const { rows } = await read(text);
    expect(rows).toHaveLength(50_000);
    expect(rows.every(({ label, values }, row) => label === row % 2 && values[0] === row + 1)).toBe(true);
  });
});

describe('the label of a CSV file', () => {
  it.each([
    ['the last column', 'a,b,c\n1,2,3', undefined, 2],
    ['the column label', 'a,Label,c\n1,2,3', undefined, 1],
    ['the column target', 'TARGET,b,c\n1,2,3', undefined, 0],
    ['the column y', 'a,y,c\n1,2,3', undefined, 1],
    ['the column class', 'class,b,c\n1,2,3', undefined, 0],
    ['the label before the class', 'class,label,c\n1,2,3', undefined, 1],
    ['a column by name', 'a,b,label\n1,2,3', 'b', 1],
    ['a column by number', 'a,b,label\n1,2,3', '1', 0],
    ['a column by number without a header', '1,2,3', '2', 1],
  ])('the label of a CSV file is %s', async (_, text, labelColumn, label) => {
    const given = labelColumn === undefined ? {} : { labelColumn };
    expect((await read(text, given)).summary.columns?.label).toBe(label);
  });

  it('the label column that the user names must exist', async () => {
    expect(await complaint('a,b,c\n1,2,3', { labelColumn: 'd' })).toEqual([
      "‹labelColumn›: a.csv has no column 'd'",
      'Its columns are a, b, c',
    ]);
    expect((await complaint('a,b,c\n1,2,3', { labelColumn: '4' }))[0]).toContain("'4'");
    expect((await complaint('a,b,c\n1,2,3', { labelColumn: '0' }))[0]).toContain("'0'");
    expect(await complaint('1,2,3', { labelColumn: 'label' })).toEqual([
      "‹labelColumn›: a.csv has no column 'label'",
      'It has no header: give the number of the column, from 1 to 3, or say ‹header›',
    ]);
    const names = Array.from({ length: 12 }, (_, position) => `c${position}`);
    expect((await complaint(`${names}\n${names.map(() => 1)}`, { labelColumn: 'd' }))[1]).toBe(
      'Its columns are c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 and 2 more',
    );
  });
});

describe('refusals of readCsv', () => {
  const numbers = '1,2,3\n'.repeat(1001);
  it.each([
    [
      'abc',
      "'abc' is not a number, and column 'column2' is numeric",
      'Correct the cell; or say ‹textColumns› 2 or ‹dropColumns› 2',
    ],
    [
      'nan',
      "'nan' is not a number, and column 'column2' is numeric",
      'If nan marks a missing value, say ‹missing› nan; or say ‹textColumns› 2 or ‹dropColumns› 2',
    ],
    [
      '?',
      "'?' is not a number, and column 'column2' is numeric",
      "If ? marks a missing value, say ‹missing› '?'; or say ‹textColumns› 2 or ‹dropColumns› 2",
    ],
    ['-inf', "'-inf' in column 'column2' is not a finite number", undefined],
    ['0x1F', "'0x1F' in column 'column2' is hexadecimal", undefined],
    ['1_000', "'1_000' in column 'column2' has an underscore between its digits", undefined],
    ['"0,5"', "'0,5' in column 'column2' has a decimal comma", undefined],
    ['1e999', "'1e999' in column 'column2' is too large for a double, whose largest is about 1.8e308", undefined],
  ])('readCsv refuses %s in a numeric column', async (cell, message, hint) => {
    const [problem, advice] = await complaint(`${numbers}\r\n"1",${cell},3\n`);
    expect(problem).toBe(`a.csv:1003:5: ${message}`);
    expect(advice).toBeTypeOf('string');
    if (hint !== undefined) expect(advice).toBe(hint);
  });

  it.each(['nan', 'inf', '0x1F', '1_000', '1e999'])('readCsv refuses %s also within the sample', async (cell) => {
    expect((await complaint(`a,b\n1,2\n${cell},3\n`))[0]).toMatch(/^a\.csv:3:1: /);
  });

  it.each([1, 3, 1 << 16])(
    'readCsv refuses a fault behind lines within quotes at its own line (chunks of %i)',
    async (size) => {
      const text = 'a,b,label\r\n"x\r\ny",1,2\r\n\r\n"é\r\nz",inf,3\r\n';
      expect((await complaint(text, {}, size))[0]).toBe("a.csv:6:4: 'inf' in column 'b' is not a finite number");
    },
  );

  // é has two bytes, and 😀 four, which are two characters of a string.
  it.each([
    ['a cell', 'é😀,inf,3', 'a.csv:2:8: '],
    ['a cell behind lines within quotes', '"é\né😀",inf,3', 'a.csv:3:9: '],
    ['a cell behind separators and quotes within quotes', '"é, ""x"", y",inf,3', 'a.csv:2:16: '],
    ['the end of a short row', 'é😀,2', 'a.csv:2:9: '],
    ['a NUL byte', 'é😀\0,2,3', 'a.csv:2:7: '],
    ['a NUL byte behind lines within quotes', '"é\né😀\0",2,3', 'a.csv:3:7: '],
    ['a carriage return', 'é😀\rx,2,3', 'a.csv:2:7: '],
  ])('readCsv refuses %s at its byte, behind characters of several bytes', async (_, row, place) => {
    expect((await complaint(`name,b,label\n${row}\n`))[0]).toMatch(place);
    expect((await complaint(`name,b,label\n${row}\n`, {}, 1))[0]).toMatch(place);
  });

  it('readCsv refuses an empty label', async () => {
    expect(await complaint('a,y\n1,1\n2,\n')).toEqual([
      "a.csv:3:3: the label is missing: column 'y' is empty here",
      'Fill it in, or leave the row out',
    ]);
    expect((await complaint('a,y\n1,yes\n2,\n'))[0]).toMatch(/^a\.csv:3:3: the label is missing/);
  });

  it('readCsv refuses text as a label if labels are numbers', async () => {
    expect(await complaint(`${numbers}1,2,x`)).toEqual([
      "a.csv:1002:5: 'x' is not a number, and column 'column3' is numeric",
      'Correct the cell; or say ‹textColumns› 3',
    ]);
  });

  it.each([
    ['a,b,c\n1,2\n', 'a.csv:2:4: this row has 2 cells, and the header has 3'],
    ['1,2,3\n\n1,2,3,4\n', 'a.csv:3:7: this row has 4 cells, and the first row has 3'],
    [`${numbers}1`, 'a.csv:1002:2: this row has 1 cell, and the first row has 3'],
  ])('readCsv refuses a ragged row', async (text, message) => {
    expect(await complaint(text)).toEqual([
      message,
      'Cells are separated by commas: give every row as many, and quote what holds a comma',
    ]);
  });

  it.each([1, 1 << 16])('readCsv refuses a quote that is never closed (chunks of %i)', async (size) => {
    expect(await complaint('a,b\nz,2\n\n"x\n\ny",2\nu,"4\n5,6\n7,8\n', {}, size)).toEqual([
      'a.csv:7:1: a quote is opened in this row and never closed',
      'Close it, or remove it',
    ]);
  });

  it.each(['1,2"3', '1,"2"3'])('readCsv refuses a quote in the middle of a cell: %s', async (row) => {
    expect(await complaint(`a,b\n1,2\n${row}\n`)).toEqual([
      'a.csv:3:1: a quote is in the middle of a cell of this row',
      'Quote the whole cell, and double the quotes within it',
    ]);
  });

  it.each([
    ['apart', '\na,b,a\n1,2,3\n', 'a.csv:2:1', 'a'],
    ['side by side', 'b,a,a\n1,2,3\n', 'a.csv:1:1', 'a'],
    ['but for blanks and quotes', 'a,b," a "\n1,2,3\n', 'a.csv:1:1', 'a'],
    ['one of which stands for an empty cell', ',b,column1\n1,2,3\n', 'a.csv:1:1', 'column1'],
    ['over text', 'a,b,a\nx,y,z\nu,v,w\n', 'a.csv:1:1', 'a'],
  ])('readCsv refuses a header with equal names, %s', async (_, text, place, name) => {
    expect(await complaint(text, { header: true })).toEqual([
      `${place}: two columns have the name '${name}'`,
      'Give every column a name of its own',
    ]);
  });

  it('readCsv takes names that differ in their case', async () => {
    expect((await read('a,A,b\n1,2,3\n')).summary.columns?.names).toEqual(['a', 'A', 'b']);
  });

  it.each(['', '\n\n', 'a,b,label\n', '\uFEFFa,b\n\n'])('readCsv refuses a file without rows: %j', async (text) => {
    expect(await complaint(text)).toEqual([
      'a.csv: there are no rows',
      'A CSV file needs at least one line besides the header',
    ]);
  });
});

describe('a test file in CSV', () => {
  const training = 'size,color,label\n1,red,yes\n2,blue,no\n';

  async function readTest(text: string, trainingText = training, textColumns: string[] = []): Promise<Reading> {
    const { columns } = (await read(trainingText, { textColumns })).summary;
    if (columns === undefined) throw new Error('no columns');
    return read(text, { columns });
  }

  it('a test file in CSV has the features of the training file, by name', async () => {
    const { rows, summary } = await readTest('label,color,size\nno,blue,3\nyes,red,0\n');
    expect(rows).toEqual([
      { label: 0, indices: [0, 2], values: [3, 1] },
      { label: 1, indices: [1], values: [1] },
    ]);
    expect(summary).toMatchObject({ features: 3, labelNames: ['no', 'yes'] });
    expect(summary.notes).toEqual([
      'a.csv: the columns are in another order than in the training data, and go by their names',
    ]);
    expect(summary.columns?.features).toEqual(['size', 'color=red', 'color=blue']);
  });

  it('a test file in CSV has a column of text as text, though all of it are numbers here', async () => {
    const { rows } = await readTest('size,color,label\n1,7,yes\n', 'size,color,label\n1,7,yes\n1,red,no\n', ['color']);
    expect(rows).toEqual([{ label: 0, indices: [0, 1], values: [1, 1] }]);
  });

  it('values of a test file in CSV that training has not seen are left out and counted', async () => {
    const { rows, summary } = await readTest('size,color,more,label\n1,green,5,yes\n2,red,,no\n');
    expect(rows.map(({ indices }) => indices)).toEqual([[0], [0, 1]]);
    expect(summary.notes).toEqual([
      'columns that the training data does not have were ignored: more',
      '1 value in features unseen in training was ignored',
    ]);
    expect((await readTest('size,color,label\n1,green,yes\n')).summary.notes).toEqual([
      '1 value in features unseen in training was ignored',
    ]);
  });

  it('a test file in CSV has columns by position if there is no header', async () => {
    const { rows } = await readTest('4,red,1\n', '1,red,0\n2,blue,1\n3,red,1\n');
    expect(rows).toEqual([{ label: 1, indices: [0, 1], values: [4, 1] }]);
  });

  it('a test file in CSV must have every column of the training file', async () => {
    expect(await complaintOf(readTest('size,label\n1,yes\n'))).toEqual([
      "a.csv:1:1: the column 'color' of the training data is missing",
      'The columns here are size, label',
    ]);
    expect(await complaintOf(readTest('4,1\n', '1,2,0\n2,3,1\n'))).toEqual([
      "a.csv:1:1: the column 'column3' of the training data is missing",
      'There are 2 columns here',
    ]);
  });

  it('a test file in CSV may have no header if the training file has none', async () => {
    expect(await complaintOf(readTest('a,b\n4,1\n', '1,0\n2,1\n'))).toEqual([
      "a.csv:1:1: 'a' is not a number, and column 'column1' is numeric",
      'If the first line is a header, remove it: the training data has none',
    ]);
  });

  it('a test file in CSV may not have text in a column of numbers', async () => {
    expect((await complaintOf(readTest('size,color,label\nbig,red,yes\n')))[0]).toBe(
      "a.csv:2:1: 'big' is not a number, and column 'size' is numeric",
    );
  });
});

describe('readCsv on random tables', () => {
  const cell = fc.oneof(fc.constant(0), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 9 }));

  it('readCsv reads back the bits of random tables', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), fc.integer({ min: 1, max: 40 }), async (numbers, isQuoted, size) => {
        const text = numbers.map((row) => row.map((value) => (isQuoted ? `"${value}"` : value)).join(',')).join('\r\n');
        const { rows } = await read(text, {}, size);
        expect(rows).toEqual(
          numbers.map((row) => {
            const stored = [...row.slice(0, -1).entries()].filter(([, value]) => value !== 0);
            const label = Number(String(row.at(-1)));
            return { label, indices: stored.map(([index]) => index), values: stored.map(([, value]) => value) };
          }),
        );
      }),
    );
  });
});
