import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { putResults } from '../support/results-folder.js';
import { curveOf, makeRun } from '../support/runs.js';

// What all commands that read results do with a folder of them.

const folder = temporaryFolder();
const inFolder = (name: string) => path.join(folder, name);
const COMMANDS = {
  check: (results: string) => ['check', results, results],
  compare: (results: string) => ['compare', results],
  merge: (results: string) => ['merge', results],
};

describe.each(Object.entries(COMMANDS))('adabatch %s', (command, args) => {
  test('a command that reads results names the subfolders that it does not read, in one line', async () => {
    const results = await putResults(inFolder(command), { a: makeRun() });
    for (const name of ['b', 'c']) await putResults(path.join(results, name), { a: makeRun({ id: name }) });
    const { code, stderr } = await runHere(args(results));
    expect(code).toBe(0);
    const [b, c] = ['b', 'c'].map((name) => path.join(results, name));
    expect(new Set(stderr.trimEnd().split('\n'))).toEqual(
      new Set([`subfolders are not read unless they are named: ${b}, ${c}`]),
    );
  });

  test('a command that reads results refuses two results of one deterministic run whose losses differ', async () => {
    const [old, newer] = [makeRun({ curve: curveOf(1, 0.5) }), makeRun({ curve: curveOf(1, 0.4) })];
    const results = await putResults(inFolder(`${command}-other`), { old, newer });
    const { code, stdout, stderr } = await runHere(args(results));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const name of ['old.json', 'newer.json']) expect(stderr).toContain(path.join(results, name));
  });

  test('a command that reads results takes the newer of two results of one run, and names the other', async () => {
    const results = await putResults(inFolder(`${command}-twice`), { old: makeRun(), newer: makeRun() });
    await utimes(path.join(results, 'old.json'), 1, 1);
    const { code, stdout, stderr } = await runHere(args(results));
    expect(code).toBe(0);
    expect(stderr).toContain(`left out: ${path.join(results, 'old.json')}\n`);
    if (command === 'check') expect(stdout).toBe('ok       newer: the same at 2 points\n1 run: 1 ok\n');
  });
});
