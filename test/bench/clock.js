// Times the first epoch of a run against its second one: the ratio is 1 if no work that is done once is in the time.
//   node test/bench/clock.js [ROUNDS] [CHECKOUT …]
// It does so on generated data of 10^5 … 10^8 features, for some methods on 10^6 features, and for the first and the
// later runs of a sweep. Each round is a process of every built checkout in turn, by default of this one alone. The
// largest data take 2 GB of disk twice, and 6 GB of memory.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const [rounds = '7', ...given] = process.argv.slice(2);
const checkouts = given.length > 0 ? given : [HERE];
const folder = mkdtempSync(path.join(tmpdir(), 'adabatch-clock-'));
const COMMON = ['--step-size', '0.1', '--epochs', '2', '--measure-every', '1', '--quiet'];

const METHODS = [
  ['--rule', 'mean', '--batch', '1'],
  ['--rule', 'expected'],
  ['--l2', '1e-6', '--average', '0'],
  ['--algorithm', 'svrg', '--snapshot-every', '1'],
  ['--algorithm', 'adagrad'],
  ['--execution', 'synchronous', '--workers', '2'],
  ['--execution', 'hogwild', '--workers', '2', '--repeats', '1'],
];

try {
  console.log(`first epoch / second epoch: median (min … max) of ${rounds} rounds, for each checkout`);
  for (const features of [1e5, 1e6, 1e7, 1e8]) {
    const file = generate(features);
    report(`${features} features`, (checkout) => [firstToSecond(run(checkout, file))]);
    if (features === 1e6) {
      for (const method of METHODS)
        report(method.join(' '), (checkout) => [firstToSecond(run(checkout, file, method))]);
      report('sweep: the first run, and the later ones', (checkout) => sweep(checkout, file));
    }
    rmSync(file);
    rmSync(path.join(folder, 'cache'), { recursive: true });
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** Writes data of a number of features, which all occur; returns the path. */
function generate(features) {
  const file = path.join(folder, `${features}.svm`);
  // At least two million values, so that an epoch can be timed.
  const shape =
    features < 2e6 ? ['--rows', 20000, '--features', features, '--zipf', 0] : ['--rows', features / 100, '--disjoint'];
  call(HERE, 'data', 'generate', '-o', file, '--nnz', 100, '--quiet', ...shape);
  return file;
}

function run(checkout, file, method = []) {
  return JSON.parse(call(checkout, 'run', '-d', file, ...COMMON, ...method, '--no-save', '--json'));
}

/** The ratios of the first run of a sweep, and the median of those of the others. */
function sweep(checkout, file) {
  const out = path.join(folder, 'results');
  call(checkout, 'sweep', '-d', file, ...COMMON, '--order', 'shuffle', '--seeds', '0..4', '--out', out);
  const ratios = readdirSync(out)
    .filter((name) => name.endsWith('.json') && name !== 'plan.json')
    .map((name) => JSON.parse(readFileSync(path.join(out, name), 'utf8')))
    .sort((one, other) => one.configuration.seed - other.configuration.seed)
    .map(firstToSecond);
  rmSync(out, { recursive: true });
  return [ratios[0], median(ratios.slice(1))];
}

function firstToSecond({ curve: [, first, second] }) {
  return first.seconds / (second.seconds - first.seconds);
}

function report(title, measure) {
  const times = Array.from({ length: Number(rounds) }, () => checkouts.map(measure));
  const cells = checkouts.map((_, checkout) =>
    times[0][checkout]
      .map((_, which) => {
        const ratios = times.map((round) => round[checkout][which]).sort((a, b) => a - b);
        return `${median(ratios).toFixed(2)} (${ratios[0].toFixed(2)} … ${ratios.at(-1).toFixed(2)})`;
      })
      .join(', '),
  );
  console.log(title.padEnd(48), cells.map((cell) => cell.padEnd(24)).join(' '));
}

function call(checkout, ...args) {
  const program = path.join(checkout, 'bin/adabatch.js');
  const env = { ...process.env, XDG_CACHE_HOME: path.join(folder, 'cache') };
  return execFileSync('node', [program, ...args].map(String), { env, maxBuffer: 2 ** 28 });
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
