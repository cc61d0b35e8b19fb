// Holds the step search against brute force, cell by cell (data × rule × batch × λ), and says what both cost:
//   node --import tsx test/bench/tuning.js [EPOCHS] [FILE.svm …]
// Brute force runs every step from 2^-8/L to 2^14/L with the seeds of the search, and with others. These same runs judge
// the step that the search chose: its mean final loss over the least of the grid. Where the least is below 0.001 of the
// loss at w₀, the data are separated and final losses mean little, so that the cell is counted apart. Without files it
// takes the built-in data and five files of the project's shared folder beside the checkout.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sequential } from '../../src/algorithms/executions/sequential.js';
import { orders } from '../../src/algorithms/orders.js';
import { constant } from '../../src/algorithms/schedules.js';
import { sgd } from '../../src/algorithms/sgd.js';
import { run } from '../../src/experiment/run.js';
import { Session } from '../../src/experiment/session.js';
import { losses } from '../../src/objective/losses.js';
import { rules } from '../../src/rules/index.js';

const shared = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../shared/data');
const standard = ['a9a', 'w8a', 'mushrooms', 'spam-sms.svm', 'rcv1_vw_small.train'].map((file) =>
  path.join(shared, file),
);
const [epochs = '5', ...files] = process.argv.slice(2);
const datasets = files.length > 0 ? files : ['zipf', ...standard];
const EXPONENTS = Array.from({ length: 23 }, (_, count) => count - 8);
const SEEDS = { same: [0, 1], other: [2, 3, 4] };
const SEPARATED = 0.001 * Math.LN2;

const silent = {
  signal: new AbortController().signal,
  ...{ note() {}, noteOnce() {}, warn() {}, reading() {}, approaching() {}, searching() {}, progress() {} },
};
const spent = { search: 0, force: 0 };
const cells = [];

console.log('data, rule, batch, λ'.padEnd(40), 'chosen  grid best  loss / least, same and other seeds');
for (const dataset of datasets) {
  const session = await Session.start();
  for (const l2 of [0, '1/n']) {
    for (const rule of rules.filter(({ name }) => ['mean', 'adabatch'].includes(name))) {
      for (const batch of [8, 64, 512]) await judge(session, { dataset, l2, rule, batch });
    }
  }
  await session.close();
}
for (const separated of [false, true]) {
  for (const seeds of Object.keys(SEEDS)) {
    const ratios = cells.filter((cell) => cell.separated === separated).map((cell) => cell.ratios[seeds]);
    const within = ratios.filter((ratio) => ratio <= 1.05).length;
    const kind = separated ? 'separated cells' : 'cells';
    console.log(
      `${seeds} seeds: ${within} of ${ratios.length} ${kind} within 1.05, worst ${Math.max(...ratios).toFixed(3)}`,
    );
  }
}
console.log(`search ${spent.search.toFixed(1)} s, brute force ${spent.force.toFixed(1)} s`);

async function judge(session, cell) {
  let started = performance.now();
  const { configuration, dataset } = await carryOut(session, cell, 'tune', 0);
  spent.search += (performance.now() - started) / 1000;
  started = performance.now();
  const steps = EXPONENTS.map((exponent) => 2 ** exponent / dataset.smoothness);
  if (!steps.includes(configuration.stepSize)) steps.push(configuration.stepSize);
  const grids = {};
  for (const [name, seeds] of Object.entries(SEEDS)) grids[name] = await meanLosses(session, cell, steps, seeds);
  spent.force += (performance.now() - started) / 1000;
  const position = steps.indexOf(configuration.stepSize);
  const least = (losses) => Math.min(...losses.slice(0, EXPONENTS.length));
  const ratioIn = (losses) =>
    least(losses) === 0 ? Number(losses[position] > 0) + 1 : losses[position] / least(losses);
  const ratios = { same: ratioIn(grids.same), other: ratioIn(grids.other) };
  const separated = least(grids.other) < SEPARATED;
  cells.push({ ratios, separated });
  const power = (step) => `2^${Math.log2(step * dataset.smoothness)}`.padStart(6);
  const title = [path.basename(cell.dataset), cell.rule.name, cell.batch, cell.l2].join(', ').padEnd(40);
  console.log(
    title,
    power(configuration.stepSize),
    power(steps[grids.other.indexOf(least(grids.other))]).padStart(10),
    ratios.same.toFixed(3).padStart(8),
    ratios.other.toFixed(3).padStart(8),
    separated ? 'separated' : '',
  );
}

/** The mean final loss of each step over some seeds. */
async function meanLosses(session, cell, steps, seeds) {
  const sums = steps.map(() => 0);
  for (const seed of seeds) {
    for (const [position, step] of steps.entries()) {
      const { status, summary } = await carryOut(session, cell, step, seed);
      sums[position] += status === 'diverged' ? Number.POSITIVE_INFINITY : summary.finalTrainLoss / seeds.length;
    }
  }
  return sums;
}

function carryOut(session, { dataset, l2, rule, batch }, stepSize, seed) {
  const length = { epochs: Number(epochs), measureEvery: Number(epochs), schedule: constant, snapshotEvery: 2 };
  const who = { algorithm: sgd, order: orders[0], execution: sequential, workers: 1, repeats: 1 };
  const objective = { dataset, loss: losses[0], l2, bias: false, suboptimality: false };
  return run(session, { ...objective, ...who, ...length, rule, batch, stepSize, seed }, silent);
}
