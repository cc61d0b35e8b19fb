import { Command } from 'commander';
import { expect, test } from 'vitest';
import { toRunRequest } from '../../../src/cli/assignment.js';
import type { Assignment } from '../../../src/cli/grid.js';
import { addRunOptions, type RunOptions, requestOf } from '../../../src/cli/options/run.js';

/** What `run` makes of the same options. */
function typed(assignment: Assignment) {
  const command = new Command().exitOverride();
  addRunOptions(command);
  const flags = ['bias', 'suboptimality'];
  const argv = Object.entries(assignment).flatMap(([name, text]) =>
    flags.includes(name) ? (text === 'true' ? [`--${name}`] : []) : [`--${name}`, text],
  );
  return requestOf(command.parse(argv, { from: 'user' }).opts<RunOptions>());
}

const EVERYTHING: Assignment = {
  dataset: 'a.svm',
  'test-fraction': '0.2',
  positive: '1,2',
  'label-column': 'y',
  'index-base': '1',
  loss: 'hinge',
  l2: '1/n',
  bias: 'true',
  algorithm: 'svrg',
  rule: 'mean',
  batch: '8',
  'step-size': '2^-3',
  'snapshot-every': '3',
  average: '1.5',
  'warm-start': 'model.jsonl',
  order: 'shuffle',
  seed: '7',
  epochs: '0.5',
  'max-passes': '4',
  'target-loss': '-1',
  'time-limit': '2m',
  suboptimality: 'false',
  'measure-every': '0.1',
};

test.each<[string, Assignment]>([
  ['nothing', {}],
  ['everything', EVERYTHING],
  ['a file to test on', { test: 'a,b.svm', 'step-size': 'tune', bias: 'false' }],
])('an assignment of %s makes the request that run makes of the same options', (_, assignment) => {
  const request = toRunRequest(JSON.parse(JSON.stringify(assignment)));
  expect(request).toEqual(typed(assignment));
});

test('an assignment of a schedule is read too', () => {
  expect(toRunRequest({ schedule: 'exp:0.5' }).schedule.factor(2)).toBe(0.25);
});

test.each<[string, Assignment, string]>([
  ['a bad value', { batch: '0' }, '--batch takes a whole number from 1, not "0"'],
  ['a flag that is neither true nor false', { bias: 'yes' }, '--bias takes true or false, not "yes"'],
  [
    'options that exclude each other',
    { test: 'a', 'test-fraction': '0.1' },
    '--test and --test-fraction are two ways to hold data out',
  ],
  ['an option that run lacks', { jobs: '2' }, 'run has no option --jobs'],
  ['a property that every object has', { constructor: '2' }, 'run has no option --constructor'],
])('an assignment of %s is refused', (_, assignment, message) => {
  expect(() => toRunRequest(assignment)).toThrow(message);
});
