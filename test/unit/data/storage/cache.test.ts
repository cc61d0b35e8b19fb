import { createHash } from 'node:crypto';
import { copyFile, link, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Dataset } from '../../../../src/data/dataset.js';
import { datasetHeader, readDataset } from '../../../../src/data/open.js';
import type { RowChunk, RowReader } from '../../../../src/data/rows.js';
import { pack } from '../../../../src/data/storage/packed.js';
import { FileStore, MemoryStore } from '../../../../src/data/storage/store.js';
import { cacheForEach } from '../../../support/folders.js';

const inFolder = cacheForEach();
let file: string;
beforeEach(async () => {
  file = inFolder('data.svm');
  await writeFile(file, '+1 1:0.5 3:2\n-1 2:1e-3\n+1\n');
});

async function contentOf(dataset: Dataset) {
  const rows: unknown[] = [];
  for await (const { labels, lengths, indices, values } of dataset.chunks()) {
    rows.push([...labels], [...lengths], [...indices], [...values]);
  }
  await dataset.close();
  const { sha256, features, nonzeros, indexBase } = dataset;
  return { sha256, features, nonzeros, indexBase, rows };
}

async function cacheFile(): Promise<string> {
  const found = await readdir(inFolder(), { recursive: true });
  const names = found.filter((name) => name.split(path.sep).at(-2) === 'rows');
  expect(names).toHaveLength(1);
  return inFolder(names[0] as string);
}

/** A stamp that shows whether a file was written anew. */
async function digest(name: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(name))
    .digest('hex');
}

describe.skipIf(process.platform === 'darwin')('the cache of parsed files', () => {
  test('the cache gives the same rows as the file', async () => {
    const first = await contentOf(await readDataset(file));
    const again = await contentOf(await readDataset(file));
    expect(again).toEqual(first);
    expect(first.rows).toEqual([
      [1, -1, 1],
      [2, 1, 0],
      [1, 3, 2],
      [0.5, 2, 1e-3],
    ]);
  });

  test('the cache gives the rows of an unchanged file, and is not written anew', async () => {
    const first = await contentOf(await readDataset(file));
    const cached = await cacheFile();
    const { ino } = await stat(cached);
    expect(await contentOf(await readDataset(file))).toEqual(first);
    expect((await stat(await cacheFile())).ino).toBe(ino);
  });

  const REPLACED = '+1 1:0.7 3:2\n-1 2:1e-3\n+1\n';
  const DATE = new Date('2026-01-01');

  test.each([
    ['renamed over it', (other: string) => rename(other, file)],
    ['copied over it', (other: string) => copyFile(other, file)],
    ['linked in its place', (other: string) => rm(file).then(() => link(other, file))],
    ['named by the link that it is', (other: string) => rm(file).then(() => symlink(other, file))],
  ])('the cache is not used for a file that another one of its size and date was %s', async (_, replace) => {
    await utimes(file, DATE, DATE);
    const first = await contentOf(await readDataset(file));
    const other = inFolder('other.svm');
    await writeFile(other, REPLACED);
    await utimes(other, DATE, DATE);
    await replace(other);
    await utimes(file, DATE, DATE);
    const { size } = await stat(file);
    expect(size).toBe(Buffer.byteLength(REPLACED));
    const replaced = await contentOf(await readDataset(file));
    expect(replaced.rows[3]).toEqual([0.7, 2, 1e-3]);
    expect(replaced.sha256).not.toBe(first.sha256);
    expect((await datasetHeader(file, {}))?.sha256).toBe(replaced.sha256);
  });

  test('the cache has no header for a file that another one of its size and date has replaced', async () => {
    await utimes(file, DATE, DATE);
    await contentOf(await readDataset(file));
    const other = inFolder('other.svm');
    await writeFile(other, REPLACED);
    await utimes(other, DATE, DATE);
    await rename(other, file);
    expect(await datasetHeader(file, {})).toBeUndefined();
  });

  test('the cache is not used for a file that was moved to another place', async () => {
    await contentOf(await readDataset(file));
    const moved = inFolder('moved.svm');
    await rename(file, moved);
    expect(await datasetHeader(moved, {})).toBeUndefined();
  });

  test('the cache is not used for a file that changed', async () => {
    await contentOf(await readDataset(file));
    await writeFile(file, '+1 1:0.5\n-1 2:1\n');
    expect((await contentOf(await readDataset(file))).nonzeros).toBe(2);
  });

  test('the cache is not used for other options', async () => {
    await contentOf(await readDataset(file));
    expect((await contentOf(await readDataset(file, { indexBase: 0 }))).features).toBe(4);
  });

  test('the cache is used for a file with warnings, text labels and no newline at its end', async () => {
    const rows = Array.from({ length: 60 }, (_, row) => `${row + 1000},${row % 2 ? 'a' : 'b'},${row % 3 ? 'x' : 'y'}`);
    const table = inFolder('table.csv');
    await writeFile(table, ['id,colour,label', ...rows].join('\n'));
    const { warnings, endsWithoutNewline, labelNames, close } = await readDataset(table);
    await close();
    expect([warnings.length, endsWithoutNewline, labelNames?.length]).toEqual([1, true, 2]);
    expect(await datasetHeader(table, {})).toMatchObject({ rows: 60, summary: { warnings } });
    const stamp = await digest(await cacheFile());
    await (await readDataset(table)).close();
    expect(await digest(await cacheFile())).toBe(stamp);
  });

  test('a damaged byte anywhere in the cache is noticed, and the file is read and cached again', async () => {
    const sound = await contentOf(await readDataset(file));
    const cached = await cacheFile();
    const bytes = await readFile(cached);
    for (let position = 0; position < bytes.length; position++) {
      const damaged = Buffer.from(bytes);
      damaged[position] = bytes[position]! ^ 0x11;
      await writeFile(cached, damaged);
      expect(await contentOf(await readDataset(file))).toEqual(sound);
    }
    for (const length of [0, 3, 10, bytes.length - 1]) {
      await writeFile(cached, bytes.subarray(0, length));
      expect(await contentOf(await readDataset(file))).toEqual(sound);
      expect(await digest(cached)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  test('the cache is written anew if its header has another number of rows than it has', async () => {
    const sound = await contentOf(await readDataset(file));
    const cached = await cacheFile();
    const bytes = await readFile(cached, 'latin1');
    const other = bytes.replace('"rows":3', '"rows":2');
    expect(other).not.toBe(bytes);
    await writeFile(cached, other, 'latin1');
    expect(await contentOf(await readDataset(file))).toEqual(sound);
    expect(await readFile(cached, 'latin1')).toBe(bytes);
  });

  test('the cache is not used if its header has other notes than it was written with', async () => {
    const table = inFolder('table.csv');
    await writeFile(table, 'size,label\n1,0\n2,1\n');
    const { notes, close } = await readDataset(table);
    await close();
    const cached = await cacheFile();
    const bytes = await readFile(cached, 'latin1');
    const other = bytes.replace('separated by commas', 'separated by commaz');
    expect(other).not.toBe(bytes);
    await writeFile(cached, other, 'latin1');
    const again = await readDataset(table);
    await again.close();
    expect(again.notes).toEqual(notes);
  });

  test('the cache keeps nothing of a file with a fault', async () => {
    await writeFile(file, '+1 1:0.5\n-1 2:x\n');
    await expect(readDataset(file)).rejects.toThrow('data.svm:2:6');
    const left = await readdir(inFolder(), { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual(['data.svm']);
  });

  test('a dataset is read without a cache if its folder cannot be written', async () => {
    const blocked = inFolder('not-a-folder');
    await writeFile(blocked, '');
    vi.stubEnv('XDG_CACHE_HOME', blocked);
    vi.stubEnv('LOCALAPPDATA', blocked);
    expect((await contentOf(await readDataset(file))).nonzeros).toBe(3);
  });

  test('a dataset is read without a cache if there is no temporary folder either', async () => {
    const nowhere = inFolder('nowhere');
    vi.stubEnv('TMPDIR', nowhere);
    vi.stubEnv('TEMP', nowhere);
    vi.stubEnv('XDG_CACHE_HOME', path.join(file, 'cache'));
    vi.stubEnv('LOCALAPPDATA', path.join(file, 'cache'));
    expect((await contentOf(await readDataset(file))).nonzeros).toBe(3);
  });
});

describe('stores of rows', () => {
  const chunk = (seed: number): RowChunk => ({
    labels: Float64Array.of(seed, -seed),
    lengths: Uint32Array.of(1, 2),
    indices: Uint32Array.of(seed, 1, 7),
    values: Float64Array.of(0.1 * seed, -0, Number.MIN_VALUE),
  });

  async function* reader(chunks: RowChunk[]): RowReader {
    yield* chunks;
    return { indexBase: 0, features: 10, notes: [] };
  }

  test.each([
    ['in memory', async () => new MemoryStore()],
    ['in a file', () => FileStore.createTemporary()],
  ])('a store %s gives back the bits that it was given, again and again', async (_, create) => {
    const store = await create();
    await store.add(chunk(1));
    await store.add(chunk(2));
    for (let time = 0; time < 2; time++) {
      const back: RowChunk[] = [];
      for await (const piece of store.chunks()) back.push(piece);
      expect(back).toEqual([chunk(1), chunk(2)]);
    }
    await store.close();
  });

  test('a store that fails midway is followed by memory, and nothing is lost', async () => {
    const failing = await FileStore.createTemporary();
    const add = failing.add.bind(failing);
    let adds = 0;
    failing.add = async (piece) => {
      if (++adds === 2) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      return add(piece);
    };
    const packed = await pack(reader([chunk(1), chunk(2), chunk(3)]), failing);
    expect(packed.store).toBeInstanceOf(MemoryStore);
    const back: RowChunk[] = [];
    for await (const piece of packed.store.chunks()) back.push(piece);
    expect(back).toEqual([chunk(1), chunk(2), chunk(3)]);
    await failing.close();
  });

  test('the fingerprint of a store does not depend on where the chunks are cut', async () => {
    const one = chunk(1);
    const halves: RowChunk[] = [
      {
        ...one,
        labels: one.labels.slice(0, 1),
        lengths: one.lengths.slice(0, 1),
        indices: one.indices.slice(0, 1),
        values: one.values.slice(0, 1),
      },
      {
        ...one,
        labels: one.labels.slice(1),
        lengths: one.lengths.slice(1),
        indices: one.indices.slice(1),
        values: one.values.slice(1),
      },
    ];
    const whole = await pack(reader([one]), new MemoryStore());
    const cut = await pack(reader(halves), new MemoryStore());
    const other = await pack(reader([chunk(2)]), new MemoryStore());
    expect(cut.sha256).toBe(whole.sha256);
    expect(other.sha256).not.toBe(whole.sha256);
  });
});
