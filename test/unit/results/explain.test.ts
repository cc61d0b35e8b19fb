import { expect, test } from 'vitest';
import { differenceText } from '../../../src/report/differences.js';
import { explainDifference, explainVersions } from '../../../src/results/explain.js';
import { makeRun } from '../../support/runs.js';

const one = makeRun();

test('two runs differ in the content of their data and in their configuration, in its order', () => {
  const dataset = { ...one.dataset, name: 'another', rows: 7, sha256: 'beef' };
  const changes = { test: { fraction: 0.5 }, positive: ['1', '2'], rule: 'mean', seed: 4, average: 2 };
  expect(differenceText(explainDifference(one, makeRun({ dataset }, changes)), false)).toBe(
    [
      'dataset: 1000 × 4, 5 values, sha256 f00 → 7 × 4, 5 values, sha256 beef',
      'test: none → {"fraction":0.5}',
      'positive: ["1"] → ["1","2"]',
      'rule: adabatch → mean',
      'average: none → 2',
      'seed: 0 → 4',
      '',
    ].join('\n'),
  );
});

test('one run under two names of its data is the same run', () => {
  const named = makeRun({ dataset: { ...one.dataset, name: 'another' } });
  expect(differenceText(explainDifference(one, named), true)).toBe('the same run\n');
  expect(differenceText([], false)).toBe('the ids differ, but neither the data nor the configuration does\n');
  const moved = makeRun({}, { stepSizeFrom: 'auto', stepSize: 0.2 });
  const auto = makeRun({}, { stepSizeFrom: 'auto' });
  expect(differenceText(explainDifference(auto, moved), true)).toBe('the same run\nstepSize: 0.1 → 0.2\n');
});

test('versions of adabatch are told apart from what differs', () => {
  expect(explainVersions(one, one)).toBeUndefined();
  const newer = makeRun({ environment: { ...one.environment, adabatch: '9.0.0' } });
  expect(explainVersions(one, newer)).toEqual({ key: 'adabatch', from: '0.1.0', to: '9.0.0' });
  expect(explainDifference(one, newer)).toEqual([]);
});
