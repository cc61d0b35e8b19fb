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
  test('runs are read from folders by file name, not deeper, and from files, in the order given', async () => {
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

  test('the subfolders that are not read are named once, but for hidden ones and those that are given', async () => {
    for (const name of ['one', 'two', 'two/inside', '.git']) await mkdir(inFolder(name));
    await put('one/a.json', makeRun());
    expect(await read(folder, `${folder}/one/`, inFolder('two'))).toHaveLength(1);
    expect(notes).toEqual([`subfolders are not read unless they are named: ${inFolder('two/inside')}`]);
    notes = [];
    await read(folder);
    expect(notes).toEqual([`subfolders are not read unless they are named: ${inFolder('one')}, ${inFolder('two')}`]);
  });

  test('other documents are passed over: those of adabatch silently, others with a note', async () => {
    await put('plan.json', { schema: 'adabatch/plan@1', runs: [] });
    await put('optimum.json', { schema: 'adabatch/optimum@1' });
    const foreign = await put('package.json', { name: 'x', schema: 3 });
    await put('list.json', []);
    expect(await read(folder)).toEqual([]);
    expect(notes).toEqual([
      `${inFolder('list.json')} was passed over: it is no file of adabatch`,
      `${foreign} was passed over: it is no file of adabatch`,
    ]);
  });

  test('a whole result of a run counts before an interrupted one, then the newest file', async () => {
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
    // An interrupted result is left out without a note if there is a whole one.
    const told = 'of several results of one run the newest file (by its mtime) counts; left out:';
    expect(notes).toEqual([`${told} ${inFolder('h.json')}, ${inFolder('i.json')}`]);
  });

  test('the last named of several results of one run with one mtime counts', async () => {
    const files = [await put('a.json', makeRun()), await put('b.json', makeRun())] as const;
    for (const file of files) await utimes(file, 1, 1);
    expect((await read(...files)).map(({ name }) => name)).toEqual(['b']);
    expect((await read(...files.toReversed())).map(({ name }) => name)).toEqual(['a']);
  });

  test('two results of one deterministic run with other losses are refused by the names of both', async () => {
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

  test('results of one hogwild run may differ, unless it had one worker', async () => {
    const hogwildRun = (loss: number, workers: number) => {
      const race = { finalTrainLosses: [loss], collidingShare: 0, lostShare: 0 };
      return makeRun({ curve: lossCurve([1, loss]), race }, { execution: 'hogwild', workers });
    };
    await put('a.json', hogwildRun(0.5, 2));
    await put('b.json', hogwildRun(0.4, 2));
    expect((await read(folder)).map(({ name }) => name)).toEqual(['b']);
    await put('a.json', hogwildRun(0.5, 1));
    await put('b.json', hogwildRun(0.4, 1));
    expect(await refusal(read(folder))).toContain('their losses differ');
  });

  test('a named file that is no run is refused, and so is a damaged run in a folder, with its place', async () => {
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

  test('a missing file is refused, and so is a folder where one run is wanted', async () => {
    expect(await refusal(read(inFolder('none')))).toContain("there is no file './none'");
    expect(await refusal(readRun(folder))).toContain("'.' is a folder, not a file | Name one of the files in it");
  });

  test('a single run is read with all that was saved', async () => {
    expect(await readRun(await put('a.json', makeRun()))).toEqual(sealed(makeRun()));
  });
});

describe('plans of sweeps', () => {
  const plan = { schema: 'adabatch/plan@1' as const, runs: [{ id: '1', name: 'one' }] };

  test('a plan comes back as it was written, into a folder that is made', async () => {
    const made = inFolder('made/sweep');
    await addToPlan(made, plan.runs);
    expect(await readPlan(made)).toEqual(plan);
    expect(await readFile(path.join(made, 'plan.json'), 'utf8')).toMatch(
      /^\{\n {2}"schema": "adabatch\/plan@1",\n.*\}\n$/s,
    );
  });

  test('a plan keeps the runs of earlier sweeps, each once, and takes the place of a damaged one', async () => {
    const shared = inFolder('made/shared');
    const [one, two, three] = ['1', '2', '3'].map((id) => ({ id, name: `run ${id}` }));
    await addToPlan(shared, [one, two] as Plan['runs']);
    await addToPlan(shared, [two, three] as Plan['runs']);
    expect((await readPlan(shared))?.runs).toEqual([one, two, three]);
    await writeFile(path.join(shared, 'plan.json'), '{"runs":');
    await addToPlan(shared, [three] as Plan['runs']);
    expect((await readPlan(shared))?.runs).toEqual([three]);
  });

  test('a plan is undefined if there is none', async () => {
    expect(await readPlan(folder)).toBeUndefined();
    expect(await readPlan(await put('a.json', makeRun()))).toBeUndefined();
  });

  test('a plan is refused if it is damaged, and is not written into a file', async () => {
    await put('plan.json', { schema: 'adabatch/plan@1', runs: [{ id: '1' }] });
    expect(await refusal(readPlan(folder))).toContain('./plan.json: no plan: runs.0.name: Invalid input');
    expect(await refusal(addToPlan(inFolder('plan.json'), plan.runs))).toContain('cannot write to ./plan.json');
  });
});
