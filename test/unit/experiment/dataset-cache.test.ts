import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeDataPlan } from '../../../src/data/data-plan.js';
import type { Dataset } from '../../../src/data/dataset.js';
import { DatasetCache } from '../../../src/experiment/dataset-cache.js';
import { temporaryFolder } from '../../support/folders.js';
import { silentObserver } from '../../support/requests.js';

// The cache of datasets holds the files of at most two datasets open: a sweep over many would else run out of them.

const folder = temporaryFolder();
const fileOf = async (name: string) => {
  const file = path.join(folder, name);
  await writeFile(file, '1 1:1\n-1 2:1\n');
  return file;
};
const [one, other, held, heldToo] = [
  await fileOf('one.svm'),
  await fileOf('other.svm'),
  await fileOf('held.svm'),
  await fileOf('held-too.svm'),
];

let datasets: DatasetCache;
beforeEach(() => {
  datasets = new DatasetCache();
});
afterEach(() => datasets.close());

const read = (file: string, format = {}) => datasets.read(file, format, silentObserver);
const readTest = (file: string, train: Dataset) => datasets.readTest(file, train, {}, silentObserver);

/** Whether the rows of a dataset can still be read. */
async function isOpen({ chunks }: Dataset): Promise<boolean> {
  try {
    for await (const _ of chunks());
    return true;
  } catch {
    return false;
  }
}

const areOpen = (...datasets: Dataset[]) => Promise.all(datasets.map(isOpen));

describe('the cache of datasets', () => {
  test('the cache gives the last dataset, and held-out data beside it, as often as they are asked for', async () => {
    const train = await read(one);
    const test = await readTest(held, train);
    expect(await read(one)).toBe(train);
    expect(await readTest(held, train)).toBe(test);
    expect(await areOpen(train, test)).toEqual([true, true]);
  });

  test.each([
    ['another file', other, {}],
    ['the same file in another format', one, { indexBase: 0 }],
  ])('the cache closes a dataset and its held-out data for %s', async (_, file, format) => {
    const train = await read(one);
    const test = await readTest(held, train);
    const next = await read(file, format);
    expect(await areOpen(train, test, next)).toEqual([false, false, true]);
    expect(await isOpen(await readTest(held, next))).toBe(true);
  });

  test('the cache closes held-out data for others, and keeps the dataset that they are held out of', async () => {
    const train = await read(one);
    const test = await readTest(held, train);
    const next = await readTest(heldToo, train);
    expect(await areOpen(train, test, next)).toEqual([true, false, true]);
  });

  test('the cache closes all that it has when it is closed, and can be used again', async () => {
    const train = await read(one);
    const test = await readTest(held, train);
    await datasets.close();
    expect(await areOpen(train, test)).toEqual([false, false]);
    expect(await isOpen(await read(one))).toBe(true);
  });
});

test('notes and warnings of a dataset are given once, when it is read, with the progress of reading', async () => {
  const said: string[] = [];
  const bytes: number[] = [];
  const say = (text: string) => void said.push(text);
  const observer = { ...silentObserver, noteOnce: say, warn: say, reading: (done: number) => void bytes.push(done) };
  const table = path.join(folder, 'table.csv');
  await writeFile(table, 'a,b,y\n1,x,0\n2,y,1\n');
  const train = await datasets.read(table, {}, observer);
  expect(said).toEqual([...train.notes, ...train.warnings]);
  expect(train.notes.length).toBeGreaterThan(0);
  expect(bytes.at(-1)).toBe(18);
  await datasets.read(table, {}, observer);
  expect(said).toHaveLength(train.notes.length + train.warnings.length);
});

test('held-out data that were converted apart are warned of when they are read, and those converted alike are not', async () => {
  const train = await fileOf('converted.svm');
  const alike = await fileOf('converted-alike.svm');
  const apart = await fileOf('converted-apart.svm');
  const conversion = { indexBase: 1, features: 2, normalise: false } as const;
  for (const file of [train, alike]) await writeDataPlan(file, { source: 'a', conversion });
  await writeDataPlan(apart, { source: 'a', conversion: { ...conversion, divisors: [1, 2] } });
  const warned: string[] = [];
  const observer = { ...silentObserver, warn: (text: string) => void warned.push(text) };
  const data = await datasets.read(train, {}, observer);
  await datasets.readTest(alike, data, {}, observer);
  expect(warned).toEqual([]);
  await datasets.readTest(apart, data, {}, observer);
  expect(warned).toEqual([
    `${apart} was not converted as ${train} was, and numbers features or labels otherwise: convert it ‹like› ${train}`,
  ]);
});
