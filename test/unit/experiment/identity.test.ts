import { expect, test } from 'vitest';
import { synchronous } from '../../../src/algorithms/executions/synchronous.js';
import { fitted, identify } from '../../../src/experiment/identity.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { standardRequest } from '../../support/requests.js';

const CONTENTS = { dataset: 'd', test: null, warmStart: null };
const idOf = (changes: Partial<RunRequest> = {}) => identify({ ...standardRequest, ...changes }, CONTENTS);

test.each([
  ['a plain run', {}, 'c04417a50bc3b851'],
  ['a search that aims by the optimum', { stepSize: 'tune', suboptimality: true }, 'ba753e8c9e09f654'],
  ['synchronous workers', { execution: synchronous, workers: 2, blocks: 4 }, 'd72f66ca52d287bb'],
] as const)('the id of %s is the same as in results of earlier versions', (_, changes, id) => {
  expect(idOf(changes)).toBe(id);
});

test('blocks decide the id of a run if its workers own blocks, and of no other run', () => {
  const ids = [undefined, 4, 5].map((blocks) => idOf({ execution: synchronous, workers: 2, blocks }));
  expect(new Set(ids).size).toBe(3);
  expect(idOf({ blocks: 4 })).toBe(idOf());
});

test('a batch above the training rows has the id of a batch of all of them', () => {
  expect([99, 100, 101].map((batch) => fitted({ ...standardRequest, batch }, 100).batch)).toEqual([99, 100, 100]);
});
