// Times an epoch of every order against `sequential` on the same file, rule and batch, in one process:
//   node --import tsx test/bench/orders.js FILE.svm [ROUNDS]
// The orders run in turn, so that a drift of the machine hits all alike; each round gives the median time of its
// epochs after the first.

import { sequential } from '../../src/algorithms/executions/sequential.js';
import { interleavedOf, orders } from '../../src/algorithms/orders.js';
import { constant } from '../../src/algorithms/schedules.js';
import { sgd } from '../../src/algorithms/sgd.js';
import { run } from '../../src/experiment/run.js';
import { Session } from '../../src/experiment/session.js';
import { losses } from '../../src/objective/losses.js';
import { rules } from '../../src/rules/index.js';

const [file, rounds = '7'] = process.argv.slice(2);
const EPOCHS = 4;
const silent = {
  signal: new AbortController().signal,
  ...{ note() {}, noteOnce() {}, warn() {}, reading() {}, approaching() {}, searching() {}, progress() {} },
};

const compared = [
  ...orders.filter(({ name }) => name !== 'interleaved').map((order) => [order.name, order]),
  ...[16, 32, 64].map((strands) => [`interleaved of ${strands}`, interleavedOf(strands)]),
];
// One session for each way in which rows lie in memory, so that none is laid again.
const sessions = new Map([true, false].map((shuffled) => [shuffled, Session.start()]));

console.log(`over sequential: median (min … max by round) of ${rounds} rounds`);
const medians = new Map(compared.map(([name]) => [name, []]));
for (const rule of rules.filter(({ name }) => ['mean', 'adabatch'].includes(name))) {
  for (const batch of [1, 64, 512]) {
    const times = [];
    for (let round = 0; round < Number(rounds); round++) {
      const row = {};
      for (const [name, order] of compared) row[name] = await time(order, rule, batch);
      times.push(row);
    }
    for (const [name] of compared.filter(([name]) => name !== 'sequential')) {
      const ratios = times.map((row) => row[name] / row.sequential).sort((a, b) => a - b);
      medians.get(name).push(median(ratios));
      const range = `(${ratios[0].toFixed(2)} … ${ratios.at(-1).toFixed(2)})`;
      console.log(`${rule.name} ${batch}`.padEnd(14), name.padEnd(18), median(ratios).toFixed(2), range);
    }
  }
}
for (const [name, ratios] of medians) if (ratios.length > 0) console.log(name.padEnd(33), median(ratios).toFixed(2));
for (const session of sessions.values()) await (await session).close();

async function time(order, rule, batch) {
  const session = await sessions.get(order.shuffledPlacement);
  const { curve } = await run(
    session,
    {
      ...{ dataset: file, loss: losses[0], l2: 0, bias: false, suboptimality: false, stepSize: 0.1, seed: 0 },
      ...{ algorithm: sgd, rule, batch, schedule: constant, snapshotEvery: 2, order },
      ...{ execution: sequential, workers: 1, repeats: 1, epochs: EPOCHS, measureEvery: 1 },
    },
    silent,
  );
  return median(curve.slice(2).map((point, before) => point.seconds - curve[before + 1].seconds));
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
