import { type FileHandle, truncate, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readSource } from '../../../../src/cli/commands/data/source.js';
import { Terminal } from '../../../../src/cli/terminal/terminal.js';
import { readTestDataset } from '../../../../src/data/open.js';
import type { RowReader } from '../../../../src/data/rows.js';
import {
  type CacheEntry,
  cacheEntry,
  packThrough,
  readCached,
  readCachedHeader,
} from '../../../../src/data/storage/cache.js';
import { MemoryStore } from '../../../../src/data/storage/store.js';
import { cacheForEach } from '../../../support/folders.js';

// A sweep over many datasets would run out of files, if those of the cache stayed open.

const opened = vi.hoisted(() => ({ files: [] as FileHandle[] }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const watchedOpen = async (...args: Parameters<typeof real.open>) => {
    const file = await real.open(...args);
    opened.files.push(file);
    return file;
  };
  return { ...real, open: watchedOpen };
});

const inFolder = cacheForEach();
let entry: CacheEntry;
beforeEach(async () => {
  opened.files = [];
  const file = inFolder('data.svm');
  await writeFile(file, '1 1:1\n');
  entry = (await cacheEntry(file, {})) as CacheEntry;
});

/** How many files were opened, and how many of these are open. */
const files = () => ({ opened: opened.files.length, open: opened.files.filter(({ fd }) => fd >= 0).length });

async function* rows(end?: Error): RowReader {
  yield {
    labels: Float64Array.of(1),
    lengths: Uint32Array.of(1),
    indices: Uint32Array.of(1),
    values: Float64Array.of(1),
  };
  if (end) throw end;
  return { indexBase: 1, features: 1, notes: [] };
}

/** Caches the rows, and leaves no file open. */
async function cache(): Promise<void> {
  await (await packThrough(entry, rows())).store.close();
  expect(files()).toEqual({ opened: 1, open: 0 });
}

describe.skipIf(process.platform === 'darwin')('a file of the cache', () => {
  test('a file of the cache is open while its rows are read', async () => {
    await cache();
    const packed = await readCached(entry);
    expect(files()).toEqual({ opened: 2, open: 1 });
    await packed?.store.close();
    expect(files().open).toBe(0);
  });

  test.each([
    ['that is not trusted', () => truncate(entry.target, 20)],
    ['of another file', async () => void Object.assign(entry, { key: 'other' })],
  ])('a file of the cache %s is closed', async (_, change) => {
    await cache();
    await change();
    expect(await readCached(entry)).toBeUndefined();
    expect(await readCachedHeader(entry)).toBeUndefined();
    expect(files()).toEqual({ opened: 3, open: 0 });
  });

  test('a file of the cache is closed once its header is read', async () => {
    await cache();
    expect(await readCachedHeader(entry)).toMatchObject({ rows: 1 });
    expect(files()).toEqual({ opened: 2, open: 0 });
  });

  test('a file of the cache is closed if the rows to be written have a fault', async () => {
    await expect(packThrough(entry, rows(new Error('a fault')))).rejects.toThrow('a fault');
    expect(files()).toEqual({ opened: 1, open: 0 });
  });

  test('a file of the cache is closed if the disk is full, and the rows are kept in memory', async () => {
    const onFullDisk = async function* (): RowReader {
      const [file] = opened.files as [FileHandle];
      file.writev = () => Promise.reject(new Error('no space left'));
      return yield* rows();
    };
    const { store } = await packThrough(entry, onFullDisk());
    expect(store).toBeInstanceOf(MemoryStore);
    expect(files()).toEqual({ opened: 1, open: 0 });
  });
});

describe('a dataset that is refused after it was read', () => {
  const { signal } = new AbortController();

  test('a dataset that is refused for an option of another format leaves no file open', async () => {
    const reading = readSource(inFolder('data.svm'), { labelColumn: 'a' }, new Terminal({ quiet: true }), signal);
    await expect(reading).rejects.toThrow('‹labelColumn› is for CSV files');
    expect(files()).toMatchObject({ open: 0 });
    expect(files().opened).toBeGreaterThan(0);
  });

  test('a test dataset that is refused for its format leaves no file open', async () => {
    await writeFile(inFolder('data.svm'), '1,2\n2,3\n');
    const reading = readTestDataset(inFolder('data.svm'), { indexBase: 1 });
    await expect(reading).rejects.toThrow('data.svm: this is CSV, and the training data is LIBSVM');
    expect(files()).toMatchObject({ open: 0 });
  });
});
