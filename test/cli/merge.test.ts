import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runToCsv } from '../../src/results/csv.js';
import { sealed } from '../../src/results/seal.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { putResults } from '../support/results-folder.js';
import { makeRun } from '../support/runs.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const inFolder = (name: string) => path.join(folder, name);

const plan = (...ids: string[]) => ({ schema: 'adabatch/plan@1', runs: ids.map((id) => ({ id, name: `run-${id}` })) });
const run = (id: string) => sealed(makeRun({ id }));
const interrupted = (id: string) => makeRun({ id, status: 'interrupted' });
/** The long table of some runs. */
const table = (...ids: string[]) =>
  ids
    .map((id, index) =>
      runToCsv(run(id))
        .split('\n')
        .slice(index === 0 ? 0 : 1)
        .join('\n'),
    )
    .join('');

const first = await putResults(inFolder('first'), { plan: plan('c', 'a', 'b'), a: run('a'), b: run('b') });
const second = await putResults(inFolder('second'), { c: run('c'), 'a.interrupted': interrupted('a') });

describe('adabatch merge', () => {
  test('adabatch merge makes one table of all folders, in the order of the plan', async () => {
    for (const output of [[], ['-o', '-']]) {
      const outcome = await adabatch(['merge', first, second, ...output]);
      expect(outcome).toEqual({ code: 0, stdout: table('c', 'a', 'b'), stderr: '' });
    }
  });

  test('merge --out writes the table whole, into a folder that it makes', async () => {
    const file = inFolder('made/curves.csv');
    expect(await adabatch(['merge', first, second, '-o', file, '--quiet'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(await readFile(file, 'utf8')).toBe(table('c', 'a', 'b'));
    expect(await readdir(path.dirname(file))).toEqual(['curves.csv']);
  });

  test('adabatch merge fails if planned runs are missing, and takes those that are there with --partial', async () => {
    const file = inFolder('partial.csv');
    expect(await adabatch(['merge', first, '-o', file, '--quiet'])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: 1 run is missing or interrupted: run-c\nhint: Finish the sweep, or give --partial to merge the others\n',
    });
    expect(await readdir(folder)).not.toContain('partial.csv');
    expect(await adabatch(['merge', first, '--partial'])).toEqual({
      code: 0,
      stdout: table('a', 'b'),
      stderr: 'warning: 1 run is missing or interrupted: run-c\n',
    });
  });

  test('adabatch merge names ten of the missing runs and counts the rest', async () => {
    const ids = Array.from({ length: 12 }, (_, id) => String(id + 1));
    const many = await putResults(inFolder('many'), { plan: plan(...ids), 'run-12.interrupted': interrupted('12') });
    const { code, stderr } = await adabatch(['merge', many]);
    expect(code).toBe(1);
    const names = ids.slice(0, 10).map((id) => `run-${id}`);
    expect(stderr.split('\n')[0]).toBe(`error: 12 runs are missing or interrupted: ${names.join(', ')} and 2 more`);
  });

  test('adabatch merge refuses files that are no results, and folders without results', async () => {
    const empty = await putResults(inFolder('empty'), {});
    expect(await adabatch(['merge', empty])).toMatchObject({
      code: 2,
      stderr: `error: there are no runs in ${empty}\nhint: adabatch run saves its result in results\n`,
    });
    expect(await adabatch(['merge', 'nowhere'])).toMatchObject({ code: 2, stdout: '' });
    const damaged = await putResults(inFolder('damaged'), {});
    await writeFile(path.join(damaged, 'plan.json'), '{');
    const { code, stderr } = await adabatch(['merge', damaged]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('plan.json: damaged: it is not JSON'),
    });
    expect(await adabatch(['merge', first, second, '-o', folder])).toMatchObject({
      code: 2,
      stderr: `error: cannot write to ${folder}: a folder has the name of the file\nhint: Choose another file with -o\n`,
    });
  });
});

describe('adabatch explain', () => {
  test('adabatch explain says in what two results differ, and on stderr how their versions differ', async () => {
    const { environment } = makeRun();
    const newer = makeRun({ id: 'n', environment: { ...environment, adabatch: '9.0.0' } }, { rule: 'mean', batch: 8 });
    const results = await putResults(inFolder('explained'), { a: run('a'), n: newer });
    const [one, other] = [path.join(results, 'a.json'), path.join(results, 'n.json')];
    expect(await adabatch(['explain', one, other])).toEqual({
      code: 0,
      stdout: 'rule: adabatch → mean\nbatch: 64 → 8\n',
      stderr: 'adabatch: 0.1.0 → 9.0.0\n',
    });
    expect(await adabatch(['explain', one, one])).toEqual({ code: 0, stdout: 'the same run\n', stderr: '' });
    expect(await adabatch(['explain', one, results])).toMatchObject({ code: 2, stdout: '' });
    expect((await adabatch(['explain', one])).code).toBe(2);
  });

  test('adabatch explain warns of a run that keeps its batches with a rule that counts', async () => {
    const dataset = { ...makeRun().dataset, rows: 1000 };
    const fixed = makeRun({ id: 'f', dataset }, { order: 'sequential' });
    const results = await putResults(inFolder('fixed'), { f: fixed, m: makeRun({ id: 'm', dataset }) });
    const { stderr } = await adabatch(['explain', path.join(results, 'f.json'), path.join(results, 'm.json')]);
    expect(stderr).toBe(
      'warning: order sequential keeps the batches as they are from epoch to epoch, and adabatch weighs a row by its ' +
        'batch: the run comes near the minimiser of another, reweighted loss (order interleaved mixes them)\n',
    );
  });
});
