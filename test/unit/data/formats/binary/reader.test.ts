import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Content } from '../../../../../src/data/content.js';
import { readBinary } from '../../../../../src/data/formats/binary/reader.js';
import { readRows } from '../../../../../src/data/formats/read.js';
import { binary } from '../../../../../src/data/formats/write.js';
import type { RowChunk } from '../../../../../src/data/rows.js';
import { contentFrom, rowsOf, written } from '../../../../support/content.js';
import { chunksOf, complaintOf, readAll } from '../../../../support/reading.js';

const DAMAGED = [
  'a.bin: this file in the binary form is cut short or damaged',
  'Fetch it again, or make it again with adabatch data convert',
];

const sound = await written(await contentFrom('1 1:0.5 3:-2\n-1\n1 2:1e-300\n'), binary);
const table = await contentFrom('size,colour,label\n1,red,yes\n0.5,blue,no\n,red,no\n');
const read = (bytes: Uint8Array, options = {}) => readAll(readBinary(chunksOf(bytes), 'a.bin', options));

/** A file as another program may write it, with the right checksums. */
function forged(header: object, ...chunk: Partial<RowChunk>[]): Promise<Buffer> {
  const empty = {
    labels: Float64Array.of(1),
    lengths: new Uint32Array(1),
    indices: new Uint32Array(0),
    values: new Float64Array(0),
  };
  const content = { indexBase: 1, features: 3, notes: [], ...header };
  const chunks = async function* () {
    yield* chunk.map((changes) => ({ ...empty, ...changes }));
  };
  return written({ ...content, chunks } as unknown as Content, binary);
}

describe('the binary form', () => {
  it('the binary form is read whatever pieces it comes in, also packed', async () => {
    const whole = await read(sound);
    expect(whole.rows).toEqual([
      { label: 1, indices: [1, 3], values: [0.5, -2] },
      { label: -1, indices: [], values: [] },
      { label: 1, indices: [2], values: [1e-300] },
    ]);
    expect(whole.summary).toEqual({ indexBase: 1, features: 3, notes: [] });
    for (const size of [1, 7, 64]) {
      expect(await readAll(readBinary(chunksOf(sound, size), 'a.bin'))).toEqual(whole);
    }
    expect(await readAll(readRows('-', { stdin: chunksOf(gzipSync(sound)) }).rows)).toEqual(whole);
  });

  it('the binary form is laid out as it is documented', () => {
    expect(sound.toString('latin1', 0, 12)).toBe('\x89adabatch\r\n\n');
    expect([sound.readUInt32LE(12), sound.readUInt32LE(16)]).toEqual([1, 39]);
    expect(sound.toString('utf8', 20, 59)).toBe('{"indexBase":1,"features":3,"notes":[]}');
    const sha256 = (end: number) => createHash('sha256').update(sound.subarray(0, end)).digest();
    expect(sound.subarray(59, 91)).toEqual(sha256(59));
    // Three rows and three values, then the head of no rows.
    const chunkEnd = 91 + 8 + 3 * 12 + 3 * 12;
    expect([...sound.subarray(91, 99)]).toEqual([3, 0, 0, 0, 3, 0, 0, 0]);
    expect([99, 107, 115].map((at) => sound.readDoubleLE(at))).toEqual([1, -1, 1]);
    expect([123, 131, 139].map((at) => sound.readDoubleLE(at))).toEqual([0.5, -2, 1e-300]);
    expect([147, 151, 155, 159, 163, 167].map((at) => sound.readUInt32LE(at))).toEqual([2, 0, 1, 1, 3, 2]);
    expect([...sound.subarray(chunkEnd, chunkEnd + 8)]).toEqual(Array(8).fill(0));
    expect(sound.subarray(chunkEnd + 8)).toEqual(sha256(chunkEnd + 8));
  });

  it('the binary form is refused with a damaged byte anywhere', async () => {
    for (let position = 0; position < sound.length; position++) {
      const damaged = Buffer.from(sound);
      damaged[position] = sound[position]! ^ 0x11;
      const [message] = await complaintOf(read(damaged));
      expect(message).toMatch(
        /^a\.bin: this (?:file in the binary form is cut short|is version \d+ of the binary form)/,
      );
    }
  });

  it('the binary form is refused if it is cut short or goes on behind its end', async () => {
    for (let length = 12; length < sound.length; length++) {
      expect(await complaintOf(read(sound.subarray(0, length)))).toEqual(DAMAGED);
    }
    expect(await complaintOf(read(Buffer.concat([sound, Buffer.of(0)])))).toEqual(DAMAGED);
    expect(await complaintOf(read(Buffer.concat([sound, sound])))).toEqual(DAMAGED);
  });

  it('the binary form of another version is refused, with what to do', async () => {
    const other = Buffer.from(sound);
    other.writeUInt32LE(2, 12);
    expect(await complaintOf(read(other))).toEqual([
      'a.bin: this is version 2 of the binary form, and only version 1 is read',
      'Make it again from its source with adabatch data convert',
    ]);
  });

  it.each<[string, object, Partial<RowChunk>]>([
    ['a label that is no number', {}, { labels: Float64Array.of(Number.NaN) }],
    ['a label without a name', { labelNames: ['a', 'b'] }, { labels: Float64Array.of(2) }],
    ['a zero', {}, { lengths: Uint32Array.of(1), indices: Uint32Array.of(1), values: Float64Array.of(0) }],
    ['an infinity', {}, { lengths: Uint32Array.of(1), indices: Uint32Array.of(1), values: Float64Array.of(Infinity) }],
    ['an index beyond', {}, { lengths: Uint32Array.of(1), indices: Uint32Array.of(4), values: Float64Array.of(1) }],
    [
      'an index twice',
      {},
      { lengths: Uint32Array.of(2), indices: Uint32Array.of(2, 2), values: Float64Array.of(1, 1) },
    ],
    ['a row too long', {}, { lengths: Uint32Array.of(2), indices: Uint32Array.of(1), values: Float64Array.of(1) }],
  ])('the binary form is refused if another program wrote %s', async (_, header, chunk) => {
    const [message, hint] = await complaintOf(read(await forged(header, {}, chunk)));
    expect(message).toBe('a.bin: row 2 is not as the binary form has it');
    expect(hint).toMatch(/^Labels and values must be finite/);
  });

  it('the binary form is refused if it has no rows, values without a row, or another header', async () => {
    expect((await complaintOf(read(await forged({}))))[0]).toBe('a.bin: there are no rows');
    const loose = { indices: Uint32Array.of(1), values: Float64Array.of(1) };
    expect((await complaintOf(read(await forged({}, loose))))[0]).toBe('a.bin: row 2 is not as the binary form has it');
    for (const header of [{ indexBase: 2 }, { features: -1 }, { notes: 'none' }, { labelNames: [1] }]) {
      expect((await complaintOf(read(await forged(header, {}))))[0]).toBe(
        'a.bin: the header of the binary form is not as it has to be',
      );
    }
    const columns = { names: ['a', 'y'], header: true, label: 2, features: ['a'] };
    expect((await complaintOf(read(await forged({ columns, features: 1, indexBase: 0 }, {}))))[0]).toContain('header');
  });

  it('the binary form is counted from the index that the user says, as LIBSVM is', async () => {
    expect((await read(sound, { indexBase: 0 })).summary).toMatchObject({ indexBase: 0, features: 4 });
    const fromZero = await written(await contentFrom('1 1:2\n', { indexBase: 0 }), binary);
    expect((await read(fromZero, { indexBase: 1 })).summary).toMatchObject({ indexBase: 1, features: 1 });
    const withZero = await written(await contentFrom('1 0:2 1:2\n'), binary);
    expect(await complaintOf(read(withZero, { indexBase: 1 }))).toEqual([
      'a.bin: there is an index 0, though ‹indexBase› says 1',
      'Say ‹indexBase› 0',
    ]);
  });

  it('the binary form has as many features as the user says, as LIBSVM has', async () => {
    expect((await read(sound, { features: 9 })).summary.features).toBe(9);
    expect((await complaintOf(read(sound, { features: 1 })))[0]).toContain('‹features› 1: a.bin has an index 3');
  });

  it.each([
    ['‹labelColumn›', { labelColumn: 'size' }],
    ['‹header›', { header: false }],
    ['‹dropColumns›', { dropColumns: ['size'] }],
    ['‹textColumns›', { textColumns: ['size'] }],
    ['‹missing›', { missing: ['NA'] }],
  ])('has its label and its features chosen: %s is refused', async (option, given) => {
    expect((await complaintOf(read(await written(table, binary), given)))[0]).toBe(
      `${option} is for CSV files; a.bin is in the binary form, which has its label and its features chosen`,
    );
  });
});

describe('a test file in the binary form', () => {
  const training = table.columns as NonNullable<typeof table.columns>;
  const inBinary = async (csv: string) => written(await contentFrom(csv), binary);

  it('a test file in the binary form has the features of the training file, as its CSV file would', async () => {
    const cell = fc.constantFrom('red', 'blue', 'green', 'size', '');
    const number = fc.constantFrom('1', '0.5', '', '-3e-9');
    const row = fc.tuple(cell, number, fc.constantFrom('yes', 'no', 'maybe'), number);
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => {
        const csv = ['colour,size,label,other', 'green,1,no,2', ...rows.map((cells) => cells.join(','))].join('\n');
        const wanted = await contentFrom(csv, { columns: training });
        const found = await contentFrom(await inBinary(csv), { columns: training });
        expect(await rowsOf(found)).toEqual(await rowsOf(wanted));
        expect(found.sha256).toBe(wanted.sha256);
        const notes = wanted.notes.filter((note) => !note.startsWith('missing values'));
        expect(found.notes).toEqual(notes);
        expect(notes[0]).toBe(
          'stdin: the columns are in another order than in the training data, and go by their names',
        );
        expect(notes[1]).toBe('columns that the training data does not have were ignored: other');
        expect(notes[2]).toMatch(/^\d+ values? in features unseen in training w/);
      }),
    );
  });

  it.each([
    ['size,label\n1,yes\n', "the column 'colour' of the training data is missing", 'The columns here are size, label'],
    [
      'size,colour,label,y\n1,red,a,b\n',
      "the label here is the column 'y', and in the training data 'label'",
      'Make one of them again with adabatch data convert and ‹labelColumn›',
    ],
    [
      'size,colour,label\n1,5,yes\n',
      "the feature 'colour' is of a column that has text in one of the two files and only numbers in the other",
      'Give the CSV file that it was made of',
    ],
    [
      'size,colour,label\nlarge,red,yes\n',
      "the feature 'size=large' is of a column that has text in one of the two files and only numbers in the other",
      'Give the CSV file that it was made of',
    ],
  ])(
    'a test file in the binary form is refused if it does not fit the training file: %j',
    async (csv, problem, hint) => {
      const label = csv.includes(',y\n') ? { labelColumn: 'y' } : {};
      const bytes = await written(await contentFrom(csv, label), binary);
      expect(await complaintOf(read(bytes, { columns: training }))).toEqual([`a.bin: ${problem}`, hint]);
    },
  );

  it('a test file in the binary form is not refused for a column of text without any texts', async () => {
    const empty = await inBinary('size,colour,label\n1,,yes\n');
    expect((await read(empty, { columns: training })).rows).toEqual([{ label: 0, indices: [0], values: [1] }]);
  });
});
