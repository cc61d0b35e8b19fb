// Holds the step search against brute force, cell by cell (data × rule × batch × λ), and says what both cost:
//   node test/bench/tuning.js [EPOCHS] [FILE.svm …]
// Brute force runs every step from 2^-8/L to 2^14/L with seeds of its own, and the step that the search chose is judged by
// these same runs: its mean final loss over the least of the grid. Without files: the built-in data and five of the
// project's shared folder beside the checkout.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sequential } from '../../dist/algorithms/executions/sequential.js';
import { orders } from '../../dist/algorithms/orders.js';
import { constant } from '../../dist/algorithms/schedules.js';
import { sgd } from '../../dist/algorithms/sgd.js';
import { run } from '../../dist/experiment/run.js';
import { Session } from '../../dist/experiment/session.js';
import { losses } from '../../dist/objective/losses.js';
import { rules } from '../../dist/rules/index.js';

const shared = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../shared/data');
const standard = ['a9a', 'w8a', 'mushrooms', 'spam-sms.svm', 'rcv1_vw_small.train'].map((file) =>
  path.join(shared, file),
);
const [epochs = '5', ...files] = process.argv.slice(2);
const datasets = files.length > 0 ? files : ['zipf', ...standard];
const EXPONENTS = Array.from({ length: 23 }, (_, count) => count - 8);
const SEEDS = [2, 3, 4];

const silent = {
  signal: new AbortController().signal,
  ...{ note() {}, noteOnce() {}, warn() {}, reading() {}, approaching() {}, searching() {}, progress() {} },
};
const spent = { search: 0, force: 0 };
const ratios = [];

console.log('data, rule, batch, λ'.padEnd(40), 'chosen  grid best  loss / least');
for (const dataset of datasets) {
  const session = await Session.start();
  for (const l2 of [0, '1/n']) {
    for (const rule of rules.filter(({ name }) => ['mean', 'adabatch'].includes(name))) {
      for (const batch of [8, 64, 512]) await judge(session, { dataset, l2, rule, batch });
    }
  }
  await session.close();
}
const within = ratios.filter((ratio) => ratio <= 1.05).length / ratios.length;
console.log(
  `${ratios.length} cells: ${(100 * within).toFixed(1)} % within 1.05, worst ${Math.max(...ratios).toFixed(3)}`,
);
console.log(`search ${spent.search.toFixed(1)} s, brute force ${spent.force.toFixed(1)} s`);

async function judge(session, cell) {
  let started = performance.now();
  const { configuration, dataset } = await carryOut(session, cell, 'tune', 0);
  spent.search += (performance.now() - started) / 1000;
  started = performance.now();
  const steps = EXPONENTS.map((exponent) => 2 ** exponent / dataset.smoothness);
  if (!steps.includes(configuration.stepSize)) steps.push(configuration.stepSize);
  const sums = steps.map(() => 0);
  for (const seed of SEEDS) {
    for (const [position, step] of steps.entries()) {
      const { status, summary } = await carryOut(session, cell, step, seed);
      sums[position] += status === 'diverged' ? Number.POSITIVE_INFINITY : summary.finalTrainLoss;
    }
  }
  spent.force += (performance.now() - started) / 1000;
  const chosen = sums[steps.indexOf(configuration.stepSize)];
  const least = Math.min(...sums.slice(0, EXPONENTS.length));
  const ratio = least === 0 ? Number(chosen > 0) + 1 : chosen / least;
  ratios.push(ratio);
  const power = (step) => `2^${Math.log2(step * dataset.smoothness)}`.padStart(6);
  const title = [path.basename(cell.dataset), cell.rule.name, cell.batch, cell.l2].join(', ').padEnd(40);
  console.log(
    title,
    power(configuration.stepSize),
    power(steps[sums.indexOf(least)]).padStart(10),
    ratio.toFixed(3).padStart(13),
  );
}

function carryOut(session, { dataset, l2, rule, batch }, stepSize, seed) {
  const length = { epochs: Number(epochs), measureEvery: Number(epochs), schedule: constant, snapshotEvery: 2 };
  const who = { algorithm: sgd, order: orders[0], execution: sequential, workers: 1, repeats: 1 };
  const objective = { dataset, loss: losses[0], l2, bias: false, suboptimality: false };
  return run(session, { ...objective, ...who, ...length, rule, batch, stepSize, seed }, silent);
}
