import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csv, libsvm } from '../../../../src/data/formats/write.js';
import { normalise } from '../../../../src/data/transforms/normalise.js';
import { withClasses, withNames, withNumbers } from '../../../../src/data/transforms/relabel.js';
import { selectRows } from '../../../../src/data/transforms/select.js';
import { contentFrom, rowsOf, written } from '../../../support/content.js';

const digits = await contentFrom('3 1:1\n1 2:1\n2 1:1\n3 2:1\n');
const words = await contentFrom('size,label\n1,spam\n2,ham\n3,other\n4,spam\n');
const labelsOf = async (content: typeof digits | ReturnType<typeof withNames>) =>
  (await rowsOf(content)).map(([label]) => label);

describe('labels', () => {
  test('withClasses makes +1 and −1 of labels', async () => {
    expect(await labelsOf(withClasses(digits, ['3', '+1.0']))).toEqual(['1', '1', '-1', '1']);
    expect(await labelsOf(withClasses(words, ['spam']))).toEqual(['1', '-1', '-1', '1']);
  });

  test('withNames gives labels other names, which are numbers if all of them are', async () => {
    expect(await labelsOf(withNames(digits, new Map([['3', '0']])))).toEqual(['0', '1', '2', '0']);
    const numbers = withNames(
      words,
      new Map([
        ['spam', '1'],
        ['ham', '-1'],
        ['other', '-1'],
      ]),
    );
    expect(await labelsOf(numbers)).toEqual(['1', '-1', '-1', '1']);
    expect(numbers.labelNames).toBeUndefined();
    const mixed = withNames(digits, new Map([['+3', 'three']]));
    expect(await labelsOf(mixed)).toEqual(['three', '1', '2', 'three']);
    expect(mixed.labelNames).toEqual(['three', '1', '2']);
    expect([...mixed.labels]).toEqual([0, 1, 2, 0]);
  });

  test('withNumbers numbers labels in the order of the alphabet', async () => {
    expect(await labelsOf(withNumbers(words))).toEqual(['2', '0', '1', '2']);
    expect(withNumbers(digits)).toBe(digits);
  });

  test('that do not occur are named', () => {
    expect(() => withNames(words, new Map([['eggs', '1']]))).toThrow('‹labels›: no row of data has the label eggs');
  });
});

describe('normalised rows', () => {
  const value = fc.oneof(
    fc.double({ noDefaultInfinity: true, noNaN: true }).filter((drawn) => drawn !== 0),
    fc.constantFrom(5e-324, 1e308, -1.7e308, 1e-200),
  );
  test('normalised rows have norm 1, whatever the size of their values, and keep their directions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 5 }), async (values) => {
        const text = `1 ${values.map((drawn, index) => `${index + 1}:${drawn}`).join(' ')}\n-1\n`;
        const [first, second] = await rowsOf(normalise(await contentFrom(text)));
        const [, features, scaled] = first as [string, number[], number[]];
        expect(Math.hypot(...scaled)).toBeCloseTo(1, 14);
        expect(scaled).not.toContain(0);
        features.forEach((feature, position) => {
          expect(Math.sign(scaled[position]!)).toBe(Math.sign(values[feature]!));
        });
        const largest = Math.max(...values.map(Math.abs));
        const lost = values.filter((_, feature) => !features.includes(feature));
        for (const small of lost) expect(Math.abs(small / largest)).toBeLessThan(1e-320);
        expect(second).toEqual(['-1', [], []]);
      }),
    );
  });

  test('normalised rows are exact if their norm is', async () => {
    const content = normalise(await contentFrom('1 1:3 2:4\n2 1:1 2:1 3:1 4:1\n3 2:-7\n'));
    expect((await rowsOf(content)).map(([, , values]) => values)).toEqual([[0.6, 0.8], [0.5, 0.5, 0.5, 0.5], [-1]]);
  });
});

test('selected rows keep the order and the features', async () => {
  const some = selectRows(digits, Uint32Array.of(1, 3));
  expect(await rowsOf(some)).toEqual([
    ['1', [1], [1]],
    ['3', [1], [1]],
  ]);
  expect(some).toMatchObject({ rows: 2, features: 2 });
  expect([...some.labels]).toEqual([1, 3]);
});

describe('a dataset that is written', () => {
  const notesOf = async (...[content, format, options]: Parameters<typeof written>) => {
    const notes: string[] = [];
    const text = await written(content, format, { ...options, note: (note) => notes.push(note) });
    return { text: text.toString(), notes };
  };

  test('a dataset in LIBSVM keeps its number of features and its first index', async () => {
    const cases: [string, string][] = [
      ['1 2:1 7:0\n2 1:3\n', '1 2:1 7:0\n2 1:3\n'],
      ['1 2:1\n2 7:0\n', '1 2:1 7:0\n2\n'],
      ['1\n2 0:0 3:1\n', '1 0:0\n2 3:1\n'],
      ['1 1:2\n2 0:0 3:0\n', '1 0:0 1:2 3:0\n2\n'],
      ['1 0:0\n', '1 0:0\n'],
      ['1\n2\n', '1\n2\n'],
    ];
    for (const [text, wanted] of cases) expect((await notesOf(await contentFrom(text), libsvm)).text).toBe(wanted);
  });

  test('a dataset in LIBSVM is counted from the index that the user says', async () => {
    expect(await notesOf(words, libsvm)).toEqual({
      text: '2 1:1\n0 1:2\n1 1:3\n2 1:4\n',
      notes: ['labels are numbered: ham = 0, other = 1, spam = 2', 'features are numbered from 1, without their names'],
    });
    expect((await notesOf(digits, libsvm, { indexBase: 0 })).text).toBe('3 0:1\n1 1:1\n2 0:1\n3 1:1\n');
    const last = await contentFrom(`1 0:1 ${2 ** 31 - 2}:1\n`);
    await expect(written(last, libsvm, { indexBase: 1 })).rejects.toThrow('an index above 2147483646');
  });

  test('a dataset in CSV comes with the options without which it would not be read back', async () => {
    const named = 'size,kind,colour\n1,a,red\n2,b,blue\n';
    expect(await notesOf(await contentFrom(named, { labelColumn: 'kind' }), csv)).toEqual({
      text: named,
      notes: ['to read it, say ‹labelColumn› kind'],
    });
    expect(await notesOf(await contentFrom('1,2,3\n4,5,6\n', { labelColumn: '1' }), csv)).toEqual({
      text: '1,2,3\n4,5,6\n',
      notes: ['to read it, say ‹labelColumn› 1'],
    });
    expect((await notesOf(await contentFrom(named), csv)).notes).toEqual([]);
    const odd = await contentFrom('9,2,x\n3,4,5\n', { labelColumn: '9', header: true });
    expect((await notesOf(odd, csv)).notes).toEqual(['to read it, say ‹header› ‹labelColumn› 9']);
    const count = await contentFrom('0,1,2\n3,4,5\n', { header: false });
    expect((await notesOf(count, csv)).notes).toEqual(['to read it, say ‹header: false›']);
    const codes = await contentFrom('zip,x,label\n12345,1,0\n01234,2,1\n', { textColumns: ['zip', 'label'] });
    expect(await notesOf(codes, csv)).toEqual({
      text: 'zip,x,label\n12345,1,0\n01234,2,1\n',
      notes: ['to read it, say ‹textColumns› zip,label'],
    });
  });

  test('a dataset in CSV has one-hot columns if rows were scaled, or if two columns could have a feature', async () => {
    const content = await contentFrom('size,colour,label\n3,red,1\n,blue,2\n');
    const scaled = { ...normalise(content), features: content.features };
    expect(await notesOf(scaled, csv)).toEqual({
      text: 'label,size,colour=red,colour=blue\n1,0.9486832980505138,0.31622776601683794,0\n2,0,0,1\n',
      notes: ['text columns are written as their one-hot encoding'],
    });
    const twofold = await contentFrom('a,a=b,label\nb=c,d,1\nx,y,2\n');
    expect((await notesOf(twofold, csv)).text).toBe('label,a=b=c,a=b=d,a=x,a=b=y\n1,1,1,0,0\n2,0,0,1,1\n');
    const same = await contentFrom('a,a=b,label\nb=c,c,1\nx,y,2\n');
    await expect(written(same, csv)).rejects.toThrow("data as CSV has two columns 'a=b=c'");
  });

  test('a dataset in CSV is refused if it has no features, or far too many cells', async () => {
    await expect(written(await contentFrom('1\n2\n'), csv)).rejects.toThrow(
      'data has no features, which a CSV file cannot',
    );
    const wide = { ...digits, features: 2 ** 24, rows: 1000 };
    await expect(written(wide, csv)).rejects.toThrow('data as CSV has 1000 × 16777217 cells, at least 33.6 GB');
  });
});
