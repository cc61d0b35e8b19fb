import { expect, test } from 'vitest';
import { type Assignment, requestOf } from '../../../src/settings/request.js';
import { hyphenated } from '../../../src/util/setting.js';
import { runRequestOf } from '../../support/command-lines.js';

/** The words that ask `run` for the same. */
function wordsFor(assignment: Assignment): string[] {
  const switches = ['bias', 'suboptimality'];
  return Object.entries(assignment).flatMap(([key, text]) =>
    switches.includes(key) ? (text === 'true' ? [`--${key}`] : []) : [`--${hyphenated(key)}`, text],
  );
}

const EVERYTHING: Assignment = {
  dataset: 'a.svm',
  testFraction: '0.2',
  positive: '1,2',
  labelColumn: 'y',
  indexBase: '1',
  loss: 'hinge',
  l2: '1/n',
  bias: 'true',
  algorithm: 'svrg',
  rule: 'mean',
  batch: '8',
  stepSize: '2^-3',
  snapshotEvery: '3',
  average: '1.5',
  warmStart: 'model.jsonl',
  order: 'shuffle',
  seed: '7',
  epochs: '0.5',
  maxPasses: '4',
  targetLoss: '-1',
  timeLimit: '2m',
  suboptimality: 'false',
  measureEvery: '0.1',
};

test.each<[string, Assignment]>([
  ['nothing', {}],
  ['everything', EVERYTHING],
  ['no scaling', { scale: 'none' }],
  ['a file to test on', { test: 'a,b.svm', stepSize: 'tune', bias: 'false' }],
])('%s asks for what run is asked for by it', (_, assignment) => {
  const request = requestOf(JSON.parse(JSON.stringify(assignment)));
  expect(request).toEqual(runRequestOf(...wordsFor(assignment)));
});

test('a schedule is read too', () => {
  expect(requestOf({ schedule: 'exp:0.5' }).schedule.factor(2)).toBe(0.25);
});

test.each<[string, Record<string, string>, string]>([
  ['a bad value', { batch: '0' }, '‹batch› takes a whole number from 1, not "0"'],
  ['a flag that is neither', { bias: 'yes' }, '‹bias› takes true or false, not "yes"'],
  [
    'options that exclude each other',
    { test: 'a', testFraction: '0.1' },
    '‹test› and ‹testFraction› are two ways to hold data out',
  ],
  ['stdin twice', { dataset: '-', test: '-' }, 'stdin can be read once'],
  ['a setting that does not exist', { jobs: '2' }, 'there is no setting "jobs"'],
  ['a name of every object', { constructor: '2' }, 'there is no setting "constructor"'],
])('%s is refused', (_, given, message) => {
  expect(() => requestOf(given as Assignment)).toThrow(message);
});
