import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { adagrad } from '../../../src/algorithms/adagrad.js';
import { synchronous } from '../../../src/algorithms/executions/synchronous.js';
import { saga } from '../../../src/algorithms/saga.js';
import { svrg } from '../../../src/algorithms/svrg.js';
import { prepare } from '../../../src/experiment/prepare.js';
import { run, runOnce } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { expected } from '../../../src/rules/expected.js';
import { mean } from '../../../src/rules/mean.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { randomProblem } from '../../support/problems.js';
import { contextOf, silentObserver, standardRequest } from '../../support/requests.js';

// The same rows twice: with features that are numbered from 1, and with features so far apart that one array of
// doubles over all indices would take twice what the engine can address.

const FEATURES = 60;
const SPACING = Math.floor(2 ** 30 / FEATURES);
const near = (feature: number) => feature + 1;
const far = (feature: number) => 1 + feature * SPACING;

const folder = await mkdtemp(path.join(tmpdir(), 'adabatch-distant-'));
const session = await Session.start();
afterAll(() => session.close());

/** Writes random rows; returns the path of the file. */
async function write(name: string, indexOf: (feature: number) => number, seed = 1): Promise<string> {
  const { rows, labels } = randomProblem('logistic', 0, { rows: 150, features: FEATURES, seed });
  const lines = rows.map((row, number) => {
    const pairs = row.flatMap((value, feature) => (value === 0 ? [] : [`${indexOf(feature)}:${value}`]));
    return [labels[number], ...pairs].join(' ');
  });
  const file = path.join(folder, name);
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

const files = {
  near: { dataset: await write('near.svm', near), test: { file: await write('near.test.svm', near, 2) } },
  far: { dataset: await write('far.svm', far), test: { file: await write('far.test.svm', far, 2) } },
};

const cases: [string, Partial<RunRequest>][] = [
  ['adabatch', {}],
  ['mean, whose step follows from an eigenvalue', { rule: mean }],
  ['expected with L2 and a bias', { rule: expected, l2: '1/n', bias: true }],
  ['svrg with held-out rows', { algorithm: svrg, l2: 0.01, test: { fraction: 0.2 } }],
  ['saga by two workers', { algorithm: saga, execution: synchronous, workers: 2, blocks: 4 }],
  ['adagrad, averaged', { algorithm: adagrad, average: 1 }],
  ['two workers with L2', { execution: synchronous, workers: 2, blocks: 4, l2: 0.01 }],
];

test.each(cases)(
  'distant features have the same curve as near ones, to the last bit, in as much memory: %s',
  async (_, changes) => {
    const [one, other] = [
      { ...standardRequest, ...changes, batch: 13, dataset: files.near.dataset },
      { ...standardRequest, ...changes, batch: 13, dataset: files.far.dataset },
    ];
    const curveOf = async (request: RunRequest) =>
      (await run(session, request, silentObserver)).curve.map((point) => ({ ...point, seconds: 0 }));
    expect(await curveOf(other)).toEqual(await curveOf(one));
    const memoryOf = async (request: RunRequest) => {
      const { problem, settings } = await prepare(contextOf(session, request));
      request.algorithm.start(problem, settings);
      return problem.memory.mark;
    };
    expect(await memoryOf(other)).toBe(await memoryOf(one));
  },
);

test.each([
  ['sequential', {}],
  ['synchronous', { execution: synchronous, workers: 2 }],
])('held-out files share the columns of distant features, %s', async (_, changes: Partial<RunRequest>) => {
  const notes: string[] = [];
  const observer = { ...silentObserver, note: (text: string) => void notes.push(text) };
  const lossesOf = async (source: typeof files.near) =>
    (await run(session, { ...standardRequest, ...changes, ...source }, observer)).curve.map(({ testLoss }) => testLoss);
  expect(await lossesOf(files.far)).toEqual(await lossesOf(files.near));
  expect(notes.filter((note) => note.includes('unseen'))).toEqual([]);
});

test('values in features unseen in training are counted, also between those that occur', async () => {
  const train = path.join(folder, 'gaps.svm');
  const held = path.join(folder, 'gaps.test.svm');
  await writeFile(train, '1 2:1 9:1\n-1 2:2 5:1\n');
  await writeFile(held, '1 2:1 3:1 4:1\n-1 5:1 9:1 12:1\n');
  const notes: string[] = [];
  const observer = { ...silentObserver, note: (text: string) => void notes.push(text) };
  await run(session, { ...standardRequest, dataset: train, indexBase: 1, test: { file: held } }, observer);
  expect(notes).toContain('gaps.test.svm: 3 values in features unseen in training were ignored');
});

test('a model has the indices of the file, in their order, and starts other runs', async () => {
  const save = async (name: 'near' | 'far') => {
    const file = path.join(folder, `${name}.jsonl`);
    const request = { ...standardRequest, dataset: files[name].dataset, bias: true };
    const { summary } = await runOnce(request, silentObserver, { saveModel: file });
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').slice(1);
    return { file, final: summary.finalTrainLoss, weights: lines.map((line) => JSON.parse(line)) };
  };
  const [one, other] = [await save('near'), await save('far')];
  expect(other.weights).toEqual(one.weights.map(({ feature, weight }) => ({ feature: far(feature - 1), weight })));
  expect(other.weights.map(({ feature }) => feature)).toEqual(
    other.weights.map(({ feature }) => feature).toSorted((a, b) => a - b),
  );
  expect(other.weights.length).toBeGreaterThan(FEATURES / 2);
  const request = { ...standardRequest, dataset: files.far.dataset, bias: true, warmStart: other.file };
  const { curve } = await run(session, request, silentObserver);
  expect(curve[0]?.trainLoss).toBe(other.final);
});

test('weights of a model in features that do not occur are left out and counted', async () => {
  const model = path.join(folder, 'foreign.jsonl');
  const weights = [1, 2, 1 + SPACING, 2 ** 30 + 7].map((feature) => JSON.stringify({ feature, weight: 1 }));
  const header = { schema: 'adabatch/model@1', run: 'x', dataset: 'x', loss: 'logistic', bias: 0 };
  await writeFile(model, [JSON.stringify(header), ...weights, ''].join('\n'));
  const notes: string[] = [];
  const observer = { ...silentObserver, note: (text: string) => void notes.push(text) };
  await run(session, { ...standardRequest, dataset: files.far.dataset, warmStart: model }, observer);
  expect(notes).toContain(`${model}: 2 weights of features that far.svm lacks were left out`);
});

test('distant features have the same optimum as near ones, to the last bit', async () => {
  const optimumOf = (dataset: string) => session.optimum({ ...standardRequest, dataset, l2: '1/n' }, silentObserver);
  expect(await optimumOf(files.far.dataset)).toEqual(await optimumOf(files.near.dataset));
});
