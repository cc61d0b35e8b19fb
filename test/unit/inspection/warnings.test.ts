import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inspect } from '../../../src/inspection/inspect.js';
import type { InspectionRequest } from '../../../src/inspection/request.js';
import { squared } from '../../../src/objective/losses.js';
import type { Warning } from '../../../src/results/inspection.js';
import { temporaryFolder } from '../../support/folders.js';
import { silentObserver, standardRequest } from '../../support/requests.js';

const folder = temporaryFolder();
let files = 0;

async function warningsOf(content: string | Uint8Array, changes: Partial<InspectionRequest> = {}): Promise<Warning[]> {
  const file = path.join(folder, `${files++}.svm`);
  await writeFile(file, content);
  const { loss, bias } = standardRequest;
  return (await inspect({ dataset: file, loss, bias, batches: [8], ...changes }, silentObserver)).warnings;
}

async function warned(...data: Parameters<typeof warningsOf>): Promise<string[]> {
  return (await warningsOf(...data)).map(({ message }) => message);
}

/** Rows with all different values, so that none of them repeats. */
const rows = (count: number, line: (row: number) => string) =>
  Array.from({ length: count }, (_, row) => `${line(row)}\n`).join('');
const label = (row: number) => (row % 2 ? '+1' : '-1');
const plain = (row: number) => `${label(row)} 1:${1 + row / 64} 2:1`;

test('plain rows have no warning', async () => {
  expect(await warned(rows(40, plain))).toEqual([]);
});

test('a last line without a newline is warned of, in any format, read anew or from the cache', async () => {
  const message = 'the last line has no newline, so the file may be cut short';
  const cut = rows(40, plain).trimEnd();
  expect(await warned(cut)).toEqual([message]);
  expect(await warned(gzipSync(cut))).toEqual([message]);
  expect(await warned('a,b,y\n1,2,0\n2,1,1\n1,1,0\n3,1,1')).toEqual([message]);
  const file = path.join(folder, 'again.svm');
  await writeFile(file, cut);
  const request = { dataset: file, loss: standardRequest.loss, bias: false, batches: [8] };
  const [first, second] = [await inspect(request, silentObserver), await inspect(request, silentObserver)];
  expect(first.warnings).toHaveLength(1);
  expect(second).toEqual(first);
});

test('an index base that cannot be told is warned of', async () => {
  const content = rows(40, (row) => `${label(row)} 2:${1 + row / 64} 3:1`);
  expect(await warned(content)).toEqual([
    'no row has an index 0 or 1, so the first feature may be either; it was taken to be 1',
  ]);
  expect(await warned(content, { indexBase: 1 })).toEqual([]);
});

test('labels are warned of if they are one, more than two, rare or single', async () => {
  const values = (row: number) => `1:${1 + row / 64} 2:1`;
  expect(await warned(rows(40, (row) => `1 ${values(row)}`))).toEqual([
    'every row has the label 1, so there is nothing to tell apart',
  ]);
  const three = rows(42, (row) => `${row % 3} ${values(row)}`);
  expect(await warned(three)).toEqual(['there are 3 labels, and the logistic loss takes two classes']);
  expect(await warned(three, { loss: squared })).toEqual([]);
  const many = rows(101, (row) => `${row} ${values(row)}`);
  expect(await warned(many)).toEqual(['there are more than a hundred labels, and the logistic loss takes two classes']);
  expect(await warned(rows(100, (row) => `${Number(row < 4)} ${values(row)}`))).toEqual([
    'only 4 % of the rows have the label 1',
  ]);
  expect(await warned(rows(40, (row) => `${Number(row === 7)} ${values(row)}`))).toEqual([
    'only one row has the label 1',
  ]);
});

test('rows are warned of if they have no features, are repeated, or are much longer than others', async () => {
  expect(await warned('+1\n-1\n+1\n-1\n')).toEqual(['no row has a feature, so there is nothing to learn']);
  expect(await warned(rows(40, (row) => (row < 2 ? label(row) : plain(row))))).toEqual([
    '2 of 40 rows have no feature, and no weight can change their margin',
  ]);
  expect(await warned(rows(40, plain) + rows(2, plain))).toEqual([
    '2 of 42 rows (4.76 %) equal an earlier one, label included',
  ]);
  expect(await warned(`${rows(40, plain)}+1 1:30\n`)).toEqual([
    expect.stringMatching(
      /^the longest row has 18\.\d times the norm of the median row, and sets the automatic step of all$/,
    ),
  ]);
});

test('features are warned of if they have different units, are mostly unused or overflow', async () => {
  expect(await warned(rows(40, (row) => `${label(row)} 1:${1 + row / 64} 2:2000`))).toEqual([
    'the features have different units: |values| go up to 2000 in 2 and to 1.61 in 1',
  ]);
  const csv = rows(40, (row) => `${1 + row / 64},${20000 + row},${row % 2}`);
  expect(await warned(`size,income,y\n${csv}`)).toEqual([
    'the features have different units: |values| go up to 20000 in income and to 1.61 in size',
  ]);
  expect(await warned(rows(40, (row) => `${plain(row)} 9:1`))).toEqual(['6 of 9 features never occur']);
  expect(await warned(rows(40, (row) => `${label(row)} 1:1e200 2:${row + 1}e199`))).toEqual([
    'the squared norm of the longest row is out of the range of doubles, so there is no automatic step',
  ]);
});

test.each([
  [
    'a cut',
    rows(40, plain).trimEnd(),
    'Compare its size or checksum with the source; if the last row is whole, ignore this',
  ],
  [
    'an index base',
    rows(40, (row) => `${label(row)} 2:${1 + row / 64} 3:1`),
    'If the file counts from 0, say ‹indexBase› 0',
  ],
  ['one label', rows(40, (row) => `1 1:${1 + row / 64}`), 'Is it the right column, or the whole file?'],
  [
    'many labels',
    rows(42, (row) => `${row % 3} 1:${1 + row / 64}`),
    'Say which are +1 with ‹positive› <label,…>, or use ‹loss› squared',
  ],
  [
    'a rare class',
    rows(100, (row) => `${Number(row < 4)} 1:${1 + row / 64}`),
    'Always the other label is that seldom wrong: judge by the loss, not by the error',
  ],
  [
    'a single label',
    rows(40, (row) => `${Number(row === 7)} 1:${1 + row / 64}`),
    'Is it a mistake? With ‹testFraction› it is either not trained on or not tested',
  ],
  ['no features', '+1\n-1\n+1\n-1\n', 'Is it the right file?'],
  [
    'empty rows',
    rows(40, (row) => (row < 2 ? label(row) : plain(row))),
    'With ‹bias› they have one; without, they only add a constant to the loss',
  ],
  [
    'duplicates',
    rows(40, plain) + rows(2, plain),
    'With ‹testFraction›, copies of training rows are tested on; remove them, or give ‹test› a file of its own',
  ],
  [
    'a long row',
    `${rows(40, plain)}+1 1:30\n`,
    'Make all norms 1: adabatch data convert ‹normalise›; or tune: ‹stepSize› tune',
  ],
  [
    'units',
    rows(40, (row) => `${label(row)} 1:${1 + row / 64} 2:2000`),
    'Give run ‹scale› max-abs, which divides each feature by its largest |value|',
  ],
  [
    'unused features',
    rows(40, (row) => `${plain(row)} 9:1`),
    'Is it a part of a larger file, or is an index wrong? Those that never occur cost nothing',
  ],
  ['huge values', rows(40, (row) => `${label(row)} 1:1e200 2:${row + 1}e199`), 'Rescale the features'],
])('a hint says what to try beside the warning of %s', async (_, content, hint) => {
  expect((await warningsOf(content)).map((warning) => warning.hint)).toEqual([hint]);
});

test('shares are warned of from their limits on, and so is the single row of each of two labels', async () => {
  const values = (row: number) => `1:${1 + row / 64} 2:1`;
  // Of a class, less than a twentieth; of copies, at least a hundredth; of features that never occur, more than a half.
  expect(await warned(rows(100, (row) => `${Number(row < 5)} ${values(row)}`))).toEqual([]);
  expect(await warned(rows(99, plain) + rows(1, plain))).toHaveLength(1);
  expect(await warned(rows(100, plain) + rows(1, plain))).toEqual([]);
  expect(await warned(rows(40, (row) => `${plain(row)} 6:1`))).toHaveLength(0);
  expect(await warned(rows(40, (row) => `${plain(row)} 7:1`))).toHaveLength(1);
  const pair = (row: number) => `${row < 2 ? row : 2} ${values(row)}`;
  expect(await warned(rows(40, pair), { loss: squared })).toEqual([
    'only one row has the label 0, and one the label 1',
  ]);
  // With more than ten labels they are numbers, of which each may come once.
  const numbers = (last: number) => rows(40, (row) => `${Math.min(row, last)} ${values(row)}`);
  expect(await warned(numbers(9), { loss: squared })).toHaveLength(1);
  expect(await warned(numbers(10), { loss: squared })).toEqual([]);
  expect(await warned('1 1:1\n', { loss: squared })).toEqual([
    'every row has the label 1, so there is nothing to tell apart',
  ]);
});
