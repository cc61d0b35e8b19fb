import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { failedIn, forgetFailed, readFailed, writeFailed } from '../../../src/results/failure.js';
import { readRuns } from '../../../src/results/read.js';
import { saveRun } from '../../../src/results/save.js';
import { UserError } from '../../../src/util/errors.js';
import { folderForEach } from '../../support/folders.js';
import { makeRun } from '../../support/runs.js';

const inFolder = folderForEach();

describe('why a run failed', () => {
  test('is read as it was written, until it is forgotten', async () => {
    const failure = { reason: 'no luck', attempts: 1, host: 'n2', job: '17_3' };
    await writeFailed(inFolder(), 'a', failure);
    await writeFailed(inFolder(), 'b', { reason: 'none either', attempts: 3, host: 'n1' });
    await mkdir(inFolder('c.failed.json'));
    await writeFile(inFolder('c.failed.json/file'), '');
    await writeFile(inFolder('d.json'), '');
    expect(await readFailed(inFolder(), 'a')).toEqual(failure);
    expect(await failedIn(inFolder())).toEqual(['a', 'b', 'c']);
    await forgetFailed(inFolder(), ['a', 'c', 'none']);
    expect(await readFailed(inFolder(), 'a')).toBeUndefined();
    expect(await failedIn(inFolder())).toEqual(['b']);
  });

  test.each([
    '{',
    '[]',
    '{"schema":"adabatch/failed@2","reason":"x","attempts":1,"host":"h"}',
    '{"schema":"adabatch/failed@1","reason":"x","attempts":0,"host":"h"}',
  ])('does not count if it cannot be read: %s', async (content) => {
    await writeFile(inFolder('a.failed.json'), content);
    expect(await readFailed(inFolder(), 'a')).toBeUndefined();
  });

  test('is passed over in silence by those who read results', async () => {
    await saveRun(makeRun(), inFolder(), 'a');
    await writeFailed(inFolder(), 'b', { reason: 'no luck', attempts: 1, host: 'n1' });
    const notes: string[] = [];
    const runs = await readRuns(
      [inFolder()],
      ({ id }) => id,
      (text) => notes.push(text),
    );
    expect(runs).toHaveLength(1);
    expect(notes.filter((note) => note.includes('failed'))).toEqual([]);
  });

  test('cannot be written where the folder is a file', async () => {
    await writeFile(inFolder('file'), '');
    const refused = await writeFailed(inFolder('file'), 'a', { reason: 'x', attempts: 1, host: 'h' }).catch(
      (error) => error,
    );
    expect(refused).toBeInstanceOf(UserError);
    expect(refused).toMatchObject({ hint: 'Choose another folder with ‹out›' });
    expect(await readdir(inFolder())).toEqual(['file']);
  });
});
