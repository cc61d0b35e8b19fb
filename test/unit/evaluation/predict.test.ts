import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openModel } from '../../../src/evaluation/model-in-use.js';
import { predict } from '../../../src/evaluation/predict.js';
import { Scorer } from '../../../src/evaluation/scorer.js';
import { losses } from '../../../src/objective/losses.js';
import { type FeatureWeight, type ModelHeader, writeModel } from '../../../src/results/model.js';
import { temporaryFolder } from '../../support/folders.js';
import { complaintOf } from '../../support/reading.js';
import { silentObserver } from '../../support/requests.js';

const folder = temporaryFolder();

async function put(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

type Training = NonNullable<ModelHeader['trainedOn']>;
const labels = { positive: ['1'], negative: ['-1'], bias: true };

async function modelOf(weights: FeatureWeight[], trainedOn: Training, changes: Partial<ModelHeader> = {}) {
  const model = path.join(folder, 'model.jsonl');
  const header = { run: 'x', dataset: 'data', loss: 'logistic', bias: 0.25, trainedOn, ...changes };
  await writeModel(model, header, weights);
  return model;
}

async function scored(request: Parameters<typeof predict>[0]) {
  const scores: number[] = [];
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  for await (const some of predict(request, { ...silentObserver, note: say, warn: say }))
    for (const score of some) scores.push(score);
  return { scores, said };
}

const svm = await put('rows.svm', '7 1:1 3:2\n0\n-1 2:4 5:1 9:1\n');
const weights = [
  { feature: 1, weight: 2 },
  { feature: 2, weight: -0.5 },
];
const libsvm: Training = { features: 3, indexBase: 1, ...labels };

describe('the scores of rows', () => {
  test('the scores are x·w with the constant term, in the order of the rows', async () => {
    const model = await modelOf(weights, libsvm);
    expect(await scored({ model, dataset: svm })).toEqual({
      scores: [2.25, 0.25, -1.75],
      said: ['rows.svm: 3 values in features without a weight in the model were ignored'],
    });
    const from0 = await modelOf(weights, { ...libsvm, indexBase: 0, bias: false }, { bias: 0 });
    expect((await scored({ model: from0, dataset: svm })).scores).toEqual([2, 0, -2]);
  });

  test('values are divided as in training where a model was scaled', async () => {
    const scaled = [
      { feature: 1, weight: 2, divisor: 4 },
      { feature: 2, weight: -0.5, divisor: 0.5 },
    ];
    const model = await modelOf(scaled, { ...libsvm, scale: 'max-abs' });
    expect((await scored({ model, dataset: svm })).scores).toEqual([0.75, 0.25, -3.75]);
  });

  test('a CSV file has the columns of training, and needs no label', async () => {
    const table = {
      names: ['age', 'city=Rome', 'city=Oslo'],
      columns: { names: ['age', 'pay', 'city'], header: true, label: 1 },
    };
    const cities = [
      { feature: 'age', weight: 0.5 },
      { feature: 'city=Oslo', weight: 3 },
    ];
    const model = await modelOf(cities, { features: 3, ...table, ...labels });
    for (const text of ['age,pay,city\n4,?,Oslo\n,,Rome\nNA,,Bonn\n', 'city,age\nOslo,4\nRome,\nBonn,NA\n']) {
      const { scores, said } = await scored({ model, dataset: await put('rows.csv', text), missing: ['NA'] });
      expect(scores).toEqual([5.25, 0.25, 0.25]);
      expect(said).toContain('1 value in features unseen in training was ignored');
      expect(said).toContain('rows.csv: 1 value in features without a weight in the model was ignored');
    }
  });

  test('probabilities are 1/(1 + e^(−m)) of the margins m, from 0 to 1', async () => {
    const model = await modelOf([{ feature: 1, weight: 1 }], libsvm, { bias: 0 });
    const margins = [-1e5, -700, -2.5, 0, 1e-9, 3, 50, 1e5];
    const dataset = await put('margins.svm', margins.map((margin) => `0 1:${margin}\n`).join(''));
    expect((await scored({ model, dataset })).scores).toEqual(margins);
    const { scores } = await scored({ model, dataset, as: 'probability' });
    expect(scores).toEqual(margins.map((margin) => expect.closeTo(1 / (1 + Math.exp(-margin)), 15)));
    expect([scores[0], scores[3], scores.at(-1)]).toEqual([0, 0.5, 1]);
  });

  test.each(losses.map(({ name }) => name).filter((name) => name !== 'logistic'))(
    'probabilities are refused for the %s loss',
    async (loss) => {
      const numbers = { ...libsvm, positive: null, negative: null };
      const model = await modelOf(weights, loss === 'squared' ? numbers : libsvm, { loss });
      expect(await complaintOf(scored({ model, dataset: svm, as: 'probability' }))).toEqual([
        `‹as› probability: ${model} was made with the ${loss} loss, whose margins stand for no probabilities`,
        'Give ‹as› margin, or train with ‹loss› logistic',
      ]);
      expect((await scored({ model, dataset: svm })).scores).toHaveLength(3);
    },
  );

  test('rows come in pieces, and those of a later one are scored as the first', async () => {
    const model = await modelOf(weights, libsvm);
    const dataset = await put('many.svm', '1 1:1 2:3\n-1 3:1\n'.repeat(200_000));
    let [rows, pieces, wrong] = [0, 0, 0];
    for await (const scores of predict({ model, dataset }, silentObserver)) {
      pieces++;
      for (const score of scores) if (score !== (rows++ % 2 === 0 ? 0.75 : 0.25)) wrong++;
    }
    expect({ rows, wrong }).toEqual({ rows: 400_000, wrong: 0 });
    expect(pieces).toBeGreaterThan(1);
  });

  test('the rows before make no difference to the memory that is taken', async () => {
    const scorer = await Scorer.start(await openModel(await modelOf(weights, libsvm)));
    const source = {
      ...{ rows: 1, lengths: Uint32Array.of(2) },
      async *chunks() {
        const [indices, values] = [Uint32Array.of(1, 2), Float64Array.of(1, 1)];
        yield { labels: Float64Array.of(1), lengths: Uint32Array.of(2), indices, values };
      },
    };
    const marks = new Set<number>();
    for (let piece = 0; piece < 3; piece++) {
      const { matrix } = await scorer.place({ source, labels: Float64Array.of(1) });
      expect([...scorer.margins(matrix, 'data')]).toEqual([1.75]);
      marks.add(scorer.weighted.memory.mark);
    }
    expect(marks.size).toBe(1);
  });

  test('a fault is refused where it stands, with the number of its row where it has no line', async () => {
    const model = await modelOf([{ feature: 1, weight: 9e307 }], libsvm);
    const faulty = await put('faulty.svm', `${'1 1:1\n'.repeat(2_000_000)}1 1:9\n`);
    expect((await complaintOf(scored({ model, dataset: faulty })))[0]).toBe(
      'faulty.svm: the margin of row 2000001 is not a finite double',
    );
    expect((await complaintOf(scored({ model, dataset: await put('bad.svm', '1 1:1\n1 1:x\n') })))[0]).toContain(
      'bad.svm:2:5',
    );
  });
});
