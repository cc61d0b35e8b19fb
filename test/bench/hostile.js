// Measures what hostile files cost: seconds, user CPU time and peak memory of the process that refuses each of them.
// Makes files of up to 1.5 GB in a temporary folder, one after the other, with gzip and bzip2 where these are there.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MIB = 2 ** 20;
const PROGRAM = path.resolve(import.meta.dirname, '../../bin/adabatch.js');
const folder = mkdtempSync(path.join(tmpdir(), 'adabatch-hostile-'));

function write(name, beginning, piece, bytes) {
  const file = path.join(folder, name);
  const opened = openSync(file, 'w');
  writeSync(opened, beginning);
  const chunk = piece.repeat(Math.ceil(MIB / piece.length));
  for (let written = 0; written < bytes; written += chunk.length) writeSync(opened, chunk);
  closeSync(opened);
  return file;
}

const inputs = [
  ['a line of 1.5 GB', () => ['data', 'info', write('line.svm', '+1', ' ', 1.5e9)]],
  ['a quote of 1.5 GB', () => ['data', 'info', write('quote.csv', 'a,b\n1,"', 'x', 1.5e9)]],
  ['cells of 1 GB in a row', () => ['data', 'info', write('cells.csv', 'a,b\n', '1,', 1e9)]],
  [
    'a cell of 100,000 digits',
    () => ['data', 'info', write('digits.csv', `a,b\n${'1'.repeat(1e5)}x,1\n`, '1,1\n', 1e5)],
  ],
  ['3 GB of short rows in 3 MB of gzip', () => ['data', 'info', piped('rows.gz', 'yes 1 | head -c 3000000000 | gzip')]],
  [
    '2 GB of zeros in 1.4 kB of bzip2',
    () => ['data', 'info', piped('zeros.bz2', 'head -c 2000000000 /dev/zero | bzip2')],
  ],
  ['an index of 2^31 − 2', () => ['data', 'info', write('wide.svm', '1 1:1 2147483646:1\n-1 2:1\n', '\n', 1)]],
  ['a model of a 600 MB line', () => ['run', '--no-save', '--warm-start', sparse('model.jsonl')]],
  ['a result of 600 MB', () => ['compare', sparse('result.json')]],
  ['a result that is /dev/zero', () => ['compare', linked('zero.json')]],
  [
    'a million wrong points',
    () => ['compare', write('points.json', '{"schema":"adabatch/run@1","curve":[', '0,', 3e6)],
  ],
  ['a sweep file of 20,000 aliases', () => ['sweep', '--plan', '--config', aliases()]],
  ['1,000,000 seeds', () => ['sweep', '--plan', '--seeds', '0..999999+1']],
];

function piped(name, command) {
  const file = path.join(folder, name);
  spawnSync('sh', ['-c', `${command} > ${file}`]);
  return file;
}

function sparse(name) {
  const file = write(name, '', ' ', 1);
  truncateSync(file, 600e6);
  return file;
}

function linked(name) {
  mkdirSync(path.join(folder, 'linked'));
  symlinkSync('/dev/zero', path.join(folder, 'linked', name));
  return path.join(folder, 'linked');
}

function aliases() {
  return write('aliases.yaml', `batch: [&a 1${', *a'.repeat(20_000)}]\n`, '\n', 1);
}

/** A module that has its process say at its end what it took. */
const REPORT = `process.on('exit', () => {
  const { maxRSS, userCPUTime } = process.resourceUsage();
  require('node:fs').writeSync(3, JSON.stringify([maxRSS / 1024, userCPUTime / 1e6]));
});`;

const preload = write('report.cjs', REPORT, '\n', 1);
for (const [name, make] of inputs) {
  const args = make();
  const start = performance.now();
  const { output } = spawnSync(process.execPath, ['--require', preload, PROGRAM, ...args], {
    cwd: folder,
    env: { ...process.env, XDG_CACHE_HOME: path.join(folder, 'cache') },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const seconds = (performance.now() - start) / 1000;
  const [memory, cpu] = JSON.parse(output[3]);
  const figures = [`${seconds.toFixed(2)} s`, `${cpu.toFixed(2)} s user`, `${memory.toFixed(0)} MiB`];
  process.stdout.write(
    `${name.padEnd(36)} ${figures.join(', ').padEnd(36)} ${output[2].split('\n', 1)[0].slice(-90)}\n`,
  );
  rmSync(args.at(-1), { force: true, recursive: true });
}
rmSync(folder, { recursive: true });
