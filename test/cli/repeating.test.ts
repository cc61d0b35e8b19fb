import { readdirSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { commandOf } from '../../src/cli/repeating.js';
import type { DrawnRow } from '../../src/results/comparison/curves.js';
import { drawRuns } from '../../src/results/comparison/curves.js';
import { comparedRun } from '../../src/results/comparison/rows.js';
import { readRuns } from '../../src/results/read.js';
import type { Configuration } from '../../src/results/schema.js';
import { commandLine } from '../support/cli.js';
import { ran } from '../support/comparisons.js';
import { drawingOf } from '../support/drawings.js';
import { temporaryFolder } from '../support/folders.js';

const run = commandLine(temporaryFolder());

beforeAll(async () => {
  await run(['data', 'generate', '--rows', '200', '--features', '50', '--nnz', '5', '-o', 'my data.svm']);
});

/** The row of runs that differ in the seed. */
function rowOf(configuration: Partial<Configuration>, seeds: readonly number[] = [0]): DrawnRow {
  const runs = seeds.map((seed) => ran({ ...configuration, seed }, [1, 0.5]));
  return drawingOf(runs).groups[0]?.rows[0] as DrawnRow;
}

test('a command names what differs from the standard, and the seeds of a sweep', () => {
  expect(commandOf(rowOf({ l2: 0, epochs: 10, stepSizeFrom: 'auto' }), 'zipf')).toBe('adabatch run --batch 64');
  expect(commandOf(rowOf({ rule: 'mean', stepSizeFrom: 'tuned' }, [0, 1, 2]), 'zipf')).toBe(
    'adabatch sweep --l2 0.001 --rule mean --batch 64 --step-size tune --epochs 1 --seed 0,1,2',
  );
});

test('a command quotes names for a shell', () => {
  const row = rowOf({ l2: 0, epochs: 10, stepSizeFrom: 'auto' });

  expect(commandOf(row, "it's $HOME")).toBe(`adabatch run --dataset 'it'\\''s $HOME' --batch 64`);
});

test('a command says what it cannot name in capitals', () => {
  const row = rowOf({ l2: 0, epochs: 10, stepSizeFrom: 'auto', test: { sha256: 'f00' }, warmStart: 'ba5' });

  expect(commandOf(row, 'zipf')).toBe('adabatch run --test TEST_FILE --batch 64 --warm-start MODEL_FILE');
});

test.each([
  ['automatic steps', ['run', '--epochs', '1', '--rule', 'mean', '--batch', '8']],
  ['a multiple of the limit and a schedule', ['run', '--epochs', '0.5', '--step-size', '4/L', '--schedule', 'exp:0.9']],
  ['SVRG, its snapshots and an average', ['run', '-a', 'svrg', '--snapshot-every', '1', '-e', '2', '--average', '1']],
  ['limits and measures', ['run', '-e', '3', '--time-limit', '1m', '--max-passes', '2', '--measure-every', '0.5']],
  ['workers and blocks', ['run', '-e', '1', '--execution', 'synchronous', '-w', '2', '--blocks', '3']],
  ['held-out rows, a bias and scales', ['run', '-e', '1', '--test-fraction', '0.2', '--bias', '--scale', 'max-abs']],
  ['tuned steps of several seeds', ['sweep', '-e', '1', '--batch', '16', '--step-size', 'tune', '--seeds', '0,3']],
  ['a frozen step and a suboptimality', ['run', '-e', '1', '--step-size', 'frozen', '--suboptimality', '--l2', '0.1']],
])('the command of a row makes its runs again: %s', async (_, args) => {
  const [first, again] = ['first', 'again'].map((name) => `${name}-${args.join('').replaceAll(/\W/g, '')}`) as [
    string,
    string,
  ];
  await run([...args, '-d', 'my data.svm', '--out', first]);

  const command = commandOf(await onlyRowIn(first), 'my data.svm');
  const { code, stderr } = await run([...wordsOf(command).slice(1), '--out', again]);

  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(resultsIn(again)).toEqual(resultsIn(first));
});

async function onlyRowIn(folder: string): Promise<DrawnRow> {
  const stored = await readRuns(
    [folder],
    (one) => ({ ...comparedRun(one), curve: one.curve }),
    () => {},
  );
  const { groups } = drawRuns(
    stored.map(({ run: one, name }) => ({ ...one, name })),
    {},
  );
  return groups[0]?.rows[0] as DrawnRow;
}

/** The names of results, which have the ids of runs. */
function resultsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.csv'));
}

/** The words of a command, as a shell finds them. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
