import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { adagrad } from '../../../src/algorithms/adagrad.js';
import { MUCH_WAITING } from '../../../src/algorithms/executions/crew.js';
import { hogwild } from '../../../src/algorithms/executions/hogwild.js';
import { sequential } from '../../../src/algorithms/executions/sequential.js';
import { synchronous } from '../../../src/algorithms/executions/synchronous.js';
import { parseSchedule } from '../../../src/algorithms/schedules.js';
import { availableCores } from '../../../src/engine/cores.js';
import { warnOfWaiting } from '../../../src/experiment/run.js';
import { writeModel } from '../../../src/results/model.js';
import { mean } from '../../../src/rules/mean.js';
import { isDeterministic, workersOf } from '../../../src/settings/method.js';
import { blocksOf, type RunRequest } from '../../../src/settings/request.js';
import { temporaryFolder } from '../../support/folders.js';
import { writeRandomData } from '../../support/random-data.js';
import { complaintOf } from '../../support/reading.js';
import { silentObserver } from '../../support/requests.js';
import { squared, watchedRun } from '../../support/watched-runs.js';

// The remarks of a run, word by word: users read them, and decide by them.

const folder = temporaryFolder();
const dataset = await writeRandomData();

async function file(name: string, lines: string[]): Promise<string> {
  const target = path.join(folder, name);
  await writeFile(target, `${lines.join('\n')}\n`);
  return target;
}

/** What runs on data of two classes say besides which is +1. */
async function remarksOn(changes: Parameters<typeof watchedRun>[0]): Promise<string[]> {
  const { said } = await watchedRun({ dataset, stepSize: 0.1, batch: 2, ...changes });
  return said.filter((text) => !text.includes(' is +1'));
}

describe('remarks on the step size', () => {
  const short = (value: number) => String(Number(value.toPrecision(6)));

  test('a remark gives the reason for an automatic step size, and says nothing of a given one', async () => {
    const ones = await file('ones.svm', ['1 1:1 2:1', '-1 1:1 2:1', '1 2:1']);
    expect(await remarksOn({ dataset: ones, stepSize: 'auto' })).toEqual([
      expect.stringMatching(/^step size 1: half of .*, the limit of adabatch, with L = 0\.5$/),
    ]);
    expect(await remarksOn({})).toEqual([]);
  });

  test.each([
    ['tune', ''],
    ['frozen', ' at batch 1'],
  ] as const)('a remark says what a search for a step size has tried: %s', async (stepSize, at) => {
    const { run, said } = await watchedRun({ dataset, stepSize, batch: 8 });
    const steps = run.tuning?.candidates.map((candidate) => short(candidate.stepSize)) ?? [];
    expect(run.configuration.stepSizeFrom).toBe(stepSize === 'tune' ? 'tuned' : 'frozen');
    expect(said.filter((text) => text.includes('step size'))).toEqual([
      `step size ${short(run.configuration.stepSize)}: the best of ${steps.length} step sizes from ${steps[0]} to ${steps.at(-1)}${at}, by final loss`,
    ]);
  });

  test('a warning says that a step size is at the edge of what was tried', async () => {
    // All steps stay at the optimum, so that the shortest is taken.
    const zeros = await file('zeros.svm', ['0 1:1', '0 2:1']);
    const { run, said } = await watchedRun({ dataset: zeros, loss: squared, stepSize: 'tune' });
    const least = run.tuning?.candidates[0]?.stepSize as number;
    expect(run.configuration.stepSize).toBe(least);
    expect(said.at(-1)).toBe(`the best step size, ${short(least)}, is at the edge of what was tried`);
  });
});

describe('remarks on workers', () => {
  const cores = availableCores();

  test('a warning says that workers have no core of their own', async () => {
    const shared = { execution: synchronous, workers: cores + 1, blocks: cores + 1, epochs: 1 };
    expect(await remarksOn(shared)).toContain(
      `${cores + 1} workers share ${cores} ${cores === 1 ? 'core' : 'cores'}: ‹workers› auto takes one a core`,
    );
  });

  test.skipIf(cores < 2)('a warning says that workers have no block', async () => {
    const idle = (text: string) => text.includes('something to do');
    const owned = { execution: synchronous, workers: 2, epochs: 1 };
    expect((await remarksOn({ ...owned, blocks: 1 })).filter(idle)).toEqual([
      'only 1 of the 2 workers has something to do: ‹blocks› 2 shares it out among all',
    ]);
    expect((await remarksOn({ ...owned, blocks: 2 })).filter(idle)).toEqual([]);
    expect((await remarksOn({ execution: hogwild, batch: 1, workers: 2, epochs: 1 })).filter(idle)).toEqual([]);
  });

  test('a warning says that workers waited for more than a share of the time', () => {
    const said: string[] = [];
    const observer = { ...silentObserver, warn: (text: string) => void said.push(text) };
    warnOfWaiting(MUCH_WAITING, observer);
    expect(said).toEqual([]);
    warnOfWaiting(0.95, observer);
    expect(said).toEqual([
      'the workers waited for each other, or were set aside, 95 % of the time: try fewer ‹workers›, or end other processes on these cores',
    ]);
  });

  test('workers are as many as are asked for, one a core by auto, and one for sequential', () => {
    const threads = ([execution, workers]: [RunRequest['execution'], number | 'auto']) =>
      workersOf({ execution, workers });
    expect(
      (
        [
          [synchronous, 3],
          [synchronous, 'auto'],
          [sequential, 3],
        ] as const
      ).map((of) => threads([...of])),
    ).toEqual([3, cores, 1]);
    const deterministic = (execution: RunRequest['execution'], workers: number) =>
      isDeterministic({ execution, workers });
    expect([deterministic(hogwild, 2), deterministic(hogwild, 1), deterministic(synchronous, 2)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('workers own as many blocks as are asked for, or as the values of a row make for', () => {
    const size = { nonzeros: 1200, rows: 100 };
    expect(blocksOf({ execution: synchronous, blocks: 7 }, size)).toBe(7);
    expect(blocksOf({ execution: synchronous }, size)).toBe(synchronous.blocks?.(12));
    expect(synchronous.blocks?.(12)).not.toBe(synchronous.blocks?.(1200 * 100));
    expect(blocksOf({ execution: hogwild, blocks: 7 }, size)).toBeUndefined();
  });
});

describe('remarks on a start from a model', () => {
  const header = { run: 'x', dataset: 'data', loss: 'logistic', bias: 0, trainedOn: undefined };
  const modelOf = async (name: string, changes: object = {}, features: (number | string)[] = [1]) => {
    const target = path.join(folder, name);
    const weights = features.map((feature) => ({ feature, weight: 0.5 }));
    await writeModel(
      target,
      { ...header, trainedOn: { features: 60, indexBase: 1, positive: ['1'] }, ...changes },
      weights,
    );
    return target;
  };

  test('a start from a model says what begins anew, if there is any of it', async () => {
    const warmStart = await modelOf('anew.jsonl');
    const schedule = parseSchedule('sqrt') as RunRequest['schedule'];
    expect(await remarksOn({ warmStart, schedule })).toEqual(['a model holds weights alone: the schedule begins anew']);
    expect(await remarksOn({ warmStart, algorithm: adagrad })).toEqual([
      'a model holds weights alone: the state of adagrad begins anew',
    ]);
    expect(await remarksOn({ schedule, algorithm: adagrad })).toEqual([]);
  });

  test('a start from a model says that its loss is another one, and how many weights have no feature', async () => {
    const warmStart = await modelOf('other.jsonl', { loss: 'hinge' }, [1, 70, 80]);
    expect(await remarksOn({ warmStart })).toEqual([
      `${warmStart}: the model was made with the hinge loss`,
      `${warmStart}: 2 weights of features that data.svm lacks were left out`,
    ]);
  });

  test('a start from a model with a constant term is refused if the run has none', async () => {
    const warmStart = await modelOf('bias.jsonl', { bias: 0.25 }, []);
    expect(await complaintOf(watchedRun({ dataset, warmStart }))).toEqual([
      `${warmStart}: the model has a constant term`,
      'Give ‹bias›, so that the run has one too',
    ]);
    const saveModel = path.join(folder, 'bias-saved.jsonl');
    const stepSize = 1e-300;
    expect(await remarksOn({ warmStart, saveModel, bias: true, stepSize })).toEqual([`saved ${saveModel}`]);
    expect(JSON.parse((await readFile(saveModel, 'utf8')).split('\n')[0] as string).bias).toBe(0.25);
  });
});

describe('remarks on data', () => {
  test('a remark says how many values of held-out rows in unseen features are ignored', async () => {
    const train = await file('train.svm', ['1 1:1', '-1 2:1']);
    const held = { file: await file('held.svm', ['1 1:1 3:1', '-1 3:2 4:1']) };
    expect(await remarksOn({ dataset: train, test: held })).toEqual([
      'held.svm: 3 values in features unseen in training were ignored',
    ]);
    expect(await remarksOn({ dataset: train, test: { file: train } })).toEqual([]);
  });

  test('data without any feature in a training row are refused', async () => {
    const empty = await file('empty.svm', ['1', '-1']);
    expect(await complaintOf(watchedRun({ dataset: empty }))).toEqual([
      'empty.svm: no training row has a feature, so there is nothing to learn',
      undefined,
    ]);
    expect((await watchedRun({ dataset: await file('half.svm', ['1', '-1 1:1']) })).run.status).toBe('completed');
  });

  test('a warning says that the columns of a table have different units, unless they are scaled', async () => {
    const lines = Array.from({ length: 40 }, (_, row) => `${1 + row / 64},${20000 + row},${row % 2}`);
    const table = { dataset: await file('units.csv', ['size,income,y', ...lines]), stepSize: 1e-12 };
    const warned = async (changes: Partial<RunRequest>) =>
      (await remarksOn({ ...table, ...changes })).filter((text) => text.includes('different units'));
    expect(await warned({})).toEqual([
      'the features have different units: |values| go up to 20000 in income and to 1.61 in size, and no step size suits both: try ‹scale› max-abs',
    ]);
    expect(await warned({ scale: 'max-abs' })).toEqual([]);
    // A LIBSVM file has no such warning, as its values were made to be learnt from.
    const libsvm = await file('units.svm', ['1 1:1 2:20000', '-1 1:1 2:20001']);
    expect(await warned({ dataset: libsvm })).toEqual([]);
  });

  test('options for another format are refused', async () => {
    expect((await complaintOf(watchedRun({ dataset, labelColumn: '1' })))[0]).toContain('‹labelColumn›');
  });
});

test('the result of a run has its data, its configuration and the machine that it ran on', async () => {
  const { run } = await watchedRun({ dataset, rule: mean });
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  expect(run.environment).toEqual({
    adabatch: version,
    node: process.versions.node,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    cpu: os.cpus()[0]?.model.trim(),
    cores: os.availableParallelism(),
    contended: false,
    host: os.hostname(),
  });
  const { name, rows, features, nonzeros, sha256 } = run.dataset;
  expect([name, rows, features, sha256.length]).toEqual(['data.svm', 150, 60, 64]);
  expect(nonzeros).toBeGreaterThan(150);
  expect(run.configuration).toMatchObject({ test: null, positive: ['1'], workers: 1, warmStart: null });
});
