import { appendFile, readdir, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readRows } from '../../src/data/formats/read.js';
import { readDataset } from '../../src/data/open.js';
import type { ReadSummary, RowChunk, RowReader } from '../../src/data/rows.js';
import { cacheEntry, packThrough, readCached } from '../../src/data/storage/cache.js';
import { rowsOf } from '../support/content.js';
import { cacheForEach } from '../support/folders.js';

const inFolder = cacheForEach();
let file: string;
beforeEach(async () => {
  file = inFolder('data.svm');
  await writeFile(file, '+1 1:0.5 3:2\n-1 2:1e-3\n');
});

const ROWS = [
  ['1', [0, 2], [0.5, 2]],
  ['-1', [1], [0.001]],
];

async function cached(): Promise<string> {
  const found = await readdir(inFolder(), { recursive: true });
  return inFolder(found.find((name) => path.basename(path.dirname(name)) === 'rows'));
}

/** Two rows with a value each, with some changes. */
function chunk(changes: Partial<RowChunk>): RowChunk {
  const sound = { labels: Float64Array.of(1, -1), lengths: Uint32Array.of(1, 1) };
  return { ...sound, indices: Uint32Array.of(1, 2), values: Float64Array.of(1, 1), ...changes };
}

const SUMMARY: ReadSummary = { indexBase: 1, features: 2, notes: [] };

/** Caches rows as those of the file, with all the checksums right. */
async function forge(changes: Partial<RowChunk>, summary: object = SUMMARY) {
  const rows = async function* (): RowReader {
    yield chunk(changes);
    return summary as ReadSummary;
  };
  const entry = await cacheEntry(file, {});
  await (await packThrough(entry, rows(), undefined)).store.close();
  const packed = entry && (await readCached(entry));
  await packed?.store.close();
  return packed;
}

describe('a cache whose checksums are right', () => {
  test('a cache is used if its checksums are right and its rows are sound', async () => {
    expect(await forge({})).toBeDefined();
  });

  test.each<[string, Partial<RowChunk>, object?]>([
    ['a feature beyond the last one', { indices: Uint32Array.of(1, 3) }],
    ['a feature beyond all memory', { indices: Uint32Array.of(1, 2 ** 32 - 1) }],
    ['a feature before the first one', { indices: Uint32Array.of(0, 1) }],
    ['indices that decrease', { lengths: Uint32Array.of(2, 0), indices: Uint32Array.of(2, 1) }],
    ['an index twice', { lengths: Uint32Array.of(2, 0), indices: Uint32Array.of(1, 1) }],
    ['lengths beyond the values', { lengths: Uint32Array.of(1, 2 ** 32 - 1) }],
    ['lengths below the values', { lengths: Uint32Array.of(1, 0) }],
    ['a value that is not finite', { values: Float64Array.of(1, Number.NaN) }],
    ['a label that is not finite', { labels: Float64Array.of(1, Number.POSITIVE_INFINITY) }],
    ['a label without a name', {}, { ...SUMMARY, labelNames: ['a', 'b'] }],
    ['a negative number of features', {}, { ...SUMMARY, features: -1 }],
    ['more features than there can be', {}, { ...SUMMARY, features: 2 ** 31 }],
    ['another index base', {}, { ...SUMMARY, indexBase: 2 }],
    [
      'columns that are not its features',
      {},
      { ...SUMMARY, columns: { names: ['a'], header: true, label: 0, features: [] } },
    ],
    ['notes that are none', {}, { ...SUMMARY, notes: [{}] }],
  ])('a cache with right checksums is passed over for %s, and the file is read again', async (_, changes, summary) => {
    expect(await forge(changes, summary)).toBeUndefined();
    const dataset = await readDataset(file);
    expect(await rowsOf(dataset)).toEqual(ROWS);
    await dataset.close();
  });
});

describe('a cache that goes bad while it is in use', () => {
  test.each([
    ['cut', async () => truncate(await cached(), 30)],
    ['lengthened', async () => appendFile(await cached(), 'x')],
    ['overwritten', async () => writeFile(await cached(), 'x'.repeat(500))],
  ])('a cache that is %s while it is in use is read again from its source', async (_, harm) => {
    for (let time = 0; time < 2; time++) {
      const dataset = await readDataset(file);
      expect(await rowsOf(dataset)).toEqual(ROWS);
      await harm();
      expect(await rowsOf(dataset)).toEqual(ROWS);
      expect(await rowsOf(dataset)).toEqual(ROWS);
      await dataset.close();
    }
  });

  const DATE = new Date('2026-01-01');

  test.each([
    ['date alone', async (name: string, size: number) => writeFile(name, 'x'.repeat(size))],
    ['size alone', async (name: string) => truncate(name, 30).then(() => utimes(name, DATE, DATE))],
  ])('a cache is read again from its source if its %s has changed', async (_, harm) => {
    await (await readDataset(file)).close();
    const name = await cached();
    await utimes(name, DATE, DATE);
    const dataset = await readDataset(file);
    await harm(name, (await stat(name)).size);
    expect(await rowsOf(dataset)).toEqual(ROWS);
    await dataset.close();
  });

  test('rows are refused if their cache and its source have both changed', async () => {
    const dataset = await readDataset(file);
    await writeFile(file, '+1 1:7\n-1 2:1\n');
    await truncate(await cached(), 30);
    await expect(rowsOf(dataset)).rejects.toThrow('data.svm: the file has changed since it was read');
    await dataset.close();
  });

  test('rows are refused if their cache changes in the middle of reading them', async () => {
    await writeFile(file, '+1 1:0.5 3:2\n-1 2:1e-3\n'.repeat(200_000));
    const dataset = await readDataset(file);
    const rows = dataset.chunks()[Symbol.asyncIterator]();
    await rows.next();
    await truncate(await cached(), 3_000_000);
    const rest = async () => {
      while (!(await rows.next()).done);
    };
    await expect(rest()).rejects.toThrow('data.svm: the cache of its rows was changed while it was in use');
    await dataset.close();
  });
});

describe('a file that changes while it is read', () => {
  const TEXT = '+1 1:0.5 3:2\n-1 2:1e-3\n'.repeat(200_000);
  const changes: [string, () => Promise<void>][] = [
    ['cut', () => truncate(file, 2_000_000)],
    ['written over', () => writeFile(file, TEXT.replaceAll('0.5', '0.6'))],
    ['lengthened', () => appendFile(file, '+1 1:1\n')],
  ];

  test.each(changes)('a file that is %s while it is read is refused', async (_, change) => {
    await writeFile(file, TEXT);
    const { rows } = readRows(file);
    await rows.next();
    await change();
    const rest = async () => {
      while (!(await rows.next()).done);
    };
    await expect(rest()).rejects.toThrow('data.svm: the file was changed while it was read');
  });

  test('a file that changes while it is read leaves no cache', async () => {
    await writeFile(file, TEXT);
    let hasChanged = false;
    const onProgress = () => {
      if (!hasChanged) hasChanged = true;
      else return;
      void appendFile(file, '+1 1:1\n');
    };
    await expect(readDataset(file, { onProgress })).rejects.toThrow('changed while it was read');
    const left = (await readdir(inFolder(), { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(left.map(({ name }) => name)).toEqual(['data.svm']);
    const { rows, close } = await readDataset(file);
    await close();
    expect(rows).toBe(400_001);
  });
});
