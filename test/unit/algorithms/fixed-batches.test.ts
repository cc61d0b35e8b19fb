import { expect, test } from 'vitest';
import { biasOfFixedBatches } from '../../../src/algorithms/fixed-batches.js';
import { type Order, orders } from '../../../src/algorithms/orders.js';
import { rules } from '../../../src/rules/index.js';
import type { Rule } from '../../../src/rules/rule.js';

const [order, rule] = [
  (name: string) => orders.find((one) => one.name === name) as Order,
  (name: string) => rules.find((one) => one.name === name) as Rule,
];

test.each([
  ['adabatch', 8, 64, true],
  ['adabatch', 1, 64, false],
  ['adabatch', 64, 64, false],
  ['adabatch', 100, 64, false],
  ['mean', 8, 64, false],
  // The rows of the short last batch weigh more in every epoch.
  ['mean', 8, 60, true],
  ['expected', 8, 64, false],
  ['expected', 8, 60, true],
  ['sum', 8, 60, false],
])('%s at batch %i of %i rows is biased by batches that keep their rows: %s', (name, batch, rows, biased) => {
  expect(biasOfFixedBatches(order('sequential'), rule(name), batch, rows) !== undefined).toBe(biased);
});

test('the warning of a biased run names the order, the rule and what to do', () => {
  expect(biasOfFixedBatches(order('sequential'), rule('adabatch'), 8, 64)).toBe(
    'order sequential keeps the batches as they are from epoch to epoch, and adabatch weighs a row by its batch: ' +
      'the run comes near the minimiser of another, reweighted loss (order interleaved mixes them)',
  );
});

test('orders that mix are never called biased', () => {
  const mixing = orders.filter(({ name }) => name !== 'sequential');
  expect(mixing.map((one) => biasOfFixedBatches(one, rule('adabatch'), 8, 60))).toEqual(mixing.map(() => undefined));
});
