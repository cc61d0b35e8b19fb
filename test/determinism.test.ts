import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { synchronous } from '../src/algorithms/executions/synchronous.js';
import { algorithms } from '../src/algorithms/index.js';
import { orders } from '../src/algorithms/orders.js';
import type { RunRequest } from '../src/experiment/request.js';
import { runOnce } from '../src/experiment/run.js';
import { losses } from '../src/objective/losses.js';
import { rules } from '../src/rules/index.js';
import { silentObserver, standardRequest } from './support/requests.js';

// Curves on the built-in dataset as they came out when they were recorded. They change only with the
// mathematics, the order of its operations, the random numbers or the dataset, and every such change
// must be meant. The machine must not matter.

const named = <Entry extends { name: string }>(entries: readonly Entry[], name: string): Entry =>
  entries.find((entry) => entry.name === name) as Entry;

const cases: [string, Partial<RunRequest>, string][] = [
  ['mean', { rule: named(rules, 'mean') }, '34556a2f378eaa6d'],
  ['sum', { rule: named(rules, 'sum'), l2: 1e-5 }, 'af826c8225542ba8'],
  ['adabatch', { rule: named(rules, 'adabatch'), order: named(orders, 'shuffle') }, '83b8efba69c6609e'],
  ['adabatch with L2', { rule: named(rules, 'adabatch'), l2: '1/n', measureEvery: 0.25 }, '39d42596848f0bad'],
  ['expected', { rule: named(rules, 'expected'), order: named(orders, 'replacement') }, 'b48f57b69ca77bad'],
  ['squared', { loss: named(losses, 'squared'), order: named(orders, 'sequential') }, 'd203ed2e9016dd84'],
  ['svrg', { algorithm: named(algorithms, 'svrg'), epochs: 3 }, '9535840805136ae9'],
  ['adagrad', { algorithm: named(algorithms, 'adagrad'), l2: 1e-5 }, '3d59c4d99a28fdcb'],
  ['synchronous', { execution: synchronous, workers: 3, l2: '1/n' }, '03e98b00573cb64a'],
  [
    'svrg, synchronous',
    { execution: synchronous, workers: 2, blocks: 8, algorithm: named(algorithms, 'svrg') },
    '8090d2d94ccac760',
  ],
  ['hinge', { loss: named(losses, 'hinge'), batch: 1 }, 'e43fedde3cac9074'],
  [
    'squared-hinge, held-out rows',
    { loss: named(losses, 'squared-hinge'), test: { fraction: 0.2 }, seed: 7 },
    '9085ba2ed2d221e9',
  ],
];

test.each(cases)('the curve of %s is the recorded one, to the last bit', async (_, changes, recorded) => {
  const { curve } = await runOnce({ ...standardRequest, ...changes }, silentObserver);
  const withoutTimes = curve.map((point) => ({ ...point, seconds: 0 }));
  const hash = createHash('sha256').update(JSON.stringify(withoutTimes)).digest('hex');
  expect(hash.slice(0, 16)).toBe(recorded);
});
