import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLibsvm } from '../../../../../src/data/formats/libsvm/reader.js';
import type { RowChunk } from '../../../../../src/data/rows.js';
import { chunksOf, type Reading, type Row, readAll } from '../../../../support/reading.js';

function read(text: string | Uint8Array, indexBase?: 0 | 1, size?: number): Promise<Reading> {
  return readAll(readLibsvm(chunksOf(text, size), { file: 'a.svm', ...(indexBase !== undefined && { indexBase }) }));
}

/** The same rows by split and Number: slow, and sharing nothing with the reader. */
function readSlowly(text: string): Row[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [label, ...tokens] = line.replace(/:\s+/g, ':').split(/\s+/);
      const pairs = tokens
        .filter((token) => !token.startsWith('qid:'))
        .map((token) => token.split(':').map(Number) as [number, number])
        .filter(([, value]) => value !== 0);
      return { label: Number(label), indices: pairs.map(([index]) => index), values: pairs.map(([, value]) => value) };
    });
}

const TRICKY = [
  '\uFEFF# a comment, then a blank line',
  '',
  '+1 1:0.5 3:1e-3 10:-.25 # and one at the end, with 1:2',
  '-1\t2:5.\t7:+0.5\t \r',
  '  -1.5e0 qid:12 1:1 2:0 3:-0 4:0.0e5 5:1e-400 6:2  ',
  '2',
  '   \t ',
  '   # an indented comment: é',
  '1 63: .50 71: 3 2147483646:12345678901234567890.5',
  '0 000000000012:1E+3 13:0.1000000000000000055511151231257827\r',
  '\r',
  '+1 1:9007199254740993 2:123456789012345678e-30 3:1e22 4:1e23 5:8.5e-23#',
  '-0.25 4:1',
].join('\n');

/** Quotients by 10^23 that come out wrong when the power, which is no double, is divided by. */
const INEXACT_POWERS = Array.from({ length: 50 }, (_, digit) => `${8_500_000_000_000_001 + digit}e-23`);

describe('readLibsvm', () => {
  it('readLibsvm reads labels, indices and values', async () => {
    const { rows, summary } = await read('+1 1:0.5 3:2\n-1 2:1e-3\n');
    expect(rows).toEqual([
      { label: 1, indices: [1, 3], values: [0.5, 2] },
      { label: -1, indices: [2], values: [0.001] },
    ]);
    expect(summary).toEqual({ indexBase: 1, features: 3, notes: [] });
  });

  it('readLibsvm has as many features as the user says', async () => {
    const options = { file: 'a.svm', features: 9 };
    const { summary } = await readAll(readLibsvm(chunksOf('1 1:1\n1 7:1\n'), options));
    expect(summary).toEqual({ indexBase: 1, features: 9, notes: [] });
    const all = await readAll(readLibsvm(chunksOf('1 0:1\n1 8:1\n'), options));
    expect(all.summary).toEqual({ indexBase: 0, features: 9, notes: [] });
  });

  it('readLibsvm counts from the index of the training file, unless the user says another one', async () => {
    const { summary } = await readAll(readLibsvm(chunksOf('1 3:1\n'), { file: 'a.svm', trainingIndexBase: 0 }));
    expect(summary).toMatchObject({ indexBase: 0, features: 4 });
    const said = readLibsvm(chunksOf('1 3:1\n'), { file: 'a.svm', trainingIndexBase: 0, indexBase: 1 });
    expect((await readAll(said)).summary).toMatchObject({ indexBase: 1, features: 3 });
  });

  it.each([
    ['spaces and tabs', ' 1\t 3:4 \t5:6 \t\n', { label: 1, indices: [3, 5], values: [4, 6] }],
    ['CRLF', '1 3:4\r\n', { label: 1, indices: [3], values: [4] }],
    ['CRLF after blanks', '1 3:4 \r\n', { label: 1, indices: [3], values: [4] }],
    ['CRLF after a label', '1\r\n', { label: 1, indices: [], values: [] }],
    ['no newline at the end', '1 3:4', { label: 1, indices: [3], values: [4] }],
    ['a label alone', '-1', { label: -1, indices: [], values: [] }],
    ['a label and a blank', '-1 \n', { label: -1, indices: [], values: [] }],
    ['blank lines', '\n\r\n  \n1 3:4\n\n', { label: 1, indices: [3], values: [4] }],
    ['comments', '# a\n1 3:4 # 5:6\n  # b\n', { label: 1, indices: [3], values: [4] }],
    ['a comment without a blank', '1 3:4#5', { label: 1, indices: [3], values: [4] }],
    ['a comment after the label', '1 #5', { label: 1, indices: [], values: [] }],
    ['a byte order mark', '\uFEFF1 3:4\n', { label: 1, indices: [3], values: [4] }],
    ['qid', '2 qid:7 3:4\n', { label: 2, indices: [3], values: [4] }],
    ['a space after the colon', '0 63: .50 71:\t1', { label: 0, indices: [63, 71], values: [0.5, 1] }],
    ['signs', '+1.5 1:+1 2:-0.5 3:+.5', { label: 1.5, indices: [1, 2, 3], values: [1, -0.5, 0.5] }],
    ['points', '.5 1:.5 2:5. 3:05', { label: 0.5, indices: [1, 2, 3], values: [0.5, 5, 5] }],
    ['exponents', '1e2 1:1e-3 2:1E+3 3:5.e1', { label: 100, indices: [1, 2, 3], values: [0.001, 1000, 50] }],
    ['long exponents', '1 1:1e0000 2:1e-00003', { label: 1, indices: [1, 2], values: [1, 0.001] }],
    ['zeros, which are not stored', '1 1:0 2:-0 3:0.00 4:1e-999 5:1', { label: 1, indices: [5], values: [1] }],
    ['the largest index', '1 2147483646:1', { label: 1, indices: [2147483646], values: [1] }],
    ['an index with zeros before it', '1 00000000007:1', { label: 1, indices: [7], values: [1] }],
  ])('readLibsvm takes %s', async (_, text, row) => {
    expect((await read(text)).rows).toEqual([row]);
  });

  it('readLibsvm reads every value to the nearest double', async () => {
    const texts = ['9007199254740993', '0.1000000000000000055511151231257827', '1e23', '8.5e-23', '123456789012345678'];
    texts.push(
      ...INEXACT_POWERS,
      '2.2250738585072011e-308',
      '1.7976931348623157e308',
      '4.35',
      '0.000001',
      '179769313486231570000e288',
    );
    const { rows } = await read(`1 ${texts.map((text, position) => `${position + 1}:${text}`).join(' ')}`);
    expect(rows[0]?.values).toEqual(texts.map(Number));
  });

  it.each([
    ['1 where no index is 0', '1 1:1 4:1', undefined, 1, 4],
    ['0 where one is, at any row', '1 1:1 4:1\n1 0:1', undefined, 0, 5],
    ['0 where its value is zero', '1 0:0 4:1', undefined, 0, 5],
    ['0 as said', '1 1:1 4:1', 0, 0, 5],
    ['1 as said', '1 2:1 4:1', 1, 1, 4],
    ['1 without features', '1', undefined, 1, 0],
    ['0 without features', '1', 0, 0, 0],
    ['0 without features, on a line read with care', '1 qid:1', 0, 0, 0],
    ['1, and counts an index written with a zero', '1 1:1 123:0', undefined, 1, 123],
    ['0, also on a line read with care', '1 qid:1 0:1', undefined, 0, 1],
  ] as const)('readLibsvm takes the first index for %s', async (_, text, indexBase, expected, features) => {
    expect((await read(text, indexBase)).summary).toEqual({ indexBase: expected, features, notes: [] });
  });

  it('readLibsvm reads the same rows wherever the chunks are cut', async () => {
    const whole = await read(TRICKY);
    expect(whole.rows).toEqual(readSlowly(TRICKY));
    expect(whole.rows).toHaveLength(8);
    for (let size = 1; size <= Buffer.byteLength(TRICKY); size++) {
      expect(await read(TRICKY, undefined, size)).toEqual(whole);
    }
  });

  it('readLibsvm hands rows on in several chunks, none of which is overwritten later', async () => {
    const lines = Array.from({ length: 60_000 }, (_, row) => `${row} ${row + 1}:${row}.5 90000:1 90001:.125\n`);
    const reader = readLibsvm(chunksOf(lines.join('').repeat(12), 1 << 18), { file: 'a.svm' });
    const chunks: RowChunk[] = [];
    for await (const chunk of reader) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(2);
    expect(Math.max(...chunks.map(({ values }) => values.byteLength))).toBeLessThan(8 << 20);

    let row = 0;
    for (const { labels, lengths, indices, values } of chunks) {
      expect(lengths.every((length) => length === 3)).toBe(true);
      for (const [position, label] of labels.entries()) {
        const expected = row++ % lines.length;
        const start = 3 * position;
        const isRight =
          label === expected &&
          indices[start] === expected + 1 &&
          values[start] === expected + 0.5 &&
          values[start + 2] === 0.125;
        if (!isRight) expect.fail(`row ${row} is not what was written`);
      }
    }
    expect(row).toBe(720_000);
  });

  it('readLibsvm reads a line longer than a block', async () => {
    const pairs = Array.from({ length: 300_000 }, (_, position) => `${position + 1}:${position + 0.5}`);
    const { rows, summary } = await read(`1 1:1\n-1 ${pairs.join(' ')}\n1 2:1`, undefined, 1 << 16);
    expect(summary.features).toBe(300_000);
    expect(rows.map(({ values }) => values.length)).toEqual([1, 300_000, 1]);
    expect(rows[1]?.values.at(-1)).toBe(299_999.5);
  });

  it('readLibsvm reads several lines given as one large chunk', async () => {
    const line = `1 ${Array.from({ length: 100_000 }, (_, position) => `${position + 1}:1`).join(' ')}\n`;
    const text = line.repeat(5);
    expect((await read(text, undefined, text.length)).rows.map(({ values }) => values.length)).toEqual(
      Array.from({ length: 5 }, () => 100_000),
    );
  });

  it('readLibsvm closes its stream when it is left early', async () => {
    let closed = false;
    const reader = readLibsvm(
      (async function* () {
        try {
          for (;;) yield Buffer.from('1 1:1 2:1 3:1\n'.repeat(100_000));
        } finally {
          closed = true;
        }
      })(),
      { file: 'a.svm' },
    );
    await reader.next();
    await reader.return({ indexBase: 1, features: 0, notes: [] });
    expect(closed).toBe(true);
  });
});

const notations: readonly ((value: number) => string)[] = [
  (value) => String(value),
  (value) => value.toExponential(),
  (value) => value.toExponential(12).replace('e', 'E'),
  (value) => (Math.abs(value) < 1e21 ? value.toFixed(9) : value.toPrecision(17)),
  (value) => value.toPrecision(17),
  (value) => (value >= 0 ? `+${value}` : String(value)),
  (value) => String(value).replace(/^(-?)0\./, '$1.'),
];

const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1, max: 1 }),
  fc.integer(),
);
const written = fc
  .tuple(finite, fc.nat(notations.length - 1))
  .map(([value, notation]) => notations[notation]?.(value) ?? '');
const row = fc.record({
  label: written,
  values: fc.uniqueArray(fc.tuple(fc.nat(2 ** 31 - 2), written), { selector: ([index]) => index, maxLength: 12 }),
  blank: fc.constantFrom(' ', '  ', '\t', ' \t '),
  end: fc.constantFrom('', ' ', '\r', ' \r', ' # 1:2', '#'),
});

describe('readLibsvm on random rows', () => {
  it('readLibsvm reads random rows as the slow parser does, bit for bit, in chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 64 }),
        async (rows, size) => {
          const text = rows
            .map(({ label, values, blank, end }) => {
              const pairs = [...values]
                .sort(([left], [right]) => left - right)
                .map(([index, value]) => `${index}:${value}`);
              return [label, ...pairs].join(blank) + end;
            })
            .join('\n');
          const reading = await read(text, undefined, size);
          expect(reading.rows).toEqual(readSlowly(text));
        },
      ),
      { numRuns: 300 },
    );
  });
});
