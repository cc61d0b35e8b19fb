import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runOnce } from '../../../src/experiment/run.js';
import { temporaryFolder } from '../../support/folders.js';
import { complaintOf } from '../../support/reading.js';
import { silentObserver, standardRequest } from '../../support/requests.js';
import { squared, watchedRun } from '../../support/watched-runs.js';

const folder = temporaryFolder();

async function file(name: string, lines: string[]): Promise<string> {
  const target = path.join(folder, name);
  await writeFile(target, `${lines.join('\n')}\n`);
  return target;
}

const ones = await file('ones.svm', ['1 1:1 3:0.5', '-1 2:1', '1 3:1']);
const zeros = await file('zeros.svm', ['1 0:1 2:0.5', '-1 1:1', '1 2:1']);
const late = await file('late.svm', ['1 2:1', '-1 3:1']);
const mails = await file('mails.csv', ['size,from,kind', '1,home,spam', '2,work,ham', '3,home,spam']);

async function modelOf(dataset: string, changes: Parameters<typeof watchedRun>[0] = {}): Promise<string> {
  const saveModel = path.join(folder, `${path.basename(dataset)}-${JSON.stringify(changes.positive ?? '')}.jsonl`);
  await watchedRun({ dataset, saveModel, ...changes });
  return saveModel;
}

const headerOf = async (model: string) => JSON.parse((await readFile(model, 'utf8')).split('\n')[0] as string);

describe('a model', () => {
  test('a model is saved although its result cannot be, as on a full disk', async () => {
    const saveModel = path.join(folder, 'kept.jsonl');
    const deliver = () => Promise.reject(new Error('no space left'));
    const work = runOnce({ ...standardRequest, dataset: ones }, silentObserver, { deliver, saveModel });
    await expect(work).rejects.toThrow('no space left');
    expect((await headerOf(saveModel)).dataset).toBe('ones.svm');
  });

  test('a model of an interrupted run does not take the place of one that is there', async () => {
    const saveModel = await modelOf(ones);
    const whole = await readFile(saveModel, 'utf8');
    const stop = new AbortController();
    const observer = { ...silentObserver, signal: stop.signal, progress: () => stop.abort() };
    const { status, curve } = await runOnce({ ...standardRequest, dataset: ones, epochs: 9 }, observer, { saveModel });
    expect(status).toBe('interrupted');
    expect(await readFile(saveModel, 'utf8')).toBe(whole);
    const { run } = await watchedRun({ dataset: ones, warmStart: `${saveModel}.interrupted` });
    expect(run.curve[0]?.trainLoss).toBe(curve.at(-1)?.trainLoss);
  });

  test('a model of a run that diverged is not saved, which is said', async () => {
    const saveModel = path.join(folder, 'diverged.jsonl');
    const { run, said } = await watchedRun({ dataset: ones, saveModel, loss: squared, stepSize: 1e4, epochs: 20 });
    expect(run.status).toBe('diverged');
    expect(said).toContain('the model was not saved, since the run diverged');
    expect(existsSync(saveModel)).toBe(false);
  });

  test('a model says what it was trained on', async () => {
    const labels = { positive: ['1'], negative: ['-1'], bias: false };
    expect((await headerOf(await modelOf(ones))).trainedOn).toEqual({ features: 3, indexBase: 1, ...labels });
    expect((await headerOf(await modelOf(zeros, { bias: true }))).trainedOn).toEqual({
      ...{ features: 3, indexBase: 0, ...labels },
      bias: true,
    });
    expect((await headerOf(await modelOf(mails))).trainedOn).toEqual({
      features: 3,
      names: ['size', 'from=home', 'from=work'],
      columns: { names: ['size', 'from', 'kind'], header: true, label: 2 },
      ...{ positive: ['spam'], negative: ['ham'], bias: false },
    });
    const { positive, negative } = (await headerOf(await modelOf(ones, { loss: squared }))).trainedOn;
    expect([positive, negative]).toEqual([null, null]);
  });

  test('a model is refused by data that count features from another index', async () => {
    const [one, zero] = [await modelOf(ones), await modelOf(zeros)];
    expect(await complaintOf(watchedRun({ dataset: zeros, warmStart: one }))).toEqual([
      `${one}: the model counts features from 1, and zeros.svm from 0`,
      'Say ‹indexBase› 1 if the data does so too, or convert it: adabatch data convert ‹toBase› 1',
    ]);
    expect((await complaintOf(watchedRun({ dataset: late, warmStart: zero })))[0]).toBe(
      `${zero}: the model counts features from 0, and late.svm from 1`,
    );
    const { run } = await watchedRun({ dataset: late, warmStart: zero, indexBase: 0 });
    expect(run.curve[0]?.trainLoss).not.toBe(Math.LN2);
  });

  test.each([
    ['the other label is +1', ['1 1:1', '-1 2:1'], ['-1'], '+1 is 1 for the model, and -1 for this run'],
    ['they have other labels', ['7 1:1', '8 2:1'], undefined, '+1 is 1 for the model, and 8 for this run'],
    ['its +1 is the lower label', ['2 1:1', '1 2:1'], undefined, '+1 is 1 for the model, and 2 for this run'],
  ])('a model is refused by data where %s', async (_, lines, positive, message) => {
    const model = await modelOf(ones);
    const dataset = await file('other.svm', lines);
    expect(await complaintOf(watchedRun({ dataset, positive, warmStart: model }))).toEqual([
      `${model}: ${message}`,
      'Say the labels that are +1 with ‹positive›, or give them the names that they had: adabatch data convert ‹labels›',
    ]);
  });

  test('a model starts a run on data with some of its labels, which keep their meaning', async () => {
    const digits = await file('digits.svm', ['1 1:1', '2 2:1', '3 1:1', '4 3:1']);
    const model = await modelOf(digits, { positive: ['1', '3'] });
    const fewer = await file('fewer.svm', ['3 1:1', '2 2:1']);
    const { run, said } = await watchedRun({ dataset: fewer, warmStart: model });
    expect(run.curve[0]?.trainError).toBe(0);
    expect(said.filter((text) => text.includes('does not say'))).toEqual([]);
    const turned = await file('turned.svm', ['3 1:1', '1 2:1']);
    expect((await complaintOf(watchedRun({ dataset: turned, warmStart: model })))[0]).toBe(
      `${model}: +1 is 1, 3 for the model, and 3 for this run`,
    );
  });

  test.each([
    ['other names', mails, ['length,kind', '1,spam', '2,ham'], 'Is it the model of other data?'],
    ['indices', mails, ['1 1:1', '-1 2:1'], 'A feature has a name in the model, and an index in the data'],
    ['names', ones, ['size,kind', '1,1', '2,-1'], 'A feature has an index in the model, and a name in the data'],
    ['other indices', ones, ['1 7:1', '-1 8:1'], 'Is it the model of other data?'],
  ])(
    'a model without a weight of any feature that occurs is refused by data with %s',
    async (_, trained, lines, hint) => {
      const model = await modelOf(trained);
      const dataset = await file('elsewhere', lines);
      expect(await complaintOf(watchedRun({ dataset, warmStart: model }))).toEqual([
        `${model}: none of the model's 3 weights is of a feature that occurs in elsewhere`,
        hint,
      ]);
    },
  );
});

describe('a model of an earlier version', () => {
  test('a model of an earlier version is read, and what it does not say is named', async () => {
    const old = '{"schema":"adabatch/model@1","run":"x","dataset":"ones.svm","loss":"logistic","bias":0}';
    const model = await file('old.jsonl', [old, '{"feature":1,"weight":2}']);
    const { run, said } = await watchedRun({ dataset: ones, warmStart: model });
    expect(run.curve[0]?.trainLoss).not.toBe(Math.LN2);
    expect(said).toContain(
      `${model}: the model does not say what index base and labels it was trained on: see that they fit`,
    );
    const foreign = await file('foreign.jsonl', [old, '{"feature":"a","weight":2}']);
    expect((await complaintOf(watchedRun({ dataset: ones, warmStart: foreign })))[0]).toContain('none of the');
  });

  test('a model of an earlier version without weights is refused, as it may have been cut', async () => {
    const old = '{"schema":"adabatch/model@1","run":"x","dataset":"ones.svm","loss":"logistic","bias":0}';
    const model = await file('empty.jsonl', [old]);
    expect(await complaintOf(watchedRun({ dataset: ones, warmStart: model }))).toEqual([
      `${model}: the model has no weights`,
      'Was the file cut? Leave ‹warmStart› out to start at 0',
    ]);
  });
});
