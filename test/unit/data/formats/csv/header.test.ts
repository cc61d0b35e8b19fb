import { describe, expect, it } from 'vitest';
import { complaintAbout, readSound, readText } from '../../../../support/csv.js';

const LOOKS_LIKE_ONE =
  'a.csv: the first line looks like a header and is read as a row; say ‹header› or ‹header: false›';

describe('a first line that is a header', () => {
  it.each([
    ['of names over numbers', 'a,b,c\n1,2,3\n'],
    ['of names over numbers and text', 'a,b,c\n1,x,y\n'],
    ['of names over text', 'color,shape\nred,flat\nblue,flat\n'],
    ['of names over an empty column and numbers', 'a,b,c\n,2,3\n'],
    ['of names over numbers with marks of missing values', 'a,b\nNA,x\n1,x\n'],
    ['of names over numbers in other notations', 'price,kind\n"1,200",x\n$9.50,x\n'],
    ['of names that are texts of other columns', 'color,shape\nshape,flat\nred,color\n'],
    ['that counts from 0 over its numbers in other columns', '0,1,2\n1,2,0\n2,0,1\n'],
    ['with an empty name', ',b,c\n1,x,y\n'],
    ['in quotes', '"a","b"\n1,2\n'],
    ['that names the label, beside years over numbers', '2019,2020,label\n1,2,cat\n3,4,dog\n'],
    ['that names a label over numbers, whatever its other names', 'y,0.5,-3\n1,2,3\n'],
    ['of a label and indices, as data convert writes it', 'label,1,2,3\n1,0.5,0,0\n-1,0,1,0\n'],
    ['that names the label beside an index over text', 'label,1\ncat,0.5\ndog,0.25\n'],
    ['that counts from 0, as that of pandas', '0,1,2,3\n5.1,3.5,1.4,10\n4.9,3,1.4,11\n'],
    ['that counts from 0 in quotes', '"0","1","2"\n5.1,3.5,1.4\n'],
    ['that counts from 0 beside an index', ',0,1\n0,5.1,1\n1,4.9,0\n'],
    ['that counts from 0 over small whole numbers, if one of them does not come again', '0,1,2\n0,1,1\n0,1,0\n'],
  ])('a first line is a header: %s', async (_, text) => {
    const { columns, warnings = [] } = (await readSound(text)).summary;
    expect(columns?.header).toBe(true);
    expect(warnings).not.toContain(LOOKS_LIKE_ONE);
  });

  it('a first line is a header if a column that the user names is in it', async () => {
    const text = 'kind,color\nkind,red\nx,blue\n';
    expect((await readText(text)).summary.columns?.header).toBe(false);
    expect((await readText(text, { labelColumn: 'kind' })).summary.columns).toMatchObject({ header: true, label: 0 });
    expect((await readText(text, { textColumns: ['kind'] })).summary.columns?.header).toBe(true);
    expect((await readText(text, { dropColumns: ['kind'] })).summary.columns?.names).toEqual(['color']);
    expect((await readText('0,1,kind\n1,2,cat\n3,4,dog\n', { labelColumn: 'kind' })).summary.columns?.names).toEqual([
      ...['0', '1', 'kind'],
    ]);
  });
});

describe('a first line that is a row', () => {
  it.each([
    ['of numbers', '1,2,3\n4,5,6\n'],
    ['where one column is text', '5.1,setosa\n4.9,setosa\n'],
    ['where all but one column is text', 'red,flat,1\nblue,flat,2\n'],
    ['whose values come again', 'red,flat\nblue,flat\nred,round\n'],
    ['that has a value twice', 'red,red\nblue,green\n'],
    ['without its numbers', ',red\n1,red\n2,blue'],
    ['with a cell y among data', 'y,34,0\nn,45,1\ny,23,1\nn,50,0\ny,61,1\n'],
    ['with a cell y behind data', '34,n,y,0\n45,n,n,1\n23,y,n,1\n'],
    ['with a cell y that does not come again', 'y,34,0\nn,45,1\nn,23,1\n'],
    ['with a cell y before numbers that count', 'y,0,1\nn,1,0\nn,1,1\n'],
    ['of letters, as in the mushrooms of UCI', 'p,x,y,n\ne,x,s,y\np,b,y,w\n'],
    ['with a cell class that comes again', 'class,3\nclass,4\nlecture,5\n'],
    ['of two numbers that count, since so does many a row', '0,1\n5.1,10\n4.9,11\n'],
    ['that counts from 0, where every number of it comes again', '0,1,2\n0,0,0\n1,1,1\n2,2,2\n'],
  ])('a first line is a row: %s', async (_, text) => {
    const { rows, summary } = await readText(text);
    expect(summary.columns?.header).toBe(false);
    expect(rows).toHaveLength(text.trim().split('\n').length);
  });

  it('a first line is a row if it has a mark of a missing value over numbers', async () => {
    expect((await readSound('NA,1,2\n3,4,0\n2,6,1\n')).summary.columns?.header).toBe(false);
    const { columns } = (await readText('unknown,1,2\n3,4,0\n', { missing: ['unknown'] })).summary;
    expect(columns?.header).toBe(false);
  });
});

describe('a first line that may be a header', () => {
  it.each([
    ['of years', '2019,2020,2021\n1.5,2,3\n2.5,1,7\n'],
    ['of years that are not in even steps', '2015,2019,2020\n1.5,2,3\n2.5,1,7\n'],
    ['of numbers in even steps', '400,402.5,405\n0.1,0.7,0.3\n0.4,0.2,0.9\n'],
    ['of numbers that count from 1', '1,2,3,4\n5.1,3.5,1.4,10\n4.9,3,1.4,11\n'],
    ['of numbers that count from 0 and come again', '0,1,2\n0,0,0\n1,1,1\n2,2,2\n'],
    ['of years and a text over texts', '2019,2020,kind\n1,2,cat\n3,4,dog\n'],
  ])('a first line is read as a row, with a warning that it may be a header: %s', async (_, text) => {
    const { columns, warnings } = (await readText(text)).summary;
    expect(columns?.header).toBe(false);
    expect(warnings?.[0]).toBe(LOOKS_LIKE_ONE);
    for (const header of [true, false]) {
      const said = (await readText(text, { header })).summary;
      expect(said.columns?.header).toBe(header);
      expect(said.warnings ?? []).not.toContain(LOOKS_LIKE_ONE);
    }
  });

  it('a first line is read as a row without a warning if other rows are like it', async () => {
    const texts = ['1,2,3\n4,5,6\n', '2001,2004,2009\n2002,2003,2006\n', '0.1,0.2,0.4\n1,2,3\n'];
    for (const text of texts) expect((await readText(text)).summary.warnings).toBeUndefined();
  });
});

describe('the option --header', () => {
  it('--header and --no-header go before what the lines look like', async () => {
    expect((await readText('1,2,3\n4,5,6\n', { header: true })).summary.columns?.names).toEqual(['1', '2', '3']);
    expect((await readText('1,2,3\n4,5,6\n', { header: true })).rows).toHaveLength(1);
    expect((await readText('a,b\nc,d\n', { header: false })).rows).toHaveLength(2);
  });

  it('--header is the advice if a first line has text over numbers', async () => {
    expect(await complaintAbout('a,7,3\n1,2,0\n2,1,1\n')).toEqual([
      "a.csv:1:1: 'a' is not a number, and column 'column1' is numeric",
      'If the first line is a header, say ‹header›',
    ]);
  });
});

describe('the names of columns', () => {
  it('columns are named after their numbers if there is no header, or an empty cell in it', async () => {
    expect((await readText('1,2,3')).summary.columns?.names).toEqual(['column1', 'column2', 'column3']);
    expect((await readText(',b,c\n1,2,3')).summary.columns?.names).toEqual(['column1', 'b', 'c']);
  });

  it('names of columns go before their numbers, as in --label-column 3 with a header from 0', async () => {
    const text = '0,1,2,3\n5.1,3.5,1.4,10\n4.9,3,1.4,11\n';
    expect((await readText(text, { labelColumn: '3' })).summary.columns?.label).toBe(3);
    expect((await readText(text, { labelColumn: '4' })).summary.columns?.label).toBe(3);
    expect((await readText(text, { header: false, labelColumn: '3' })).summary.columns?.label).toBe(2);
  });
});

describe('a first line of another length', () => {
  it.each([
    ['a header without a name for the row names of R', '"x1","label"\n"1",0.5,0\n"2",0.25,1\n', 2, 3, /R leaves out/],
    ['a header with a name too many', 'a,b,label,more\n1,2,0\n2,1,1\n', 4, 3, /Remove the line/],
    ['a title', 'Sales of 2024\n1,2,0\n2,1,1\n', 1, 3, /Remove the line/],
    ["the first line of UCI's adult.test", '|1x3 Cross validator\n25, Private, <=50K.\n38, ?, >50K.\n', 1, 3, /Remove/],
  ])(
    'a first line of another length than all others is refused at its place: %s',
    async (_, text, cells, others, hint) => {
      const [message, advice] = await complaintAbout(text);
      expect(message).toMatch(
        new RegExp(`^a.csv:1:1: '.*' has ${cells} cells?, and the lines after it have ${others}$`),
      );
      expect(advice).toMatch(hint);
    },
  );
});
