import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLibsvm } from '../../../../../src/data/formats/libsvm/reader.js';
import { libsvmText } from '../../../../../src/data/formats/libsvm/writer.js';
import { LONGEST_DECIMAL, putDecimal, putWhole } from '../../../../../src/data/formats/write-decimal.js';
import type { RowChunk } from '../../../../../src/data/rows.js';
import { type Row, readAll } from '../../../../support/reading.js';

function chunkOf(rows: Row[]): RowChunk {
  return {
    labels: Float64Array.from(rows, ({ label }) => label),
    lengths: Uint32Array.from(rows, ({ indices }) => indices.length),
    indices: Uint32Array.from(rows.flatMap(({ indices }) => indices)),
    values: Float64Array.from(rows.flatMap(({ values }) => values)),
  };
}

async function* chunksOf(...chunks: Row[][]): AsyncGenerator<RowChunk> {
  yield* chunks.map(chunkOf);
}

async function textOf(chunks: AsyncIterable<RowChunk>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of libsvmText(chunks)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function spelled(put: typeof putDecimal, value: number): string {
  const bytes = new Uint8Array(LONGEST_DECIMAL);
  return Buffer.from(bytes.subarray(0, put(bytes, 0, value))).toString('latin1');
}

const anyNumber = fc.double({ noDefaultInfinity: true, noNaN: true });
/** A decimal of few digits. */
const shortNumber = fc
  .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 12 }))
  .map(([digits, decimals]) => Number(`${digits}e-${decimals}`));

describe('the numbers of LIBSVM text', () => {
  test('numbers are spelled as JavaScript spells them', () => {
    fc.assert(
      fc.property(fc.oneof(anyNumber, shortNumber), (value) => {
        expect(spelled(putDecimal, value)).toBe(String(value));
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    ...[0, -0, 1, -1, 10, 0.1, 0.3, 0.1 + 0.2, 1e-6, 9.99999e-7, 1.5e-7, 123456.789, 999999.999999999, 1e6, 1e15],
    ...[1e21, 2 ** 53, -0.000123456789, 5e-324, -Number.MAX_VALUE, -2.2250738585072014e-308, 999999.9999999999],
  ])('the number %d is spelled as JavaScript spells it', (value) => {
    expect(spelled(putDecimal, value)).toBe(String(value));
  });

  test.each(Array.from({ length: 10 }, (_, power) => 10 ** power))(
    'whole numbers around %d are spelled as JavaScript spells them',
    (power) => {
      for (const value of [power - 1, power, power + 1]) expect(spelled(putWhole, value)).toBe(String(value));
      expect(spelled(putWhole, 2 ** 31 - 2)).toBe('2147483646');
    },
  );
});

describe('the rows of LIBSVM text', () => {
  test('rows are lines, whatever chunks they come in', async () => {
    const rows = [
      { label: 1, indices: [0, 7], values: [0.5, -2] },
      { label: -1, indices: [], values: [] },
      { label: 0.25, indices: [2147483646], values: [1e-9] },
    ];
    const text = '1 0:0.5 7:-2\n-1\n0.25 2147483646:1e-9\n';
    expect(await textOf(chunksOf(rows))).toBe(text);
    expect(await textOf(chunksOf(rows.slice(0, 1), [], rows.slice(1)))).toBe(text);
    expect(await textOf(chunksOf())).toBe('');
  });

  test('rows read back to the same rows', async () => {
    const value = fc.oneof(anyNumber, shortNumber).filter((drawn) => drawn !== 0);
    const pairs = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 2 ** 31 - 2 }), value), {
      selector: ([index]) => index,
    });
    const row = fc.record({ label: fc.oneof(shortNumber, fc.constantFrom(1, -1)), pairs }).map(({ label, pairs }) => {
      const sorted = pairs.toSorted(([one], [other]) => one - other);
      return { label: label + 0, indices: sorted.map(([index]) => index), values: sorted.map(([, drawn]) => drawn) };
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1 }), async (rows) => {
        const reading = await readAll(readLibsvm(libsvmText(chunksOf(rows)), { file: 'a.svm', indexBase: 1 }));
        expect(reading.rows).toEqual(rows);
      }),
      { numRuns: 300 },
    );
  });

  test('rows of any size are written in small pieces that end with a line', async () => {
    const long = {
      label: 1,
      indices: Array.from({ length: 200_000 }, (_, index) => index),
      values: Array(200_000).fill(0.1),
    };
    const short = { label: -1, indices: [5], values: [1 / 3] };
    const rows = [long, ...Array(100_000).fill(short), long];
    let read = '';
    for await (const piece of libsvmText(chunksOf(rows))) {
      expect(piece.length).toBeLessThan(8e6);
      expect(piece.at(-1)).toBe(10);
      read += Buffer.from(piece).toString();
    }
    const wanted = ({ label, indices, values }: Row) =>
      `${label}${indices.map((index, at) => ` ${index}:${values[at]}`).join('')}\n`;
    expect(read).toBe(rows.map(wanted).join(''));
  });
});
