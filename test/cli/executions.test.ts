import { readdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Run, runSchema } from '../../src/results/schema.js';
import { percent } from '../../src/util/text.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { processesIn, signalOnce } from '../support/processes.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const small = path.join(folder, 'small.svm');
await writeFile(
  small,
  Array.from({ length: 600 }, (_, row) => `${row % 3 ? 1 : -1} 1:1 ${2 + (row % 70)}:1\n`).join(''),
);
const QUICK = ['run', '-d', small, '--epochs', '2', '--step-size', '2', '--no-save', '--json'];

function parse(json: string): Run {
  return runSchema.parse(JSON.parse(json));
}

const withoutTimes = ({ curve }: Run) => curve.map((point) => ({ ...point, seconds: 0 }));

test('synchronous workers give the same bytes, however many they are, and say what they were', async () => {
  const options = [...QUICK, '--execution', 'synchronous', '--blocks', '6', '--algorithm', 'svrg', '--l2', '1/n'];
  const [one, five] = [await adabatch([...options, '-w', '1']), await adabatch([...options, '-w', '5'])];
  expect([one.code, five.code]).toEqual([0, 0]);
  expect(withoutTimes(parse(five.stdout))).toEqual(withoutTimes(parse(one.stdout)));
  expect(parse(five.stdout).configuration).toMatchObject({ execution: 'synchronous', workers: 5, blocks: 6 });
});

test('a synchronous run says what share of the time its workers waited', async () => {
  const { stdout, stderr } = await adabatch([...QUICK, '--execution', 'synchronous', '-w', '2']);
  const { waitedShare } = parse(stdout).summary;
  expect(stderr).toMatch(/^completed: \S+ s in updates, \S+ ns a stored value, workers waited \S+ % of the time$/m);
  expect(stderr).toContain(`workers waited ${percent(waitedShare as number)} of the time`);
});

test('auto takes at least one worker, and no more than there are cores', async () => {
  const { stdout } = await adabatch([...QUICK, '--execution', 'synchronous', '--workers', 'auto']);
  const { configuration, environment } = parse(stdout);
  expect(configuration.workers).toBeGreaterThan(0);
  expect(configuration.workers).toBeLessThanOrEqual(environment.cores);
});

test('a hogwild run says that it is not deterministic, and how far its ends lie apart', async () => {
  const hogwild = ['--execution', 'hogwild', '-w', '2', '--repeats', '4'];
  const { code, stdout, stderr } = await adabatch([...QUICK, ...hogwild]);
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^not deterministic: train loss (\d+\.\d+, ){3}\d+\.\d+ at the end of each repetition; about \S+ % of the values collide, \S+ % of the updates are lost$/m,
  );
  const { configuration, race, summary } = parse(stdout);
  expect(configuration.batch).toBe(1);
  expect(race?.finalTrainLosses).toHaveLength(4);
  expect(race?.finalTrainLosses[0]).toBe(summary.finalTrainLoss);
  expect(race?.collidingShare).toBeGreaterThan(0);
  expect(race?.lostShare).toBeGreaterThanOrEqual(0);
});

test.skipIf(availableParallelism() < 2)('a warning names the workers that would have nothing to do', async () => {
  const { code, stderr } = await adabatch([...QUICK, '--execution', 'synchronous', '-w', '2', '--blocks', '1']);
  expect(code).toBe(0);
  const warning = 'only 1 of the 2 workers has something to do: --blocks 2 shares it out among all';
  expect(stderr).toContain(warning);
  const tuned = await adabatch([...QUICK, '--execution', 'synchronous', '-w', '2', '--blocks', '1', '-s', 'tune']);
  expect(tuned.stderr.split(warning)).toHaveLength(2);
});

describe('options that exclude each other', () => {
  test.each([
    [['--workers', '4'], '--workers 4 has no meaning'],
    [
      ['--execution', 'hogwild', '--algorithm', 'adagrad'],
      '--execution hogwild cannot be used with --algorithm adagrad',
    ],
    [['--execution', 'hogwild', '--average', '1'], '--execution hogwild cannot be used with --average'],
    [['--execution', 'hogwild', '--rule', 'expected'], '--execution hogwild cannot be used with --rule expected'],
    [['--execution', 'parallel'], '--execution: there is no execution "parallel"'],
    [['--execution', 'synchronous', '--workers', '0'], '--workers takes a whole number from 1 to 256'],
  ])('a run refuses the options %j', async (options, message) => {
    const { code, stdout, stderr } = await adabatch(['run', ...options]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error: ${message}`);
  });
});

test.each(['synchronous', 'hogwild'])(
  'an interrupt ends all threads of %s and saves what was measured',
  async (name) => {
    const out = path.join(folder, name);
    const { code, stderr } = await started(
      ['run', '--execution', name, '-w', '3', '--epochs', '1e8', '--measure-every', '1000', '--out', out],
      { watched: true, meanwhile: signalOnce(/epoch [1-9]/, 'SIGINT') },
    );
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted: ');
    expect(await readdir(out)).toHaveLength(2);
  },
);

test('an interrupt between the repetitions of hogwild interrupts the run, and says so', async () => {
  const out = path.join(folder, 'repetitions');
  const hogwild = ['--execution', 'hogwild', '-w', '2', '--epochs', '0.1', '--repeats', '1000000'];
  const { code, stderr } = await started(['run', ...hogwild, '--out', out], {
    watched: true,
    meanwhile: signalOnce(/epoch 0\.1/, 'SIGINT'),
  });
  expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining('interrupted: ') });
  expect((await readdir(out)).filter((name) => !name.includes('.interrupted.'))).toEqual([]);
});

test('the processes of a sweep end with all of their threads when it is done', async () => {
  const axes = ['--execution', 'synchronous,hogwild', '--workers', '2', '--epochs', '1', '--step-size', '2'];
  const { code } = await adabatch(['sweep', '-d', small, ...axes, '--jobs', '2', '--out', path.join(folder, 'jobs')]);
  expect(code).toBe(0);
});

test('compare shows the executions with their speed-up over one worker', async () => {
  const out = path.join(folder, 'sweep');
  const axes = ['--execution', 'sequential,synchronous', '--workers', '1,2', '--epochs', '2', '--step-size', '2'];
  expect((await adabatch(['sweep', '-d', small, ...axes, '--out', out])).code).toBe(0);
  const { stdout } = await adabatch(['compare', out]);
  const lines = stdout.split('\n');
  const head = lines.findIndex((line) => line.startsWith('rule'));
  expect(lines[head]).toMatch(/^rule +batch +execution +workers .* speed-up$/);
  const rows = lines.slice(head + 1, head + 4).map((line) => line.split(/ +/));
  expect(rows.map(([rule, batch, execution, workers]) => [rule, batch, execution, workers])).toEqual([
    ['adabatch', '64', 'sequential', '1'],
    ['adabatch', '64', 'synchronous', '1'],
    ['adabatch', '64', 'synchronous', '2'],
  ]);
  // The final losses are the same to all digits that are shown.
  expect(new Set(rows.map((row) => row[5])).size).toBe(1);
});
