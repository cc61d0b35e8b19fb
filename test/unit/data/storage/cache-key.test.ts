import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { cacheEntry } from '../../../../src/data/storage/cache.js';
import { temporaryFolder } from '../../../support/folders.js';

// Each test changes one figure of what a file system says of a file. A real file cannot do so: writing sets its ctime.

const changed = vi.hoisted(() => ({ status: {} as Record<string, bigint> }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const changedStat = async (...args: Parameters<typeof real.stat>) =>
    Object.assign(await real.stat(...args), changed.status);
  return { ...real, stat: changedStat };
});

const folder = temporaryFolder();
const file = path.join(folder, 'data.svm');
const other = path.join(folder, 'other.svm');
await writeFile(file, '1 1:1\n');
await writeFile(other, '1 1:1\n');

async function entryOf(of = file, options: object = {}, status: Record<string, bigint> = {}) {
  changed.status = status;
  const entry = await cacheEntry(of, options);
  changed.status = {};
  if (!entry) throw new Error('there is no entry');
  return entry;
}

let usual: Awaited<ReturnType<typeof entryOf>>;
beforeEach(async () => {
  usual = await entryOf();
});

describe('an entry of the cache of parsed files', () => {
  test.each(['size', 'mtimeNs', 'ctimeNs', 'ino'])(
    'an entry is out of date if %s alone changes, by 1',
    async (name) => {
      const status = (await stat(file, { bigint: true })) as unknown as Record<string, bigint>;
      const entry = await entryOf(file, {}, { [name]: (status[name] as bigint) + 1n });
      expect(entry.key).not.toBe(usual.key);
      // The new entry takes the place of the one that is out of date.
      expect(entry.target).toBe(usual.target);
    },
  );

  test.each(['atimeNs', 'nlink'])('an entry is not out of date if %s changes', async (name) => {
    expect(await entryOf(file, {}, { [name]: 7n })).toEqual(usual);
  });

  test.each([{ indexBase: 0 }, { features: 3 }, { labelColumn: 'y' }, { missing: ['?'] }])(
    'a file that is read with %j has another entry',
    async (options) => {
      const entry = await entryOf(file, options);
      expect(entry.key).not.toBe(usual.key);
      expect(entry.target).not.toBe(usual.target);
    },
  );

  test('another file has another entry, and any path to a file has the same one', async () => {
    expect((await entryOf(other)).target).not.toBe(usual.target);
    const link = path.join(folder, 'link.svm');
    await symlink(file, link);
    expect(await entryOf(link)).toEqual(usual);
    expect(await entryOf(path.relative(process.cwd(), file))).toEqual(usual);
  });

  test('the key of an entry begins with the version of the readers and the layout', () => {
    expect(JSON.parse(usual.key)[0]).toBeTypeOf('number');
  });

  test('a folder and a missing file have no entry', async () => {
    await mkdir(path.join(folder, 'inner'));
    expect(await cacheEntry(path.join(folder, 'inner'), {})).toBeUndefined();
    expect(await cacheEntry(path.join(folder, 'none.svm'), {})).toBeUndefined();
  });
});
