import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addToPlan, type Plan, readPlan } from '../../../src/results/plan.js';
import { readRun, readRuns } from '../../../src/results/read.js';
import type { Run } from '../../../src/results/schema.js';
import { sealed } from '../../../src/results/seal.js';
import { UserError } from '../../../src/util/errors.js';
import { lossCurve } from '../../support/checks.js';
import { makeRun } from '../../support/runs.js';

let folder: string;
let notes: string[];
beforeEach(async () => {
  notes = [];
  folder = await mkdtemp(path.join(tmpdir(), 'adabatch-read-'));
});
afterEach(() => rm(folder, { recursive: true }));

const inFolder = (name: string) => path.join(folder, name);

async function put(name: string, content: unknown): Promise<string> {
  const file = inFolder(name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(sealed(content as object)));
  return file;
}

const read = (...paths: string[]) =>
  readRuns(
    paths,
    (run: Run) => run.configuration.batch,
    (note) => notes.push(note),
  );

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return `${error.message} | ${error.hint}`.replaceAll(folder, '.');
}

describe('reading runs', () => {
  test('takes folders by file name, not deeper, and files in between, in the order given', async () => {
    await put('b.json', makeRun({ id: 'b' }, { batch: 2 }));
    await put('B.json', makeRun({ id: 'B' }, { batch: 3 }));
    await put('a.json', makeRun({ id: 'a' }, { batch: 4 }));
    await put('a.csv', 'run_id\n');
    await mkdir(inFolder('deeper.json'));
    await put('deeper.json/c.json', makeRun({ id: 'c' }));
    const single = await put('single.txt', makeRun({ id: 'single' }, { batch: 5 }));
    const runs = await read(single, folder);
    expect(runs.map(({ name, id, run }) => [name, id, run])).toEqual([
      ['single.txt', 'single', 5],
      ['B', 'B', 3],
      ['a', 'a', 4],
      ['b', 'b', 2],
    ]);
    expect(runs[1]?.file).toBe(inFolder('B.json'));
    expect(notes).toEqual([`subfolders are not read unless they are named: ${inFolder('deeper.json')}`]);
  });

  test('says once which subfolders it does not read, but for those that are named and hidden ones', async () => {
    for (const name of ['one', 'two', 'two/inside', '.git']) await mkdir(inFolder(name));
    await put('one/a.json', makeRun());
    expect(await read(folder, `${folder}/one/`, inFolder('two'))).toHaveLength(1);
    expect(notes).toEqual([`subfolders are not read unless they are named: ${inFolder('two/inside')}`]);
    notes = [];
    await read(folder);
    expect(notes).toEqual([`subfolders are not read unless they are named: ${inFolder('one')}, ${inFolder('two')}`]);
  });

  test('passes over other documents: ours silently, foreign ones with a note', async () => {
    await put('plan.json', { schema: 'adabatch/plan@1', runs: [] });
    await put('optimum.json', { schema: 'adabatch/optimum@1' });
    const foreign = await put('package.json', { name: 'x', schema: 3 });
    await put('list.json', []);
    expect(await read(folder)).toEqual([]);
    expect(notes).toEqual([
      `${inFolder('list.json')} was passed over: it is no document of adabatch`,
      `${foreign} was passed over: it is no document of adabatch`,
    ]);
  });

  test('of several results of one run a whole one counts before an interrupted one, then the newest file', async () => {
    // By name, the newest comes first in 4 and last in 5.
    const results: [string, Run, number][] = [
      ['a', makeRun({ id: '1' }), 1],
      ['b.interrupted', makeRun({ id: '1', status: 'interrupted' }), 2],
      ['c.interrupted', makeRun({ id: '2', status: 'interrupted' }), 2],
      ['d.interrupted', makeRun({ id: '2', status: 'interrupted' }), 1],
      ['e.interrupted', makeRun({ id: '3', status: 'interrupted' }), 1],
      ['f', makeRun({ id: '3', status: 'diverged' }), 1],
      ['g', makeRun({ id: '4' }, { batch: 1 }), 1.001],
      ['h', makeRun({ id: '4' }, { batch: 2 }), 1],
      ['i', makeRun({ id: '5' }, { batch: 1 }), 1],
      ['j', makeRun({ id: '5' }, { batch: 2 }), 2],
    ];
    for (const [name, run, seconds] of results) await utimes(await put(`${name}.json`, run), seconds, seconds);
    expect((await read(folder)).map(({ name, status }) => `${name} ${status}`)).toEqual([
      'a completed',
      'c interrupted',
      'f diverged',
      'g completed',
      'j completed',
    ]);
    // What a whole run makes needless is left out without a word.
    const told = 'of several results of one run the newest file (by its mtime) counts; left out:';
    expect(notes).toEqual([`${told} ${inFolder('h.json')}, ${inFolder('i.json')}`]);
  });

  test('of results of one run with one mtime the last that is named counts', async () => {
    const files = [await put('a.json', makeRun()), await put('b.json', makeRun())] as const;
    for (const file of files) await utimes(file, 1, 1);
    expect((await read(...files)).map(({ name }) => name)).toEqual(['b']);
    expect((await read(...files.toReversed())).map(({ name }) => name)).toEqual(['a']);
  });

  test('refuses results of one deterministic run with other losses, naming both files and who made them', async () => {
    const version = (adabatch: string) => ({ environment: { ...makeRun().environment, adabatch } });
    await put('a.json', makeRun({ curve: lossCurve([1, 0.5, 0.4], [1, 1, 1]), ...version('0.0.1') }));
    await put('b.json', makeRun({ curve: lossCurve([1, 0.5, 0.4], [1, 1, 0.9]) }));
    expect(await refusal(read(folder))).toBe(
      './a.json (adabatch 0.0.1) and ./b.json (adabatch 0.1.0) are results of one deterministic run, and their losses differ ' +
        'from epoch 2 on | Move the one that is not to count elsewhere; adabatch check sets two such files against each other',
    );
    await put('b.json', makeRun({ curve: lossCurve([1, 0.5], [1, 1]), status: 'interrupted' }));
    expect(await read(folder)).toHaveLength(1);
    await put('b.json', makeRun({ curve: lossCurve([1, 0.5000000000000001], [1, 1]), status: 'interrupted' }));
    expect(await refusal(read(folder))).toContain('from epoch 1 on');
  });

  test('takes results of one run whose workers race as they are, unless there was one worker', async () => {
    const raced = (loss: number, workers: number) => {
      const race = { finalTrainLosses: [loss], collidingShare: 0, lostShare: 0 };
      return makeRun({ curve: lossCurve([1, loss]), race }, { execution: 'hogwild', workers });
    };
    await put('a.json', raced(0.5, 2));
    await put('b.json', raced(0.4, 2));
    expect((await read(folder)).map(({ name }) => name)).toEqual(['b']);
    await put('a.json', raced(0.5, 1));
    await put('b.json', raced(0.4, 1));
    expect(await refusal(read(folder))).toContain('their losses differ');
  });

  test('refuses a named file that is no run, and a damaged run in a folder, saying where', async () => {
    const plan = await put('plan.json', { schema: 'adabatch/plan@1', runs: [] });
    expect(await refusal(read(plan))).toBe(
      './plan.json: no run: schema: Invalid input: expected "adabatch/run@1" | Name a result of adabatch run, or a folder of results',
    );
    const broken = makeRun();
    (broken.curve[1] as { epoch: unknown }).epoch = 'one';
    await put('x.json', broken);
    expect(await refusal(read(folder))).toBe(
      './x.json: no run: curve.1.epoch: Invalid input: expected number, received string | Run it again, or move the file elsewhere',
    );
    await put('x.json', JSON.stringify(makeRun()).slice(0, -9));
    expect(await refusal(read(folder))).toBe(
      './x.json: damaged: it is not JSON, or has millions of values | Run it again, or move the file elsewhere',
    );
    await put('x.json', { ...makeRun(), schema: 'adabatch/run@2' });
    expect(await refusal(read(folder))).toContain('./x.json: no run: schema: Invalid input: expected "adabatch/run@1"');
  });

  test('refuses what is not there, and a folder where one run is wanted', async () => {
    expect(await refusal(read(inFolder('none')))).toContain("there is no file './none'");
    expect(await refusal(readRun(folder))).toContain("'.' is a folder, not a file | Name one of the files in it");
  });

  test('one run comes back whole', async () => {
    expect(await readRun(await put('a.json', makeRun()))).toEqual(sealed(makeRun()));
  });
});

describe('plans', () => {
  const plan = { schema: 'adabatch/plan@1' as const, runs: [{ id: '1', name: 'one' }] };

  test('come back as they were written, into a folder that is made', async () => {
    const made = inFolder('made/sweep');
    await addToPlan(made, plan.runs);
    expect(await readPlan(made)).toEqual(plan);
    expect(await readFile(path.join(made, 'plan.json'), 'utf8')).toMatch(
      /^\{\n {2}"schema": "adabatch\/plan@1",\n.*\}\n$/s,
    );
  });

  test('keep the runs of earlier sweeps, each once, and take the place of a damaged one', async () => {
    const shared = inFolder('made/shared');
    const [one, two, three] = ['1', '2', '3'].map((id) => ({ id, name: `run ${id}` }));
    await addToPlan(shared, [one, two] as Plan['runs']);
    await addToPlan(shared, [two, three] as Plan['runs']);
    expect((await readPlan(shared))?.runs).toEqual([one, two, three]);
    await writeFile(path.join(shared, 'plan.json'), '{"runs":');
    await addToPlan(shared, [three] as Plan['runs']);
    expect((await readPlan(shared))?.runs).toEqual([three]);
  });

  test('are undefined where there is none', async () => {
    expect(await readPlan(folder)).toBeUndefined();
    expect(await readPlan(await put('a.json', makeRun()))).toBeUndefined();
  });

  test('are refused where they are damaged, and not written into a file', async () => {
    await put('plan.json', { schema: 'adabatch/plan@1', runs: [{ id: '1' }] });
    expect(await refusal(readPlan(folder))).toContain('./plan.json: no plan: runs.0.name: Invalid input');
    expect(await refusal(addToPlan(inFolder('plan.json'), plan.runs))).toContain('cannot write to ./plan.json');
  });
});
