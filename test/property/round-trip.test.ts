import { mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.js';
import type { RunRequest } from '../../src/settings/request.js';
import { temporaryFolder } from '../support/folders.js';
import { lossesOf, watchedRun } from '../support/watched-runs.js';

const folder = temporaryFolder();

/** A table: cells by the names of their columns, and the columns in an order of their own. */
interface Table {
  columns: string[];
  rows: Record<string, string>[];
}

type Pair = { train: Table; test: Table };

const number = fc.oneof(
  fc.constantFrom('', '0', '1', '-2.5', '1e3', '0.1'),
  fc.double({ min: -9, max: 9, noNaN: true }).map(String),
);

/** Rows with two columns of numbers and two of text; those of a test file may have values that training lacks. */
const rowsOf = (labels: readonly [string, ...string[]], values: readonly string[], minLength: number) =>
  fc.array(
    fc.record({
      size: number,
      weight: number,
      from: fc.constantFrom(...values, ''),
      colour: fc.constantFrom('red', 'blue, or so', ...values),
      kind: fc.constantFrom(...labels),
    }),
    { minLength, maxLength: 12 },
  );

const COLUMNS = ['size', 'from', 'weight', 'colour', 'kind'];
const columns = fc.shuffledSubarray(COLUMNS, { minLength: COLUMNS.length });

const pair: fc.Arbitrary<Pair> = fc
  .constantFrom(['ham', 'spam'] as const, ['-1', '1'] as const, ['10', '9'] as const)
  .chain((labels) => {
    const [low, high] = labels;
    const certain = (kind: string, size: string) => ({ size, weight: '1', from: 'home', colour: 'red', kind });
    const train = rowsOf([low, high], ['home', 'work', 'gym'], 1).map((rows) => [
      certain(high, '2'),
      certain(low, '-1'),
      ...rows,
    ]);
    const held = fc.oneof(rowsOf([low, high], ['home', 'work', 'sea'], 1), rowsOf([high], ['work', 'sea'], 1));
    return fc.record({
      train: fc.record({ columns, rows: train }),
      test: fc.record({ columns, rows: held.map((rows) => [certain(high, '3'), ...rows]) }),
    });
  });

const quoted = (cell: string) => (/[",]/.test(cell) ? `"${cell}"` : cell);

function csvOf({ columns, rows }: Table): string {
  const lines = [columns, ...rows.map((row) => columns.map((name) => quoted(row[name] as string)))];
  return lines.map((cells) => `${cells.join(',')}\n`).join('');
}

/** Writes the files of a pair; returns how to name them in a format. */
async function filesOf({ train, test }: Pair): Promise<(name: string) => string> {
  const home = await mkdtemp(path.join(folder, 'pair-'));
  await writeFile(path.join(home, 'train.csv'), csvOf(train));
  await writeFile(path.join(home, 'test.csv'), csvOf(test));
  return (name) => path.join(home, name);
}

async function convert(...args: string[]): Promise<void> {
  expect(await main(['node', 'adabatch', 'data', 'convert', '--quiet', '--label-column', 'kind', ...args])).toBe(0);
}

async function convertLike(...args: string[]): Promise<void> {
  expect(await main(['node', 'adabatch', 'data', 'convert', '--quiet', ...args])).toBe(0);
}

async function lossesFrom(train: string, test: string, changes: Partial<RunRequest> = {}) {
  const named = train.endsWith('.csv') ? { labelColumn: 'kind' } : {};
  const request = { dataset: train, test: { file: test }, batch: 3, bias: true, stepSize: 0.01, epochs: 3 };
  return lossesOf((await watchedRun({ ...request, ...named, ...changes })).run);
}

describe('the losses on a pair of CSV files', () => {
  test('a pair of CSV files gives the losses of its conversions, whatever the order of columns', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async (tables) => {
        const file = await filesOf(tables);
        const wanted = await lossesFrom(file('train.csv'), file('test.csv'));
        for (const ending of ['svm', 'bin']) {
          const [train, test, again] = [`train.${ending}`, `test.${ending}`, `again.${ending}`].map(file);
          await convert(file('train.csv'), '-o', train as string);
          await convert(file('test.csv'), '--like', file('train.csv'), '-o', test as string);
          expect(await lossesFrom(train as string, test as string)).toEqual(wanted);
          await convertLike(file('test.csv'), '--like', train as string, '-o', again as string);
          expect(await lossesFrom(train as string, again as string)).toEqual(wanted);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a pair of CSV files with scaled features gives the losses of its conversions', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async (tables) => {
        const file = await filesOf(tables);
        const scale = 'max-abs' as const;
        const wanted = await lossesFrom(file('train.csv'), file('test.csv'), { scale });
        await convert(file('train.csv'), '-o', file('train.svm'));
        await convertLike(file('test.csv'), '--like', file('train.svm'), '-o', file('test.svm'));
        expect(await lossesFrom(file('train.svm'), file('test.svm'), { scale })).toEqual(wanted);
        await convert(file('train.csv'), '--scale', scale, '-o', file('scaled.svm'));
        await convertLike(file('test.csv'), '--like', file('scaled.svm'), '-o', file('test-scaled.svm'));
        expect(await lossesFrom(file('scaled.svm'), file('test-scaled.svm'))).toEqual(wanted);
      }),
      { numRuns: 12 },
    );
  });

  test('a pair of CSV files gives the same losses, but for rounding, in another order', async () => {
    const orders = pair.chain((tables) => {
      const shuffled = (rows: Table['rows']) => fc.shuffledSubarray(rows, { minLength: rows.length });
      const table = (of: Table) => fc.record({ columns, rows: shuffled(of.rows) });
      return fc.tuple(fc.constant(tables), fc.record({ train: table(tables.train), test: table(tables.test) }));
    });
    await fc.assert(
      fc.asyncProperty(orders, async (tables) => {
        const [wanted, found] = await Promise.all(
          tables.map(async (of) => {
            const file = await filesOf(of);
            return lossesFrom(file('train.csv'), file('test.csv'), { batch: 64, stepSize: 1e-4 });
          }),
        );
        wanted?.forEach(({ trainLoss, testLoss }, position) => {
          expect(found?.[position]?.trainLoss).toBeCloseTo(trainLoss as number, 10);
          expect(found?.[position]?.testLoss).toBeCloseTo(testLoss as number, 10);
        });
      }),
      { numRuns: 20 },
    );
  });
});
