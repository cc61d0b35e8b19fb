import { afterAll, expect, test } from 'vitest';
import { type Order, orders } from '../../../src/algorithms/orders.js';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { rules } from '../../../src/rules/index.js';
import type { Rule } from '../../../src/rules/rule.js';
import { everyRule } from '../../support/every-rule.js';
import { randomProblem } from '../../support/problems.js';
import { writeData } from '../../support/random-data.js';
import { silentObserver, standardRequest } from '../../support/requests.js';

// A rule that counts comes to the minimiser only where the company of a row changes from epoch to epoch: see
// docs/method.md, "Batches must mix". The bias shows in long runs alone, as F(w̄) − F* of the averaged iterate.

const session = await Session.start();
afterAll(() => session.close());
// Labels drawn at random: no plane separates so many rows of so few features. 400 rows leave a short last batch.
const dataset = await writeData(randomProblem('logistic', 0, { rows: 400, features: 30, seed: 3 }));

/** The suboptimality of the average over the second half of a run with steps that are small for every rule. */
async function suboptimality(order: Order, rule: Rule, batch: number, epochs: number): Promise<number> {
  const stepSize = { mean: 0.01, sum: 0.01 / batch }[rule.name] ?? 0.002;
  const length = { epochs, average: epochs / 2, measureEvery: epochs, suboptimality: true };
  const request = { ...standardRequest, ...length, dataset, order, rule, batch, stepSize, l2: 0.01 };
  const { curve } = await run(session, request, silentObserver);
  return curve.at(-1)?.suboptimality as number;
}

const shuffle = orders.find(({ name }) => name === 'shuffle') as Order;
const others = orders.filter(({ name }) => !['shuffle', 'sequential'].includes(name));
const cases = everyRule.flatMap((rule) => [8, 32, 96].map((batch) => ({ rule, batch })));

test.each(cases)(
  '$rule.name at batch $batch comes as near to the optimum under every order that mixes as under shuffle',
  async ({ rule, batch }) => {
    let epochs = 180;
    let shuffled = await suboptimality(shuffle, rule, batch, epochs);
    while (shuffled > 3e-4) {
      epochs = Math.ceil(1.4 * epochs);
      shuffled = await suboptimality(shuffle, rule, batch, epochs);
    }
    for (const order of others) expect(await suboptimality(order, rule, batch, epochs)).toBeLessThan(2 * shuffled);
  },
);

test('adabatch at a batch above 1 keeps away from the optimum under sequential', async () => {
  const adabatch = rules.find(({ name }) => name === 'adabatch') as Rule;
  const sequential = orders.find(({ name }) => name === 'sequential') as Order;
  expect(await suboptimality(sequential, adabatch, 8, 400)).toBeGreaterThan(
    5 * (await suboptimality(shuffle, adabatch, 8, 400)),
  );
});
