// Times an inner step of SVRG and steps of SAGA and Adagrad against that of SGD with the same rule, batch and L2:
//   node test/bench/algorithms.js [FILE.svm] [ROUNDS]
// The algorithms run in turn; each round gives the median time of the epochs after the first, so that
// SVRG's one snapshot is not in it.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const standard = path.resolve(HERE, '../../../shared/data/news20_bin10_l2.svm');
const [file = standard, rounds = '5'] = process.argv.slice(2);
const EPOCHS = 8;

const OTHERS = ['svrg', 'saga', 'adagrad'];
const titles = OTHERS.flatMap((name) => [name, 'ratio']);
console.log('ns a stored value'.padEnd(22), ...['sgd', ...titles].map((title) => title.padStart(7)));
const cases = ['mean', 'adabatch'].flatMap((rule) => [
  ...[1, 8, 64, 512].map((batch) => [rule, batch, '0']),
  [rule, 64, '1/n'],
]);
for (const [rule, batch, l2] of cases) {
  const times = Array.from({ length: Number(rounds) }, () =>
    ['sgd', ...OTHERS].map((algorithm) => time(algorithm, rule, batch, l2)),
  );
  const nanoseconds = (side) => median(times.map((round) => round[side])).toFixed(2);
  const ratio = (side) => median(times.map((round) => round[side] / round[0])).toFixed(2);
  const cells = OTHERS.flatMap((_, other) => [nanoseconds(other + 1), ratio(other + 1)]);
  console.log(`${rule} ${batch}, λ ${l2}`.padEnd(22), ...[nanoseconds(0), ...cells].map((cell) => cell.padStart(7)));
}

function time(algorithm, rule, batch, l2) {
  const method = [
    '--algorithm',
    algorithm,
    '--rule',
    rule,
    '--batch',
    batch,
    '--l2',
    l2,
    ...(algorithm === 'svrg' ? ['--snapshot-every', EPOCHS] : []),
  ];
  const options = ['--step-size', '0.1', '--epochs', EPOCHS, '--no-save', '--json', '--quiet'];
  const program = path.resolve(HERE, '../../bin/adabatch.js');
  const output = execFileSync('node', [program, 'run', '-d', file, ...method, ...options].map(String));
  const { curve, dataset } = JSON.parse(output);
  const epochs = curve.slice(2).map((point, before) => point.seconds - curve[before + 1].seconds);
  return (median(epochs) * 1e9) / dataset.nonzeros;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
