import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { synchronous } from '../src/algorithms/executions/synchronous.js';
import { algorithms } from '../src/algorithms/index.js';
import { orders } from '../src/algorithms/orders.js';
import { runOnce } from '../src/experiment/run.js';
import { losses } from '../src/objective/losses.js';
import { rules } from '../src/rules/index.js';
import type { RunRequest } from '../src/settings/request.js';
import { silentObserver, standardRequest } from './support/requests.js';

// Curves on the built-in dataset as they came out when they were recorded. They change only with the
// mathematics, the order of its operations, the random numbers or the dataset, and every such change
// must be meant. The machine must not matter.

const named = <Entry extends { name: string }>(entries: readonly Entry[], name: string): Entry =>
  entries.find((entry) => entry.name === name) as Entry;

const cases: [string, Partial<RunRequest>, string][] = [
  ['mean', { rule: named(rules, 'mean') }, '0ef2bd1cae24870b'],
  ['sum', { rule: named(rules, 'sum'), l2: 1e-5 }, '95da2bf5c5955b96'],
  ['adabatch', { rule: named(rules, 'adabatch'), order: named(orders, 'shuffle') }, '83b8efba69c6609e'],
  ['adabatch with L2', { rule: named(rules, 'adabatch'), l2: '1/n', measureEvery: 0.25 }, '908760cba7db22bb'],
  ['expected', { rule: named(rules, 'expected'), order: named(orders, 'replacement') }, 'b48f57b69ca77bad'],
  ['squared', { loss: named(losses, 'squared'), order: named(orders, 'sequential') }, 'd203ed2e9016dd84'],
  ['svrg', { algorithm: named(algorithms, 'svrg'), epochs: 3 }, '5ac859e82a08860e'],
  [
    'saga',
    { algorithm: named(algorithms, 'saga'), l2: '1/n', order: named(orders, 'replacement'), epochs: 3 },
    '0cd6e5eee03d4132',
  ],
  ['adagrad', { algorithm: named(algorithms, 'adagrad'), l2: 1e-5 }, 'd5cd3cd6310bd27d'],
  ['synchronous', { execution: synchronous, workers: 3, l2: '1/n' }, '70f5331f4708c9ce'],
  [
    'svrg, synchronous',
    { execution: synchronous, workers: 2, blocks: 8, algorithm: named(algorithms, 'svrg') },
    'e4fc3c9e8159e06d',
  ],
  [
    'saga, synchronous',
    { execution: synchronous, workers: 2, blocks: 8, algorithm: named(algorithms, 'saga') },
    '4f254f99527e7600',
  ],
  ['hinge', { loss: named(losses, 'hinge'), batch: 1 }, 'c2114df4d43f3f00'],
  [
    'squared-hinge, held-out rows',
    { loss: named(losses, 'squared-hinge'), test: { fraction: 0.2 }, seed: 7 },
    '5657d022db395712',
  ],
];

test.each(cases)('the curve of %s is the recorded one, to the last bit', async (_, changes, recorded) => {
  const { curve } = await runOnce({ ...standardRequest, ...changes }, silentObserver);
  const withoutTimes = curve.map((point) => ({ ...point, seconds: 0 }));
  const hash = createHash('sha256').update(JSON.stringify(withoutTimes)).digest('hex');
  expect(hash.slice(0, 16)).toBe(recorded);
});
