// Times an epoch of adabatch against the plain C epoch of ../shared/yardstick on the same file:
//   node test/bench/yardstick.js [FILE.svm] [ROUNDS]
// The two run in turn, so that a drift of the machine hits both alike; each round is one process of
// either, and gives the median time of its epochs after the first. Needs gcc.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const shared = path.resolve(HERE, '../../../shared');
const [file = path.join(shared, 'data/news20_bin10_l2.svm'), rounds = '9'] = process.argv.slice(2);
const EPOCHS = 11;

const folder = mkdtempSync(path.join(tmpdir(), 'adabatch-bench-'));
const yardstick = path.join(folder, 'yardstick');
execFileSync('gcc', ['-O3', '-march=native', path.join(shared, 'yardstick/yardstick.c'), '-o', yardstick, '-lm'], {
  stdio: ['ignore', 'ignore', 'ignore'],
});

const cases = [
  { title: 'SGD, batch 1', rule: 'mean', batch: 1 },
  { title: 'mean, batch 64', rule: 'mean', batch: 64 },
  { title: 'AdaBatch, batch 64', rule: 'adabatch', batch: 64 },
];
try {
  console.log('ns a stored value, median of rounds       C   adabatch   ratio (min … max by round)');
  for (const { title, rule, batch } of cases) {
    const pairs = Array.from({ length: Number(rounds) }, () => [timeC(rule, batch), timeAdabatch(rule, batch)]);
    const ratios = pairs.map(([c, ours]) => ours / c).sort((a, b) => a - b);
    const [c, ours] = [0, 1].map((side) => median(pairs.map((pair) => pair[side])));
    const range = `(${ratios[0].toFixed(2)} … ${ratios.at(-1).toFixed(2)})`;
    console.log(
      title.padEnd(36),
      c.toFixed(2).padStart(6),
      ours.toFixed(2).padStart(10),
      median(ratios).toFixed(2).padStart(7),
      range,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

function timeC(rule, batch) {
  const output = execFileSync(yardstick, [file, rule, batch, '0.5', EPOCHS].map(String), { encoding: 'utf8' });
  return Number(/([\d.]+) ns\/nnz/.exec(output)[1]);
}

function timeAdabatch(rule, batch) {
  const options = ['--order', 'sequential', '--step-size', '0.5', '--epochs', EPOCHS, '--no-save', '--json', '--quiet'];
  const command = [path.resolve(HERE, '../../bin/adabatch.js'), 'run', '-d', file];
  const output = execFileSync('node', [...command, '--rule', rule, '--batch', batch, ...options].map(String));
  const { curve, dataset } = JSON.parse(output);
  const epochs = curve.slice(2).map((point, before) => point.seconds - curve[before + 1].seconds);
  return (median(epochs) * 1e9) / dataset.nonzeros;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
