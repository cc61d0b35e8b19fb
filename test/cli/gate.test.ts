import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';

// The gate of the project's own CI, on a copy of the program in which one rule is a little longer.

const ROOT = path.resolve(import.meta.dirname, '../..');
const folder = temporaryFolder();
const adabatch = commandLine(folder);
const GRID = ['sweep', '--rule', 'mean,adabatch', '--batch', '1,64', '--epochs', '1', '--quiet', '--out'];

/** Makes the rule longer in a file of the program; returns whether the file has that rule. */
async function lengthenSteps(file: string): Promise<boolean> {
  const source = await readFile(file, 'utf8');
  const longer = source.replace('=> 1 / count', '=> 1.0000001 / count');
  await writeFile(file, longer);
  return longer !== source;
}

test('adabatch check finds a rule whose step is 1.0000001 times as long, and passes an unchanged program', async () => {
  const copy = path.join(folder, 'copy');
  await mkdir(copy);
  for (const part of ['bin', 'dist', 'package.json']) {
    await cp(path.join(ROOT, part), path.join(copy, part), { recursive: true });
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  const chunks = (await readdir(path.join(copy, 'dist'))).filter((name) => name.endsWith('.js'));
  const changed = chunks.map((name) => lengthenSteps(path.join(copy, 'dist', name)));
  expect((await Promise.all(changed)).filter(Boolean)).toHaveLength(1);

  await adabatch([...GRID, 'baseline']);
  await adabatch([...GRID, 'unchanged']);
  await promisify(execFile)(process.execPath, [path.join(copy, 'bin/adabatch.js'), ...GRID, 'changed'], {
    cwd: folder,
  });

  const same = await adabatch(['check', 'baseline', 'unchanged', '--exact']);
  expect(same.code).toBe(0);
  const { code, stdout } = await adabatch(['check', 'baseline', 'changed', '--exact']);
  expect(code).toBe(1);
  const failed = stdout.split('\n').filter((line) => !line.startsWith('ok'));
  expect(failed.filter((line) => line.includes('adabatch-64'))).toHaveLength(1);
  expect(failed.filter((line) => line.includes('mean'))).toEqual([]);
});
