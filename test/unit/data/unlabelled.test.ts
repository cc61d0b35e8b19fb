import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReadOptions } from '../../../src/data/formats/read.js';
import { binary } from '../../../src/data/formats/write.js';
import { generateZipf } from '../../../src/data/generators/built-in.js';
import { type FeatureSpace, readDataset, readTestDataset, streamUnlabelled } from '../../../src/data/open.js';
import type { RowChunk } from '../../../src/data/rows.js';
import { contentFrom, written } from '../../support/content.js';
import { temporaryFolder } from '../../support/folders.js';
import { complaintOf, readAll } from '../../support/reading.js';

const folder = temporaryFolder();
const LIKE = 'The test data must have the format of the training data: adabatch data convert ‹like› makes it so';

async function put(name: string, text: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

const people = await put('people.csv', 'age,income,city\n39,>50K,Rome\n0.5,<=50K,Oslo\n0,>50K,\n');
const space = await spaceOf(people, { labelColumn: 'income' });
const lines: FeatureSpace = { indexBase: 1 };

/** The feature space of a file to train on. */
async function spaceOf(file: string, options: ReadOptions = {}): Promise<FeatureSpace> {
  const { indexBase, columns, close } = await readDataset(file, options);
  await close();
  return { indexBase, columns };
}

/** The rows of a text in the feature space of people.csv, and what was noted. */
async function stream(text: string | Uint8Array, train: FeatureSpace = space) {
  const { rows, summary } = await readAll(streamUnlabelled(await put('given', text), train, {}));
  return { rows: rows.map(({ indices, values }) => [indices, values]), notes: summary.notes };
}

const ROWS = [
  [
    [0, 2],
    [7, 1],
  ],
  [[1], [1]],
];

describe('rows that are streamed without their labels', () => {
  test.each([
    ['as in training', 'age,income,city\n7,>50K,Oslo\n0,<=50K,Rome\n', []],
    ['unknown, missing, or numbers among texts', 'age,income,city\n7,?,Oslo\n0,,Rome\n', []],
    ['in no column', 'age,city\n7,Oslo\n0,Rome\n', []],
    [
      'in another place',
      'city,age,income\nOslo,7,1\nRome,0,x\n',
      ['given: the columns are in another order than in the training data, and go by their names'],
    ],
  ])('the values of a CSV file are those of its training columns where labels are %s', async (_, text, notes) => {
    const { rows, notes: said } = await stream(text);
    expect(rows).toEqual(ROWS);
    expect(said.map((note) => note.replace(/^.*\//, ''))).toEqual(notes);
  });

  test('a column that is no label may not be missing', async () => {
    expect((await complaintOf(stream('age,income\n7,1\n')))[0]).toMatch(
      /given:1:1: the column 'city' of the training data is missing$/,
    );
  });

  test('the rows of a file without a header lack the label where it is the last column alone', async () => {
    const last = await spaceOf(await put('last.csv', '1,2,0\n3,4,1\n'));
    expect((await stream('5,6\n', last)).rows).toEqual([
      [
        [0, 1],
        [5, 6],
      ],
    ]);
    const first = await spaceOf(await put('first.csv', '0,3,2\n1,3,4\n'), { labelColumn: '1' });
    expect((await complaintOf(stream('5,6\n', first)))[0]).toContain("'column3' of the training data is missing");
  });

  test('the binary form, LIBSVM and the built-in data give the rows that they have', async () => {
    const text = '7 1:0.5 9:2\n-1 2:1\n';
    const packed = await written(await contentFrom(text), binary);
    for (const file of [text, packed]) {
      const { rows } = await stream(file, lines);
      expect(rows).toEqual([
        [
          [1, 9],
          [0.5, 2],
        ],
        [[2], [1]],
      ]);
    }
    const { value } = await streamUnlabelled('zipf', { indexBase: 0 }, {}).next();
    expect(Buffer.from((value as RowChunk).values.buffer).equals(Buffer.from(generateZipf().values.buffer))).toBe(true);
  });
});

describe('test data in another format than the training data', () => {
  const svm = path.join(folder, 'other.svm');
  test.each([
    ['a LIBSVM file', svm, space, `${svm}: this is LIBSVM, and the training data is CSV`],
    ['the built-in data', 'zipf', space, 'zipf: this is LIBSVM, and the training data is CSV'],
    ['a CSV file', people, lines, `${people}: this is CSV, and the training data is LIBSVM`],
  ])('%s is refused before its rows are read', async (_, file, train, message) => {
    await put('other.svm', '1 1:1\n-1 x\n');
    const refused = [message, LIKE];
    expect(await complaintOf(readTestDataset(file, train))).toEqual(refused);
    expect(await complaintOf(streamUnlabelled(file, train, {}).next())).toEqual(refused);
  });

  test('an index base that the user gives makes no difference', async () => {
    const reading = readTestDataset(people, lines, { indexBase: 1 });
    expect((await complaintOf(reading))[0]).toContain('this is CSV, and the training data is LIBSVM');
  });
});
