import { describe, expect, it } from 'vitest';
import { findSeparator } from '../../../../../src/data/formats/csv/separator.js';
import { readRows } from '../../../../../src/data/formats/read.js';
import { chunksOf, complaintOf, type Reading, readAll } from '../../../../support/reading.js';

function readFile(text: string): Promise<Reading> {
  return readAll(readRows('-', { stdin: chunksOf(text) }).rows);
}

describe('the separator of a line', () => {
  it.each([
    ['a,b,c', ','],
    ['a;b;c', ';'],
    ['a\tb\tc', '\t'],
    ['1,5;2,5;3', ';'],
    ['1,5\t2,5', '\t'],
    ['a, b; c, d', ','],
    ['"a;b;c",d', ','],
    ['1,2', ','],
    ['"1,2', undefined],
    ['abc', undefined],
    ['1 3:0.5', undefined],
  ])('the separator of the line %j is %j', (line, separator) => {
    expect(findSeparator([line])).toBe(separator);
  });
});

describe('the separator of several lines', () => {
  it.each([
    ['is a tab between texts with commas', ['ham\tok, see you at noon, by the door', 'spam\tfree', 'ham\tno, I'], '\t'],
    ['is a tab though texts have a comma each', ['ham\tok, yes', 'spam\tfree, now'], '\t'],
    ['is a semicolon though the first line has more commas', ['a,b,c;d', '1;2', '3;4'], ';'],
    ['is a comma though the first line has more semicolons', ['a;b;c,d', '1,2', '3,4'], ','],
    ['is a semicolon between decimal commas', ['a;b', '0,5;1,5', '2,5;3'], ';'],
    ['is not within quotes over several lines', ['"a;', 'b;c;d",1', '"e;",2', '"f",3'], ','],
    ['is not within a quote that is closed further on', ['1,"a', 'b;c', 'd;e', 'f;g'], ','],
    ['is what the line for Excel says', ['sep=;', '1,2;3,4', '5,6;7,8'], ';'],
    ['is what a quoted line for Excel says', ['"sep=\t"\r', '1,2\t3'], '\t'],
  ])('the separator of several lines %s', (_, lines, separator) => {
    expect(findSeparator(lines)).toBe(separator);
  });

  it('the separator is named in the notes and in the hint of a ragged row', async () => {
    const { summary } = await readFile('ham\tok, see you at noon, by the door\nspam\tfree, now\nham\tno\n');
    expect(summary.notes[0]).toBe("stdin: separated by tabs; there is no header; the label is column 'column2'");
    expect(await complaintOf(readFile('a;b\n1;2\n1;2;3\n'))).toEqual([
      'stdin:3:5: this row has 3 cells, and the header has 2',
      'Cells are separated by semicolons: give every row as many, and quote what holds a semicolon',
    ]);
  });
});

describe('a line of Excel for the separator', () => {
  it.each(['sep=;\n', 'SEP=;\r\n', '\uFEFFsep=;\n', '"sep=;"\n', '# made by hand\nsep=;\n'])(
    'a first line %j is no row, and no header',
    async (line) => {
      const { rows, summary } = await readFile(`${line}age;bp;label\n30;1.5;0\n41;2.5;1\n`);
      expect(rows).toHaveLength(2);
      expect(summary.columns?.names).toEqual(['age', 'bp', 'label']);
      expect(summary.notes[0]).toContain('separated by semicolons; the first line is a header');
    },
  );

  it('a line of Excel for the separator is a row like any other if it is not the first line', async () => {
    expect((await readFile('a;b\nsep=;x\nsep=;y\n')).rows).toHaveLength(2);
  });
});
