import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binary, csv, libsvm } from '../../src/data/formats/write.js';
import { contentFrom, rowsOf, written } from '../support/content.js';

const AWKWARD = [
  5e-324,
  -5e-324,
  1e308,
  -1.7976931348623157e308,
  0.1 + 0.2,
  1 / 3,
  2 ** 53 + 2,
  1e-7,
  -1,
  123456789.123,
];
const value = fc.oneof(
  fc.constantFrom(...AWKWARD),
  fc.double({ noDefaultInfinity: true, noNaN: true }).filter((drawn) => drawn !== 0),
);
const label = fc.oneof(fc.constantFrom(1, -1, 0, 2), value);

/** LIBSVM text, perhaps with rows without features, written zeros, and more features than are stored. */
const libsvmFile = fc
  .record({
    rows: fc.array(
      fc.tuple(
        label,
        fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.oneof(value, fc.constant(0))), {
          selector: ([index]) => index,
        }),
      ),
      { minLength: 1, maxLength: 12 },
    ),
    base: fc.constantFrom(0, 1),
  })
  .map(({ rows, base }) =>
    rows.map(([label, pairs]) =>
      [
        label,
        ...pairs.toSorted(([one], [other]) => one - other).map(([index, value]) => `${index + base}:${value}`),
      ].join(' '),
    ),
  )
  .map((lines) => `${lines.join('\n')}\n`)
  .filter((text) => text.includes(':'));

/** What CSV, or a reader that looks for another format, might stumble over. */
const SIGNS = [
  ',',
  ';',
  '\t',
  '"',
  '\n',
  '\r\n',
  ':',
  '#',
  '%',
  '|',
  '=',
  '@',
  '[',
  '{',
  '<',
  ' ',
  '.',
  '-',
  '1',
  'é',
  '1:2',
  ' 1:2 3:4 ',
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...SIGNS), fc.constantFrom('a', 'b', 'Rome', 'relation')), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => `x${parts.join('')}`.trim());
/** A text that may lack the x at its beginning, but not what keeps it from being read as a number. */
const anyText = fc
  .tuple(text, fc.boolean())
  .map(([drawn, cut]) => (cut ? drawn.slice(1).trim() : drawn))
  .filter((drawn) => drawn !== '' && /[a-zé]/.test(drawn) && !/^[-+.\d]*$/.test(drawn));

const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const numericCell = fc.oneof(value.map(String), fc.constantFrom('', '0', '-0.0', '1.50'));
const csvFile = fc
  .record({
    name: anyText,
    rows: fc.array(fc.tuple(numericCell, fc.oneof(anyText, fc.constant('')), anyText, numericCell, anyText), {
      minLength: 1,
      maxLength: 8,
    }),
  })
  .map(({ name, rows }) => {
    const header = ['size', `${name} of`, 'label', 'weight', 'colour'];
    return [header, ...rows].map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
  });

describe('LIBSVM that is converted and read back', () => {
  test.each([
    ['the binary form', binary],
    ['LIBSVM', libsvm],
  ])('LIBSVM comes back from %s with all that it was', async (_, format) => {
    await fc.assert(
      fc.asyncProperty(libsvmFile, async (file) => {
        const content = await contentFrom(file);
        const back = await contentFrom(await written(content, format));
        expect(await rowsOf(back)).toEqual(await rowsOf(content));
        expect(back.sha256).toBe(content.sha256);
        expect(await written(back, libsvm)).toEqual(await written(content, libsvm));
      }),
    );
  });

  test('LIBSVM comes back from CSV, whose features are named by their indices', async () => {
    await fc.assert(
      fc.asyncProperty(libsvmFile, async (file) => {
        const content = await contentFrom(file);
        const table = await contentFrom(await written(content, csv));
        expect(table.columns?.features).toEqual(
          Array.from({ length: content.features }, (_, feature) => String(feature + content.indexBase)),
        );
        expect(await rowsOf(table)).toEqual(await rowsOf(content));
        const back = await contentFrom(await written(table, libsvm, { indexBase: content.indexBase }));
        expect(back.sha256).toBe(content.sha256);
      }),
    );
  });
});

describe('CSV that is converted and read back', () => {
  test.each([
    ['the binary form', binary],
    ['CSV', csv],
  ])('CSV comes back from %s with its columns, its text and its labels', async (_, format) => {
    await fc.assert(
      fc.asyncProperty(csvFile, async (file) => {
        const content = await contentFrom(file);
        const back = await contentFrom(await written(content, format));
        expect(await rowsOf(back)).toEqual(await rowsOf(content));
        expect(back.columns).toEqual(content.columns);
        expect(back.sha256).toBe(content.sha256);
        expect(await written(back, csv)).toEqual(await written(content, csv));
      }),
      { numRuns: 300 },
    );
  });

  test('CSV comes back from LIBSVM with its values, and features numbered from 1', async () => {
    await fc.assert(
      fc.asyncProperty(csvFile, async (file) => {
        const content = await contentFrom(file);
        const back = await contentFrom(await written(content, libsvm));
        const values = async (of: typeof content) => (await rowsOf(of)).map(([, ...pairs]) => pairs);
        expect(await values(back)).toEqual(await values(content));
        expect(back).toMatchObject({ features: content.features, indexBase: 1 });
        const names = content.labelNames ?? [];
        const sorted = names.toSorted();
        expect([...back.labels].map((number) => sorted[number])).toEqual([...content.labels].map((at) => names[at]));
      }),
    );
  });
});
