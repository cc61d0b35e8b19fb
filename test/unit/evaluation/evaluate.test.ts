import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/evaluation/evaluate.js';
import { predict } from '../../../src/evaluation/predict.js';
import type { ModelRequest } from '../../../src/evaluation/request.js';
import { losses } from '../../../src/objective/losses.js';
import { evaluationSchema } from '../../../src/results/evaluation.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { temporaryFolder } from '../../support/folders.js';
import { randomProblem } from '../../support/problems.js';
import { complaintOf } from '../../support/reading.js';
import { silentObserver } from '../../support/requests.js';
import { squared, watchedRun } from '../../support/watched-runs.js';

const folder = temporaryFolder();

async function put(name: string, lines: readonly string[]): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

/** The same rows as LIBSVM and as CSV; the last ones, to test on, have a feature or a column more. */
const { rows, labels } = randomProblem('logistic', 0, { rows: 120, features: 9 });
const svmLine = (row: readonly number[], at: number) =>
  [labels[at], ...row.flatMap((value, k) => (value === 0 ? [] : `${k + 1}:${value}`))].join(' ');
const csvLine = (row: readonly number[], at: number) =>
  [...row.slice(0, 8), 'abc'[at % 3], (labels[at] as number) > 0 ? 'yes' : 'no'].join(',');
const header = [...Array.from({ length: 8 }, (_, k) => `x${k}`), 'kind', 'bought'].join(',');
const train = {
  svm: await put('train.svm', rows.slice(0, 80).map(svmLine)),
  csv: await put('train.csv', [header, ...rows.slice(0, 80).map(csvLine)]),
};
const test40 = {
  svm: await put(
    'test.svm',
    rows.slice(80).map((row, at) => `${svmLine(row, at + 80)} 12:3`),
  ),
  csv: await put('test.csv', [`${header},more`, ...rows.slice(80).map((row, at) => `${csvLine(row, at + 80)},${at}`)]),
};

/** Trains on one of the files, tests on the other, and keeps the model. */
async function trained(format: 'svm' | 'csv', changes: Partial<RunRequest> = {}) {
  const model = path.join(
    folder,
    `${JSON.stringify([format, Object.values(changes).map(String)]).replaceAll('/', '')}.jsonl`,
  );
  const data = { dataset: train[format], test: { file: test40[format] } };
  const { run } = await watchedRun({ ...data, batch: 8, saveModel: model, ...changes });
  return { model, point: run.curve.at(-1) };
}

async function evaluated(request: ModelRequest) {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const evaluation = await evaluate(request, { ...silentObserver, note: say, warn: say });
  return { evaluation, said };
}

async function scoresOf(request: Parameters<typeof predict>[0]): Promise<number[]> {
  const found: number[] = [];
  for await (const scores of predict(request, silentObserver)) found.push(...scores);
  return found;
}

describe('loss and error of a model', () => {
  const cases = losses.flatMap((loss) =>
    (['svm', 'csv'] as const)
      .filter((format) => format === 'svm' || loss.labels === 'classes')
      .flatMap((format) => [
        { loss, format, changes: {} },
        { loss, format, changes: { bias: true } },
        { loss, format, changes: { bias: true, scale: 'max-abs' as const, l2: 0.01, average: 0 } },
      ]),
  );

  test.each(cases)(
    'loss and error are those of run --test to the bit: $loss.name, $format, $changes',
    async ({ loss, format, changes }) => {
      const { model, point } = await trained(format, { loss, ...changes });
      const { evaluation } = await evaluated({ model, dataset: test40[format] });
      expect(evaluation.loss).not.toBe(null);
      expect({ testLoss: evaluation.loss, testError: evaluation.error }).toEqual({
        testLoss: point?.testLoss,
        testError: point?.testError,
      });
      expect(evaluationSchema.parse(evaluation)).toEqual(evaluation);
    },
  );

  test('they are so where the constant term is there, and 0', async () => {
    // Each batch has both rows, so the derivatives of the constant term cancel.
    const dataset = await put('even.svm', ['1 1:1 2:0.3 3:0.7', '-1 1:-1 2:-0.3 3:-0.7']);
    // With a fourth value, the sum of these three, which nearly cancel, is made in another order.
    const test = { file: await put('three.svm', ['0 1:-5.7 2:1.2 3:7.5']) };
    const model = path.join(folder, 'zero.jsonl');
    const { run } = await watchedRun({ dataset, test, loss: squared, bias: true, saveModel: model, epochs: 3 });
    expect(JSON.parse((await readFile(model, 'utf8')).split('\n')[0] as string)).toMatchObject({ bias: 0 });
    expect((await evaluated({ model, dataset: test.file })).evaluation.loss).toBe(run.curve.at(-1)?.testLoss);
  });
});

describe('the measures of a model', () => {
  test('the measures of classes are those of a naive computation from the margins', async () => {
    const { model } = await trained('csv', { bias: true });
    const request = { model, dataset: test40.csv };
    const { evaluation, said } = await evaluated(request);
    const margins = await scoresOf(request);
    const truth = labels.slice(80);
    const pairs = margins.flatMap((m, i) => margins.flatMap((o, j) => (truth[i]! > 0 && truth[j]! < 0 ? [m - o] : [])));
    const predicted = margins.flatMap((margin, row) => (margin > 0 ? [row] : []));
    const found = predicted.filter((row) => truth[row]! > 0).length;
    const positives = truth.filter((label) => label > 0).length;
    expect(evaluation).toMatchObject({
      ...{ positive: ['yes'], positiveRows: positives, rmse: null, r2: null },
      loss: expect.closeTo(truth.reduce((sum, y, i) => sum + Math.log1p(Math.exp(-y * margins[i]!)), 0) / 40, 12),
      error: truth.filter((y, i) => margins[i]! > 0 !== y > 0).length / 40,
      auc: (pairs.filter((gap) => gap > 0).length + pairs.filter((gap) => gap === 0).length / 2) / pairs.length,
      ...{ precision: found / predicted.length, recall: found / positives },
      dataset: { name: 'test.csv', rows: 40 },
      model: { dataset: 'train.csv', loss: 'logistic' },
    });
    const deciles = evaluation.calibration ?? [];
    expect(deciles.map(({ rows: count }) => count)).toEqual(Array(10).fill(4));
    expect(deciles.reduce((sum, { logLoss }) => sum + logLoss / 10, 0)).toBeCloseTo(evaluation.loss as number, 12);
    const ascending = margins.toSorted((one, other) => one - other).map((margin) => 1 / (1 + Math.exp(-margin)));
    deciles.forEach(({ meanProbability }, at) => {
      const own = ascending.slice(4 * at, 4 * at + 4);
      expect(meanProbability).toBeCloseTo(
        own.reduce((sum, value) => sum + value / 4, 0),
        12,
      );
    });
    expect(said).toContain('columns that the training data does not have were ignored: more');
  });

  test.each(['hinge', 'squared-hinge'])('the %s loss has no calibration', async (name) => {
    const { model } = await trained('svm', { loss: losses.find((loss) => loss.name === name) as RunRequest['loss'] });
    const { evaluation } = await evaluated({ model, dataset: test40.svm });
    expect(evaluation.calibration).toBe(null);
    expect(evaluation.auc).toBeGreaterThan(0);
  });

  test('the squared loss has RMSE and R² alone', async () => {
    const { model } = await trained('svm', { loss: squared });
    const request = { model, dataset: await put('numbers.svm', ['2.5 1:1', '-1 2:3 4:1', '0.5 3:1']) };
    const margins = await scoresOf(request);
    const truth = [2.5, -1, 0.5];
    const squares = truth.reduce((sum, y, row) => sum + (margins[row]! - y) ** 2, 0);
    const spread = truth.reduce((sum, y) => sum + (y - 2 / 3) ** 2, 0);
    const { loss, rmse, r2, ...others } = (await evaluated(request)).evaluation;
    expect([loss, rmse, r2]).toEqual(
      [squares / 6, Math.sqrt(squares / 3), 1 - squares / spread].map((value) => expect.closeTo(value, 12)),
    );
    const { positive, positiveRows, error, auc, precision, recall, calibration } = others;
    expect([positive, positiveRows, error, auc, precision, recall, calibration]).toEqual(Array(7).fill(null));
    const equal = { model, dataset: await put('equal.svm', ['0.1 1:1', '0.1 2:1', '0.1 3:2']) };
    expect((await evaluated(equal)).evaluation).toMatchObject({ r2: null, rmse: expect.any(Number) });
  });

  test('data of one class have no AUC', async () => {
    const { model } = await trained('svm');
    const dataset = await put('one.svm', ['1 1:1', '1 2:1']);
    expect((await evaluated({ model, dataset })).evaluation).toMatchObject({ auc: null, positiveRows: 2 });
  });

  test('a loss that is not finite is null', async () => {
    const { model } = await trained('svm', { loss: squared });
    const { evaluation } = await evaluated({ model, dataset: await put('vast.svm', ['1e200 1:1', '1 1:1']) });
    expect([evaluation.loss, evaluation.rmse, evaluation.r2]).toEqual([null, null, null]);
  });
});

describe('what a model does not know', () => {
  test('values in features without a weight are ignored and counted', async () => {
    const { model } = await trained('svm');
    const { evaluation, said } = await evaluated({ model, dataset: test40.svm });
    expect(evaluation.ignoredValues).toBe(40);
    expect(said).toEqual([
      'test.svm: the label 1 is +1, -1 is -1',
      'test.svm: 40 values in features without a weight in the model were ignored',
    ]);
  });

  test('data of other features alone are warned of', async () => {
    const { model } = await trained('svm');
    const { said } = await evaluated({ model, dataset: await put('foreign.svm', ['1 50:1', '-1 60:1']) });
    expect(said.slice(1)).toEqual(['foreign.svm: no feature has a weight in the model: is it that of other data?']);
  });

  test('a label that training did not have is refused', async () => {
    const { model } = await trained('svm');
    expect(await complaintOf(evaluated({ model, dataset: await put('zero.svm', ['1 1:1', '0 2:1']) }))).toEqual([
      'zero.svm: there is a row with the label 0, which the training data does not have',
      'The labels there are -1, 1',
    ]);
  });

  test('data in another format, or with an option of the other one, are refused', async () => {
    const { model } = await trained('svm');
    expect((await complaintOf(evaluated({ model, dataset: test40.csv })))[0]).toBe(
      `${test40.csv}: this is CSV, and the training data is LIBSVM`,
    );
    expect((await complaintOf(evaluated({ model, dataset: test40.svm, missing: ['?'] })))[0]).toBe(
      '‹missing› is for CSV files; train.svm is LIBSVM',
    );
  });

  test('a margin that is not finite is refused by its row', async () => {
    const { model } = await trained('svm');
    const dataset = await put('large.svm', ['1 1:1', '-1 1:1e308 4:1e308 5:1e308 6:1e308 7:1e308 8:1e308 9:1e308']);
    const weights = (await readFile(model, 'utf8')).replaceAll(/"weight":(-?)/g, '"weight":9');
    await writeFile(model, weights);
    const refused = [
      'large.svm: the margin of row 2 is not a finite double',
      'Its values, or the weights of the model, are too large',
    ];
    expect(await complaintOf(evaluated({ model, dataset }))).toEqual(refused);
    expect(await complaintOf(scoresOf({ model, dataset }))).toEqual(refused);
  });
});

describe('a model that cannot be used', () => {
  const lines = async () => (await readFile((await trained('svm')).model, 'utf8')).trimEnd().split('\n');
  const again = 'Make it again with adabatch run ‹saveModel›';
  const refused = async (changed: string[]) => {
    const model = await put('changed.jsonl', changed);
    const [message, hint] = await complaintOf(evaluated({ model, dataset: test40.svm }));
    return [message.replace(model, 'MODEL'), hint];
  };
  const withTraining = (line: string, changes: object) => {
    const found = JSON.parse(line);
    return JSON.stringify({ ...found, trainedOn: { ...found.trainedOn, ...changes } });
  };

  test('a model of an older version is refused', async () => {
    const [first = '', ...weights] = await lines();
    const { trainedOn: _, ...bare } = JSON.parse(first);
    const older = ['MODEL: the model does not say which data fit it, as it is of an older version', again];
    expect(await refused([JSON.stringify(bare), ...weights])).toEqual(older);
    for (const missing of ['negative', 'indexBase']) {
      expect(await refused([withTraining(first, { [missing]: undefined }), ...weights])).toEqual(older);
    }
    expect(await refused([withTraining(first, { indexBase: undefined, names: ['a'] }), ...weights])).toEqual(older);
    expect(await refused([withTraining(first, { negative: null, positive: null }), ...weights])).toEqual(older);
  });

  test('a model without weights, of an unknown loss, or with a feature that it was not trained on, is refused', async () => {
    const [first = '', ...weights] = await lines();
    expect(await refused([first])).toEqual(['MODEL: the model has no weights', again]);
    expect(await refused([JSON.stringify({ ...JSON.parse(first), loss: 'cubic' }), ...weights])).toEqual([
      `MODEL: the model was made with the cubic loss, which is none of ${losses.map(({ name }) => name).join(', ')}`,
      again,
    ]);
    for (const feature of [0, 10, 'x1', '1']) {
      expect(await refused([first, JSON.stringify({ feature, weight: 1 })])).toEqual([
        `MODEL:2: the feature ${JSON.stringify(feature)} is none of those that the model says it was trained on`,
        again,
      ]);
    }
  });
});
