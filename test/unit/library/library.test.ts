import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  check,
  compare,
  evaluate,
  losses,
  optimum,
  predict,
  type Rule,
  type Run,
  readDataset,
  readRuns,
  rules,
  run,
  saveRun,
  sweep,
  tune,
  UserError,
} from '../../../src/index.js';
import { readPlan } from '../../../src/results/plan.js';
import { temporaryFolder } from '../../support/folders.js';
import { randomProblem } from '../../support/problems.js';
import { writeData } from '../../support/random-data.js';

const folder = temporaryFolder();
const dataset = await writeData(randomProblem('logistic', 0, { rows: 60 }));
const short = { dataset, epochs: 1, stepSize: 0.1, batch: 8 };

describe('evaluate and predict', () => {
  test('evaluate and predict use a model that run saved', async () => {
    const model = path.join(folder, 'model.jsonl');
    const { curve } = await run({ ...short, test: dataset }, { saveModel: model });
    const { loss, error } = await evaluate({ model, dataset });
    expect([loss, error]).toEqual([curve.at(-1)?.testLoss, curve.at(-1)?.testError]);
    const margins: number[] = [];
    for await (const scores of predict({ model, dataset })) margins.push(...scores);
    expect(margins).toHaveLength(60);
    const { value } = await predict({ model, dataset, as: 'probability' }).next();
    expect(value?.[0]).toBeCloseTo(1 / (1 + Math.exp(-(margins[0] as number))), 15);
  });

  test('evaluate and predict tell their observer what they note', async () => {
    const model = path.join(folder, 'model.jsonl');
    await run(short, { saveModel: model });
    const observer = { warn: (text: string) => void said.push(text) };
    const said: string[] = [];
    await evaluate({ model, dataset: 'zipf' }, { observer: { signal: AbortSignal.abort() } }).catch((error) =>
      said.push(error.name),
    );
    const none = { model, dataset: path.join(folder, 'other.svm') };
    await writeFile(none.dataset, '1 900:1\n-1 901:1\n');
    await evaluate(none, { observer });
    await predict(none, { observer }).next();
    expect(said).toEqual(['AbortError', 'other.svm: no feature has a weight in the model: is it that of other data?']);
  });
});

describe('run', () => {
  test('run has the defaults of the command line', async () => {
    const { configuration } = await run({ dataset });
    expect(configuration).toMatchObject({
      ...{ loss: 'logistic', l2: 0, algorithm: 'sgd', rule: 'adabatch', batch: 60, epochs: 10, seed: 0 },
      ...{ stepSizeFrom: 'auto', order: 'interleaved', execution: 'sequential' },
    });
  });

  test('run takes values, texts and entries of registries for the same run', async () => {
    const hinge = losses.find(({ name }) => name === 'hinge');
    const values = await run({ ...short, loss: hinge, l2: '1/n', schedule: 'exp:0.5' });
    const texts = await run({ ...short, loss: 'hinge', l2: '1/n', schedule: 'exp:0.5' });
    expect(texts.id).toBe(values.id);
    expect(texts.configuration).toMatchObject({ loss: 'hinge', l2: 1 / 60, schedule: 'exp:0.5' });
  });

  test('run takes a rule that the program brings', async () => {
    const adabatch = rules.find(({ name }) => name === 'adabatch') as Rule;
    const half: Rule = { ...adabatch, name: 'half', weight: (active) => adabatch.weight(active) / 2 };
    const [own, same] = [await run({ ...short, rule: half }), await run({ ...short, stepSize: 0.05 })];
    expect(own.configuration.rule).toBe('half');
    expect(own.summary.finalTrainLoss).toBe(same.summary.finalTrainLoss);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a name that no registry has', { rule: 'median' }, '‹rule›: there is no rule "median"'],
    ['a value out of its range', { batch: 0 }, '‹batch› takes a whole number from 1, not "0"'],
    ['an object that is no value', { batch: [8] }, '‹batch› takes a whole number from 1, not "[8]"'],
    ['an entry whose name is no text', { rule: { name: 5 } }, '‹rule›: there is no rule "{"name":5}"'],
    ['an entry without a name', { rule: {} }, '‹rule›: there is no rule "{}"'],
    ['null', { l2: null }, '‹l2› takes a number from 0, or 1/n, not "null"'],
    ['NaN', { epochs: Number.NaN }, '‹epochs› takes a number above 0, not "NaN"'],
    [
      'a setting that the method has no use for',
      { snapshotEvery: 3 },
      '‹snapshotEvery› 3 has no meaning with ‹algorithm› sgd',
    ],
    ['an unknown setting', { batchSize: 8 }, 'there is no setting "batchSize"'],
    [
      'what cannot be together',
      { execution: 'hogwild', average: 1 },
      '‹execution› hogwild cannot be used with ‹average›',
    ],
  ])('run refuses %s, by the name of the setting', async (_, settings, message) => {
    const refused = await run({ dataset, ...settings }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as UserError).message).toContain(message);
  });

  test('run tells its observer what it notes and how far it is, and ends when the signal is aborted', async () => {
    const notes: string[] = [];
    const epochs: number[] = [];
    const controller = new AbortController();
    const observer = {
      signal: controller.signal,
      note: (text: string) => void notes.push(text),
      progress(epoch: number) {
        epochs.push(epoch);
        if (epoch >= 1) controller.abort();
      },
    };
    const { status, curve } = await run({ dataset, batch: 100, epochs: 50 }, { observer });
    expect(notes).toContain('batch 100 is above the 60 training rows: it is all of them');
    expect(status).toBe('interrupted');
    expect(curve.length).toBeLessThan(50);
    expect(epochs.length).toBeGreaterThan(0);
  });
});

test('tune finds the step size that a tuned run takes', async () => {
  const { stepSize, tuning } = await tune({ ...short, stepSize: undefined });
  const tuned = await run({ ...short, stepSize: 'tune' });
  expect(tuned.configuration.stepSize).toBe(stepSize);
  expect(tuned.tuning).toEqual(tuning);
});

test('optimum finds the least value of the objective of a run', async () => {
  const { optimum: least } = await optimum({ dataset, l2: 0.1 });
  const { curve } = await run({ ...short, l2: 0.1, suboptimality: true });
  expect(curve[0]?.suboptimality).toBeCloseTo((curve[0]?.trainLoss ?? 0) - least.objective, 12);
});

test('readDataset gives the measures and the rows of a file', async () => {
  const data = await readDataset(dataset);
  expect(data.rows).toBe(60);
  let rows = 0;
  for await (const { labels } of data.chunks()) rows += labels.length;
  expect(rows).toBe(60);
  await data.close();
});

describe('sweep', () => {
  test('a sweep saves the runs that its grids mean, and does none of them twice', async () => {
    const out = path.join(folder, 'sweep');
    const grids = [
      { ...short, rule: ['mean', 'adabatch'], batch: [4, 8] },
      { ...short, positive: ['1'], algorithm: 'svrg' },
    ];
    const ended: string[] = [];
    const outcome = await sweep(grids, { folder: out, ended: ({ status }) => void ended.push(status) });
    expect(ended).toEqual(Array.from({ length: 5 }, () => 'completed'));
    expect(outcome).toMatchObject({ before: 0, saved: 5, present: expect.toSatisfy((names) => names.length === 5) });
    const runs = await readRuns([out]);
    expect(runs.map(({ configuration: { algorithm, rule, batch } }) => [algorithm, rule, batch]).sort()).toEqual([
      ['sgd', 'adabatch', 4],
      ['sgd', 'adabatch', 8],
      ['sgd', 'mean', 4],
      ['sgd', 'mean', 8],
      ['svrg', 'adabatch', 8],
    ]);
    expect(await sweep(grids, { folder: out })).toMatchObject({ before: 5, ends: [] });
  });

  test('a sweep has the run that run carries out by itself', async () => {
    const out = path.join(folder, 'single');
    await sweep(short, { folder: out });
    const [swept] = (await readRuns([out])) as [Run];
    const { id, curve } = await run(short);
    expect(swept.id).toBe(id);
    expect(swept.curve.map(({ trainLoss }) => trainLoss)).toEqual(curve.map(({ trainLoss }) => trainLoss));
  });
});

test('a sweep of the library tells lists from values, and leaves scaling out by its name', async () => {
  const out = path.join(folder, 'lists');
  await sweep(
    [
      { ...short, positive: [['1'], ['-1']], scale: ['none', 'max-abs'] },
      { ...short, positive: ['-1'], scale: 'none', epochs: 2 },
    ],
    { folder: out },
  );
  const runs = await readRuns([out]);
  expect(runs.map(({ configuration: { positive, scale = 'none' } }) => `${positive} ${scale}`).sort()).toEqual([
    '-1 max-abs',
    '-1 none',
    '-1 none',
    '1 max-abs',
    '1 none',
  ]);
});

test.each<[string, object, object, string]>([
  ['an unknown setting with a list', { batchSize: [8, 16] }, {}, 'there is no setting "batchSize"'],
  ['an empty list', { batch: [] }, {}, '‹batch› is an empty list'],
  ['a setting that no run uses', { blocks: 2 }, {}, '‹blocks› 2 has no meaning with ‹execution› sequential'],
  ['stdin', { dataset: '-' }, {}, '‹dataset›: a sweep cannot read stdin'],
  ['an item with a comma', { positive: ['a, b'] }, {}, '‹positive›: a sweep takes no item with a comma'],
  ['a rule with the name of another', { rule: { ...rules[0], stepLimit: () => 1 } }, {}, '‹rule›: a sweep has no'],
  ['half a job', {}, { jobs: 0.5 }, '‹jobs› takes a whole number from 1, not "0.5"'],
  [
    'a shard after the last',
    {},
    { shard: { index: 3, count: 2 } },
    '‹shard› has an index from 0 to its count, not 3 of 2',
  ],
])('a sweep of the library refuses %s', async (_, settings, options, message) => {
  const refused = await sweep({ ...short, ...settings }, { folder, ...options }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UserError);
  expect((refused as UserError).message).toContain(message);
});

test('a sweep does runs that mean the same once', async () => {
  const out = path.join(folder, 'same');
  expect(await sweep({ ...short, batch: [60, 100] }, { folder: out })).toMatchObject({
    saved: 1,
    present: [expect.stringMatching(/^data\.svm-/)],
  });
});

test('a shard of a sweep plans all runs and does its own', async () => {
  const out = path.join(folder, 'shard');
  const outcome = await sweep({ ...short, batch: [1, 2, 3] }, { folder: out, shard: { index: 2, count: 3 } });
  expect(outcome.saved).toBe(1);
  expect((await readPlan(out))?.runs).toHaveLength(3);
});

test('sweeps that share a folder do each search and each run once, and find what one finds alone', async () => {
  const [shared, alone] = ['shared', 'alone'].map((name) => path.join(folder, name)) as [string, string];
  const grid = { ...short, stepSize: 'tune', rule: ['mean', 'adabatch'], batch: [4, 8, 16], seed: [0, 1, 2] } as const;
  const searched: number[] = [];
  const observer = { searching: (runs: number) => void searched.push(runs) };
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => sweep(grid, { folder: shared, observer })));
  expect(outcomes.flatMap(({ ends }) => ends)).toHaveLength(18);
  expect(searched.filter((runs) => runs === 1)).toHaveLength(6);
  expect((await readdir(shared)).filter((name) => name.endsWith('.lease'))).toEqual([]);
  await sweep(grid, { folder: alone });
  const curvesIn = async (from: string) =>
    (await readRuns([from])).map(({ id, curve }) => [id, curve.map(({ trainLoss }) => trainLoss)]);
  expect(await curvesIn(shared)).toEqual(await curvesIn(alone));
  expect(await readPlan(shared)).toEqual(await readPlan(alone));
});

test('a sweep whose lease was taken in the middle of a run leaves the result and the lease of the other process', async () => {
  const [theirs, ours] = ['theirs', 'ours'].map((name) => path.join(folder, name)) as [string, string];
  const [name = ''] = (await sweep({ ...short, epochs: 50 }, { folder: theirs })).present;
  const lease = path.join(ours, `${name}.lease`);
  const taken = JSON.stringify({
    ...{ schema: 'adabatch/lease@1', token: 't', host: 'h' },
    ...{ processes: 'p', pid: 1, began: '1', attempt: 2 },
  });
  const progress = () => {
    if (existsSync(path.join(ours, `${name}.json`))) return;
    writeFileSync(lease, taken);
    for (const ending of ['csv', 'json'])
      copyFileSync(path.join(theirs, `${name}.${ending}`), path.join(ours, `${name}.${ending}`));
  };
  const outcome = await sweep({ ...short, epochs: 50 }, { folder: ours, observer: { progress } });
  expect(outcome.ends.map(([, end]) => end.status)).toEqual(['completed']);
  for (const file of [`${name}.csv`, `${name}.json`]) {
    expect(await readFile(path.join(ours, file))).toEqual(await readFile(path.join(theirs, file)));
  }
  expect(await readFile(lease, 'utf8')).toBe(taken);
});

test('an interrupted run of a sweep is not saved for good', async () => {
  const out = path.join(folder, 'interrupted');
  const controller = new AbortController();
  const observer = { signal: controller.signal, progress: () => controller.abort() };
  const outcome = await sweep({ ...short, epochs: 50, seed: [0, 1] }, { folder: out, observer });
  expect(outcome.ends.map(([, end]) => end.status)).toEqual(['interrupted']);
  expect(outcome).toMatchObject({ saved: 0, present: [], atOthers: 0 });
});

test('one worker and one repetition may be given to a run that has no use for them', async () => {
  expect((await run({ ...short, workers: 1, repeats: 1 })).id).toBe((await run(short)).id);
});

test('an observer may be of a class, and lack what it does not hear', async () => {
  class Counter {
    notes = 0;
    signal = undefined;
    note() {
      this.notes++;
    }
  }
  const counter = new Counter();
  await run({ dataset, batch: 100, epochs: 1 }, { observer: counter });
  expect(counter.notes).toBeGreaterThan(0);
});

test('an observer that throws ends a sweep by processes with its error', async () => {
  const observer = {
    progress() {
      throw new Error('mine');
    },
  };
  const work = sweep(
    { ...short, seed: [0, 1], epochs: 200 },
    { folder: path.join(folder, 'throws'), jobs: 2, observer },
  );
  await expect(work).rejects.toThrow('mine');
});

test('the files of a rule that a program brings stay in their folder', async () => {
  const adabatch = rules.find(({ name }) => name === 'adabatch') as Rule;
  const out = path.join(folder, 'names');
  await saveRun(await run({ ...short, rule: { ...adabatch, name: '../../half/2' } }), out);
  expect((await readdir(out)).every((name) => name.includes('-sgd-.._.._half_2-8-'))).toBe(true);
});

describe('results', () => {
  test('compare sets runs side by side, with the ratio to a baseline', async () => {
    const runs = [await run({ ...short, rule: 'mean' }), await run(short)];
    const { groups } = compare(runs, { target: 0.69, baseline: 'rule=mean' });
    expect(groups).toHaveLength(1);
    expect(groups[0]?.rows.map(({ keys }) => keys.rule)).toEqual(['adabatch', 'mean']);
  });

  test('check passes a run beside itself and fails one that ends higher', async () => {
    const good = await run(short);
    const curve = good.curve.map((point) => ({ ...point, trainLoss: (point.trainLoss ?? 0) * 1.01 }));
    expect(check([good], [good]).passed).toBe(true);
    expect(check([good], [{ ...good, curve }]).passed).toBe(false);
    expect(check([good], [{ ...good, curve }], { loss: 0.02 }).passed).toBe(true);
  });

  test.each([undefined, Number.NaN, -1, '1%'])('a tolerance of %s lets no run pass that ends higher', async (loss) => {
    const good = await run(short);
    const curve = good.curve.map((point) => ({ ...point, trainLoss: (point.trainLoss ?? 0) + 1 }));
    const checked = () => check([good], [{ ...good, curve }], { loss: loss as number }).passed;
    if (loss === undefined) expect(checked()).toBe(false);
    else expect(checked).toThrow('the tolerance loss is a number from 0');
  });

  test('a saved run is read again as it was', async () => {
    const out = path.join(folder, 'saved');
    const result = await run(short);
    await saveRun(result, out);
    const [{ sha256, ...read }] = (await readRuns([out])) as [Run];
    expect(read).toEqual(result);
    expect(await readdir(out)).toHaveLength(2);
  });
});
