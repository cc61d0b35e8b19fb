// Times an epoch of the parallel executions against the sequential one, on the same file and batch:
//   node test/bench/parallel.js FILE.svm [WORKERS] [BATCH] [ROUNDS]
// The executions run in turn, so that a drift of the machine hits all alike; each round is one process of
// each, and gives the median time of its epochs after the first.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const [file, workers = '2', batch = '512', rounds = '7'] = process.argv.slice(2);
const EPOCHS = 6;

const executions = [
  ['sequential'],
  ['synchronous', '--workers', '1'],
  ['synchronous', '--workers', workers],
  ['hogwild', '--workers', workers],
];
console.log(`batch ${batch}: ns a stored value, and how many times as fast as sequential (median, min … max by round)`);
for (const rule of ['adabatch', 'mean']) {
  const times = Array.from({ length: Number(rounds) }, () => executions.map((execution) => time(rule, execution)));
  executions.forEach((execution, which) => {
    const ratios = times.map((round) => round[0] / round[which]).sort((a, b) => a - b);
    const ns = median(times.map((round) => round[which])).toFixed(2);
    const range = `(${ratios[0].toFixed(2)} … ${ratios.at(-1).toFixed(2)})`;
    const title = `${rule}, ${execution.join(' ').replace('--', '')}`;
    console.log(title.padEnd(34), ns.padStart(7), median(ratios).toFixed(2).padStart(7), range);
  });
}

function time(rule, execution) {
  const options = ['--epochs', EPOCHS, '--step-size', '0.1', '--no-save', '--json', '--quiet', '--measure-every', '1'];
  const program = path.resolve(HERE, '../../bin/adabatch.js');
  const method = ['--rule', rule, '--batch', batch, '--execution', ...execution];
  const output = execFileSync('node', [program, 'run', '-d', file, ...method, ...options].map(String));
  const { curve, dataset } = JSON.parse(output);
  const epochs = curve.slice(2).map((point, before) => point.seconds - curve[before + 1].seconds);
  return (median(epochs) * 1e9) / dataset.nonzeros;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
