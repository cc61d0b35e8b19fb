import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findEntry, nearestName, readCatalogue } from '../../../src/data/catalogue/catalogue.js';
import { entrySchema, fileOf } from '../../../src/data/catalogue/entry.js';
import { locateDataset } from '../../../src/data/catalogue/locate.js';
import { BUILT_IN } from '../../../src/data/generators/built-in.js';

const FOLDER = path.resolve(import.meta.dirname, '../../../datasets/catalog');

const PROMISED = [
  ...['rcv1.binary', 'news20', 'news20.binary', 'real-sim', 'url', 'webspam', 'a9a', 'w8a', 'covtype.binary', 'ijcnn1'],
  ...['phishing', 'mushrooms', 'avazu', 'kdd2010', 'epsilon', 'E2006', 'sms-spam', 'spambase'],
];

const catalogue = await readCatalogue();

describe('the catalogue', () => {
  test('the catalogue has an entry for each of its files, of the same name', async () => {
    const files = await readdir(FOLDER);
    expect(catalogue.map(({ name }) => `${name}.yaml`).sort()).toEqual(files.sort());
  });

  test('the catalogue has the datasets that it promises, and none of the name of the built-in one', () => {
    const names = catalogue.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(PROMISED));
    expect(names).not.toContain(BUILT_IN);
  });

  test('the catalogue has no two names that differ in case alone, and no two entries for a file', () => {
    expect(new Set(catalogue.map(({ name }) => name.toLowerCase())).size).toBe(catalogue.length);
    expect(new Set(catalogue.map(fileOf)).size).toBe(catalogue.length);
  });

  test('the catalogue has the training set of every test set', () => {
    const names = catalogue.map(({ name }) => name);
    const tests = names.filter((name) => name.endsWith('.t'));
    expect(names).toEqual(expect.arrayContaining(tests.map((name) => name.slice(0, -2))));
  });

  test('the catalogue finds names as they are spelt, and the nearest name to one that is not in it', async () => {
    expect(await findEntry('rcv1.binary')).toMatchObject({ name: 'rcv1.binary', rows: 20242, features: 47236 });
    expect(await findEntry('RCV1.binary')).toBeUndefined();
    expect(await findEntry('../catalog/a9a')).toBeUndefined();
    expect(await nearestName('rcv1_binary')).toBe('rcv1.binary');
    expect(await nearestName('RCV1')).toBe('rcv1.binary');
    expect(await nearestName('a9')).toBe('a9a');
    expect(await nearestName('zpf')).toBeUndefined();
    expect(await nearestName('zpf', BUILT_IN)).toBe(BUILT_IN);
    expect(await nearestName('train.svm')).toBeUndefined();
  });

  test.each([
    ['a9', 'a9a meant? Fetch it: adabatch data fetch a9a'],
    ['zpf', 'zipf meant? adabatch data list shows the datasets that go by name'],
  ])('the hint for an unknown dataset %s asks: is %s', async (typed, hint) => {
    await expect(locateDataset(typed)).rejects.toMatchObject({
      message: `there is no file '${typed}'`,
      hint: `Check its path, or is ${hint}`,
    });
  });
});

describe('an entry', () => {
  const sound = { name: 'x', title: 'x', task: 'binary', page: 'https://host/', address: 'https://host/a/x%20y.bz2' };
  const entry = { ...sound, citation: 'x' };

  test('the file of an entry is called the same at a mirror and at its source', () => {
    expect(fileOf(entrySchema.parse(entry))).toBe('x y.bz2');
    expect(fileOf(entrySchema.parse({ ...entry, address: undefined, file: 'z' }))).toBe('z');
  });

  test.each([
    { labels: { negative: 2, positive: 1 } },
    { file: 'x' },
    { address: undefined },
    { address: 'ftp://host/x' },
    { rows: 0 },
    { name: '../x' },
    { task: 'ranking' },
    { nnz: 3 },
  ])('an entry with %j is refused', (changes) => {
    expect(entrySchema.safeParse(entry).success).toBe(true);
    expect(entrySchema.safeParse({ ...entry, ...changes }).success).toBe(false);
  });
});
