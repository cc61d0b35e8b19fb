import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { requireFreeName } from '../../../src/results/names.js';
import { saveRun } from '../../../src/results/save.js';
import { folderForEach } from '../../support/folders.js';
import { complaintOf } from '../../support/reading.js';
import { makeRun } from '../../support/runs.js';

const inFolder = folderForEach();
const complaint = (name: string) => complaintOf(requireFreeName(inFolder(), name));

describe('a name for a run', () => {
  test.each([
    ['plan', 'the plan of a sweep'],
    ['Plan', 'the plan of a sweep'],
    ['search-0123', 'a search for a step size'],
    ['SEARCH-0123', 'a search for a step size'],
    ['mine.interrupted', 'an interrupted run'],
    ['mine.Interrupted', 'an interrupted run'],
    ['mine.failed', 'the reason why a run failed'],
  ])('a run may not be named %s, as a folder of results has that name for something else', async (name, what) => {
    expect(await complaint(name)).toEqual([
      `‹name› ${name}: a folder of results has ${what} under this name`,
      'Choose another name',
    ]);
  });

  test.each(['plans', 'my-plan', 'research-1', 'interrupted', 'mine.interrupted-2'])(
    'a run may be named %s',
    async (name) => {
      await expect(requireFreeName(inFolder(), name)).resolves.toBeUndefined();
    },
  );

  test.each([
    ['json', '{ "name": "mine" }'],
    ['json', ''],
    ['csv', 'spam,1\n'],
    ['csv', 'run\n'],
  ])('a run may not have the name of a file %s with %j in it', async (ending, text) => {
    const file = path.join(inFolder(), `mine.${ending}`);
    await writeFile(file, text);
    expect(await complaint('mine')).toEqual([
      `‹name› mine: ${file} is no result of a run, and would be overwritten`,
      'Choose another name, or another folder with ‹out›',
    ]);
  });

  test('a run may have the name of another run, or of anything that is no file of its own', async () => {
    await saveRun(makeRun(), inFolder(), 'saved');
    await writeFile(inFolder('dense.json'), '{"schema":"adabatch/run@1"}');
    await mkdir(inFolder('folder.json'));
    await symlink('/dev/null', inFolder('device.csv'));
    for (const name of ['saved', 'dense', 'folder', 'device', 'none']) {
      await expect(requireFreeName(inFolder(), name)).resolves.toBeUndefined();
    }
  });
});
