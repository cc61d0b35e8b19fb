import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { orders } from '../../../src/algorithms/orders.js';
import { BUILT_IN } from '../../../src/data/generators/built-in.js';
import { holdOutStratified } from '../../../src/data/split.js';
import { reportOptimum } from '../../../src/experiment/optimum-report.js';
import { inspect } from '../../../src/inspection/inspect.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { temporaryFolder } from '../../support/folders.js';
import { complaintOf } from '../../support/reading.js';
import { silentObserver, standardRequest } from '../../support/requests.js';
import { lossesOf, squared, watchedRun } from '../../support/watched-runs.js';

const folder = temporaryFolder();

async function file(name: string, lines: string[]): Promise<string> {
  const target = path.join(folder, name);
  await writeFile(target, `${lines.join('\n')}\n`);
  return target;
}

const rare = Array.from({ length: 50 }, (_, row) => `${row % 10 === 0 ? '+1' : '-1'} 1:1 ${2 + (row % 7)}:${row + 1}`);
const sequential = orders.find(({ name }) => name === 'sequential') as RunRequest['order'];

describe('rows that --test-fraction holds out', () => {
  test.each([
    ['a classification loss', {}],
    ['a regression loss', { loss: squared }],
  ])(
    '--test-fraction holds out the rows of a stratified split, as data split writes it, with %s',
    async (_, changes) => {
      const labels = Float64Array.from(rare, (line) => Number.parseFloat(line));
      const { train, test: held } = holdOutStratified(labels, 0.2, 3);
      const linesOf = (rows: Uint32Array) => [...rows].map((row) => rare[row] as string);
      const parts = {
        dataset: await file('train.svm', linesOf(train)),
        test: { file: await file('test.svm', linesOf(held)) },
      };
      const common = { order: sequential, stepSize: 1e-4, batch: 3, seed: 3, ...changes };
      const whole = await watchedRun({ ...common, dataset: await file('rare.svm', rare), test: { fraction: 0.2 } });
      const apart = await watchedRun({ ...common, ...parts });
      expect(lossesOf(whole.run)).toEqual(lossesOf(apart.run));
      expect(linesOf(held).filter((line) => line.startsWith('+1'))).toHaveLength(1);
    },
  );

  test('--test-fraction is refused if the rows that are left have one label', async () => {
    const lines = ['+1 1:1', ...Array.from({ length: 9 }, () => '-1 1:2')];
    const data = { dataset: await file('one.svm', lines), test: { fraction: 0.5 } };
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    const isHeld = (seed: number) =>
      holdOutStratified(Float64Array.from([1, ...Array(9).fill(-1)]), 0.5, seed).test.includes(0);
    const held = seeds.find(isHeld);
    const kept = seeds.find((seed) => !isHeld(seed));
    expect(await complaintOf(watchedRun({ ...data, seed: held as number }))).toEqual([
      'one.svm: a classification loss needs two labels; the 5 rows left to train on have one: -1',
      'Hold out less with ‹testFraction›, or other rows with ‹seed›',
    ]);
    expect((await watchedRun({ ...data, seed: held as number, loss: squared })).run.status).toBe('completed');
    const { said } = await watchedRun({ ...data, seed: kept as number });
    expect(said).toContain('one.svm: every row that is held out has the label -1');
  });
});

describe('remarks on the label that is +1', () => {
  const spam = ['text,kind', '1,spam', '2,ham', '3,spam'];
  const remarks = (said: string[]) => said.filter((text) => text.includes('+1'));

  test('a run says which label is +1', async () => {
    expect(remarks((await watchedRun({ dataset: await file('spam.csv', spam) })).said)).toEqual([
      'spam.csv: the label spam is +1, ham is -1',
    ]);
    const digits = await file('digits.svm', ['1 1:1', '2 1:2', '3 1:1', '4 1:1']);
    expect(remarks((await watchedRun({ dataset: digits, positive: ['1', '3'] })).said)).toEqual([
      'digits.svm: the labels 1, 3 are +1, 2, 4 are -1',
    ]);
    expect(remarks((await watchedRun({ dataset: digits, loss: squared })).said)).toEqual([]);
    expect(remarks((await watchedRun({ dataset: BUILT_IN, epochs: 0.1 })).said)).toHaveLength(1);
  });

  test('a search for the optimum says which label is +1', async () => {
    const said: string[] = [];
    const observer = { ...silentObserver, noteOnce: (text: string) => void said.push(text) };
    await reportOptimum({ ...standardRequest, dataset: await file('spam.csv', spam), l2: 1 }, observer);
    expect(remarks(said)).toEqual(['spam.csv: the label spam is +1, ham is -1']);
  });

  test('an inspection says which label is +1 if there are two', async () => {
    const said: string[] = [];
    const observer = { ...silentObserver, note: (text: string) => void said.push(text) };
    const request = { loss: standardRequest.loss, bias: false, batches: [8] };
    await inspect({ ...request, dataset: await file('spam.csv', spam) }, observer);
    await inspect({ ...request, dataset: await file('digits.svm', ['1 1:1', '2 1:2', '3 1:1']) }, observer);
    await inspect({ ...request, dataset: await file('rare.svm', rare), loss: squared }, observer);
    expect(remarks(said)).toEqual(['spam.csv: the label spam is +1, ham is -1']);
  });

  test('a run says which label is +1 if its held-out data have that label alone', async () => {
    const alone = { file: await file('alone.csv', ['text,kind', '1,spam', '4,spam']) };
    const { said, run } = await watchedRun({ dataset: await file('spam.csv', spam), test: alone, epochs: 20 });
    expect(said).toContain('alone.csv: every row that is held out has the label spam');
    expect(run.curve.at(-1)?.testError).toBe(0);
  });
});
