// Times an epoch of the parallel executions against the sequential one, on the same file and batch:
//   node test/bench/parallel.js [--competitor] [--epochs 40] FILE.svm [WORKERS] [BATCH] [ROUNDS]
// The executions run in turn, so that a drift of the machine hits all alike; each round is one process of
// each, and gives the mean time of its epochs after the first. With --competitor (Linux), another process keeps the
// second core busy all the while, so that two workers have one of their own and a half.
import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const options = { competitor: { type: 'boolean' }, epochs: { type: 'string', default: '40' } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [file, workers = '2', batch = '512', rounds = '7'] = positionals;
// By default on small data a few tenths of a second: long enough for the system to move threads from core to core.
const EPOCHS = Number(values.epochs);

const executions = [
  ['sequential'],
  ['synchronous', '--workers', '1'],
  ['synchronous', '--workers', workers],
  ['hogwild', '--workers', workers],
];
const competitor = values.competitor && spawn('taskset', ['--cpu-list', '1', process.execPath, '--eval', 'for(;;);']);
try {
  for (const rule of ['adabatch', 'mean']) report(rule);
} finally {
  if (competitor) competitor.kill('SIGKILL');
}

function report(rule) {
  const measured = Array.from({ length: Number(rounds) }, () =>
    executions.map((execution) => measure(rule, execution)),
  );
  console.log(
    `${rule}, batch ${batch}: ns a stored value; times as fast as sequential (median, min … max by round); share waited`,
  );
  executions.forEach((execution, which) => {
    const ratios = measured.map((round) => round[0].ns / round[which].ns).sort((a, b) => a - b);
    const ns = median(measured.map((round) => round[which].ns)).toFixed(2);
    const range = `(${ratios[0].toFixed(2)} … ${ratios.at(-1).toFixed(2)})`;
    const waited = median(measured.map((round) => round[which].waited))?.toFixed(2) ?? '';
    console.log(
      `  ${execution.join(' ').replace('--', '')}`.padEnd(26),
      ns.padStart(7),
      median(ratios).toFixed(2).padStart(7),
      range.padEnd(15),
      waited.padStart(6),
    );
  });
}

/** One process: nanoseconds a stored value, and the share of their time that workers waited. */
function measure(rule, execution) {
  const options = ['--epochs', EPOCHS, '--step-size', '0.1', '--no-save', '--json', '--quiet', '--measure-every', '1'];
  const program = path.resolve(HERE, '../../bin/adabatch.js');
  const method = ['--rule', rule, '--batch', batch, '--execution', ...execution];
  const output = execFileSync('node', [program, 'run', '-d', file, ...method, ...options].map(String));
  const { curve, dataset, summary } = JSON.parse(output);
  const seconds = (curve.at(-1).seconds - curve[1].seconds) / (EPOCHS - 1);
  return { ns: (seconds * 1e9) / dataset.nonzeros, waited: summary.waitedShare };
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
