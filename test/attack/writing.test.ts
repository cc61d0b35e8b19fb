import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { addToPlan } from '../../src/results/plan.js';
import { saveRun } from '../../src/results/save.js';
import { removeLeftovers, temporaryIn, writeNamed, writeTogether, writeWhole } from '../../src/util/files.js';
import { folderForEach } from '../support/folders.js';
import { makeRun } from '../support/runs.js';

const inFolder = folderForEach();

describe('links that somebody planted', () => {
  test('links under the names of results and plans are replaced, and their targets are left alone', async () => {
    await writeFile(inFolder('victim'), 'mine');
    for (const name of ['a.json', 'a.csv', 'plan.json']) await symlink('victim', inFolder(name));
    await saveRun(makeRun(), inFolder(), 'a');
    await addToPlan(inFolder(), [{ id: 'a', name: 'a' }]);
    expect(await readFile(inFolder('victim'), 'utf8')).toBe('mine');
    for (const name of ['a.json', 'a.csv', 'plan.json']) expect((await lstat(inFolder(name))).isFile()).toBe(true);
  });

  test('a link is followed if the user names it', async () => {
    await writeFile(inFolder('target'), 'old');
    await symlink('target', inFolder('link'));
    await writeNamed(inFolder('link'), 'new');
    expect((await lstat(inFolder('link'))).isSymbolicLink()).toBe(true);
    expect(await readFile(inFolder('target'), 'utf8')).toBe('new');
  });
});

test('a file that is written anew keeps its mode', async () => {
  await writeFile(inFolder('a'), 'old');
  for (const mode of [0o600, 0o640, 0o444]) {
    await chmod(inFolder('a'), mode);
    await writeWhole(inFolder('a'), 'new');
    expect((await stat(inFolder('a'))).mode & 0o777).toBe(mode);
  }
});

test('names of temporary files cannot be foreseen', () => {
  const names = new Set(Array.from({ length: 1000 }, () => temporaryIn(inFolder())));
  expect(names.size).toBe(1000);
  for (const name of names) expect(name).not.toContain(String(process.pid));
});

describe('files that belong together', () => {
  test('files that belong together all stay as they were if one of them cannot be written', async () => {
    await writeFile(inFolder('a.json'), 'old');
    const written = writeTogether([inFolder('none/a.csv'), 'new'], [inFolder('a.json'), 'new']);
    await expect(written).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readFile(inFolder('a.json'), 'utf8')).toBe('old');
    expect(await readdir(inFolder())).toEqual(['a.json']);
  });

  test('the last of the files that belong together is removed while another one changes', async () => {
    await writeFile(inFolder('a.json'), 'old');
    // No file can take the place of a folder: the work ends there, as it would by a kill.
    await mkdir(inFolder('a.csv'));
    await expect(writeTogether([inFolder('a.csv'), 'new'], [inFolder('a.json'), 'new'])).rejects.toThrow();
    expect(await readdir(inFolder())).toEqual(['a.csv']);
  });
});

describe('temporary files of killed processes', () => {
  const HOUR_AGO = new Date(Date.now() - 3_700_000);
  const put = async (name: string, time?: Date) => {
    await writeFile(name, '');
    if (time) await utimes(name, time, time);
  };

  test('a temporary file of a killed process is removed by the next process that writes there', async () => {
    const left = temporaryIn(inFolder());
    await put(left, HOUR_AGO);
    await writeWhole(inFolder('a'), '');
    expect(await readdir(inFolder())).toEqual(['a']);
  });

  test('a temporary file is kept if it is new or if adabatch did not make it', async () => {
    await put(temporaryIn(inFolder()));
    await put(inFolder('mine.tmp'), HOUR_AGO);
    await put(inFolder('.adabatch-mine.tmp'), HOUR_AGO);
    await removeLeftovers(inFolder());
    expect(await readdir(inFolder())).toHaveLength(3);
  });
});
