import { execFileSync } from 'node:child_process';
import { rmSync, watch } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRuns } from '../../src/results/read.js';
import { restoreCsv, savedRuns, saveRun } from '../../src/results/save.js';
import { sealed } from '../../src/results/seal.js';
import { commandLine } from '../support/cli.js';
import { makeRun } from '../support/runs.js';

let folder: string;
let json: string;
let csv: string;
const notes: string[] = [];
const { id } = makeRun();

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adabatch-results-'));
  [json, csv] = (await saveRun(makeRun(), folder, 'a')) as [string, string];
  notes.length = 0;
});
afterEach(() => rm(folder, { recursive: true }));

const read = () =>
  readRuns(
    [folder],
    (run) => run,
    (text) => notes.push(text),
  );
const isDone = async () => (await savedRuns(folder, [{ id, name: 'a' }], restoreCsv)).has('a');
const edit = async (from: string, to: string) => writeFile(json, (await readFile(json, 'utf8')).replace(from, to));

describe('a damaged result', () => {
  test.each([
    ['a digit that changed', '"trainLoss": 0.5', '"trainLoss": 0.4'],
    ['a status that is none', '"completed"', '"finished"'],
    ['a field too many', '"id":', '"more": 1, "id":'],
    ['a key of the prototype', '"id":', '"__proto__": {}, "id":'],
    ['a sha256 of another one', '"sha256": "', '"sha256": "0'],
  ])('a result with %s is refused by readers, and does not count as done', async (_, from, to) => {
    await edit(from, to);
    await expect(read()).rejects.toThrow(/a\.json: /);
    expect(await isDone()).toBe(false);
  });

  test('a result that differs in spaces alone is read, and counts as done', async () => {
    await writeFile(json, JSON.stringify(JSON.parse(await readFile(json, 'utf8'))));
    expect(await read()).toHaveLength(1);
    expect(await isDone()).toBe(true);
  });

  test('a result without a sha256, as of an older version, is read with a note', async () => {
    await writeFile(json, JSON.stringify(makeRun()));
    expect(await read()).toHaveLength(1);
    expect(notes).toEqual([`results of an older adabatch, without a sha256 to tell damage by: ${json}`]);
  });
});

describe('the CSV of a result', () => {
  test('the CSV of a result has the sha256 of its JSON', async () => {
    const { sha256 } = sealed(JSON.parse(await readFile(json, 'utf8')));
    const [header = '', line = ''] = (await readFile(csv, 'utf8')).split('\n');
    expect(header.split(',').at(-1)).toBe('result_sha256');
    expect(line.split(',').at(-1)).toBe(sha256);
  });

  test.each([
    ['is missing', () => rm(csv)],
    ['is cut', () => truncate(csv, 40)],
    ['is that of another execution', () => appendFile(csv, 'x')],
  ])('the CSV of a result is made again from the JSON if it %s', async (_, harm) => {
    const whole = await readFile(csv, 'utf8');
    await harm();
    expect(await isDone()).toBe(true);
    expect(await readFile(csv, 'utf8')).toBe(whole);
  });
});

test('sweep --plan leaves the folder of results as it is', async () => {
  const adabatch = commandLine(folder);
  const sweep = ['sweep', '--epochs', '1', '--out', path.join(folder, 'listed')];
  await adabatch(sweep);
  const names = await readdir(path.join(folder, 'listed'));
  const csv = path.join(folder, 'listed', names.find((name) => name.endsWith('.csv')) as string);
  await rm(csv);
  expect((await adabatch([...sweep, '--plan'])).stdout).toContain('done');
  expect(await readdir(path.join(folder, 'listed'))).toHaveLength(names.length - 1);
  await adabatch(sweep);
  expect(await readdir(path.join(folder, 'listed'))).toEqual(names);
});

describe('files that are no results', () => {
  test('a result file that is too large is refused by its size', async () => {
    await truncate(json, 600e6);
    await expect(read()).rejects.toThrow(/a\.json' is larger than the 128 MiB/);
    expect(await isDone()).toBe(false);
  });

  test('a link to an endless file and a pipe without a writer are refused at once', async () => {
    await symlink('/dev/zero', path.join(folder, 'b.json'));
    await expect(read()).rejects.toThrow(/b\.json' is no plain file/);
    await rm(path.join(folder, 'b.json'));
    execFileSync('mkfifo', [path.join(folder, 'plan.json')]);
    await expect(read()).rejects.toThrow(/plan\.json' is no plain file/);
  });
});

test('results that are removed while a sweep runs are missed at its end', async () => {
  const adabatch = commandLine(folder);
  const out = path.join(folder, 'sweep');
  await mkdir(out);
  const watcher = watch(out, (_, name) => {
    if (name?.startsWith('zipf') && name.endsWith('.json')) rmSync(path.join(out, name), { force: true });
  });
  const sweep = ['sweep', '--batch', '64,512', '--epochs', '1', '--out', out];
  const { code, stderr } = await adabatch(sweep).finally(() => watcher.close());
  expect(code).toBe(1);
  expect(stderr).toMatch(/error: .* of this sweep that w.* saved in .* gone/);
  expect((await adabatch(sweep)).code).toBe(0);
});
