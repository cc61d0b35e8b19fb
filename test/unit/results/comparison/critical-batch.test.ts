import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../../src/results/comparison/compare.js';
import { findCriticalBatches, isSeparated } from '../../../../src/results/comparison/critical-batch.js';
import type { ComparedRow, ComparedRun, CriticalBatch } from '../../../../src/results/comparison/rows.js';
import type { Run } from '../../../../src/results/schema.js';
import { compared, ran } from '../../../support/comparisons.js';

/** The runs of a batch, one a seed, by their losses at the end. */
function batch(size: number, ends: number[], initial = 1): Run[] {
  return ends.map((end, seed) => ran({ batch: size, seed }, [initial, end]));
}

function rowsOf(runs: Run[]): ComparedRow[] {
  return compareRuns(compared(runs), {}).groups[0]?.rows as ComparedRow[];
}

const excesses = (...runs: Run[][]) => rowsOf(runs.flat()).map(({ excess }) => excess);

function criticalOf(...runs: Run[][]): CriticalBatch[] | undefined {
  return compareRuns(compared(runs.flat()), {}).groups[0]?.criticalBatches;
}

describe('the excess of a batch', () => {
  test('the excess of the reference batch itself has no error, uncertain as that batch may be', () => {
    const [first, second] = excesses(batch(1, [0.25, 0.5]), batch(8, [0.5, 0.75]));
    expect(first).toEqual({ value: 0, standardError: 0 });
    // Two seeds 0.25 apart have a variance of 1/32, and the mean of two half of that; batch 1 gains 0.625.
    expect(second).toEqual({
      value: expect.closeTo(0.25 / 0.625, 14),
      standardError: expect.closeTo(Math.sqrt(1 / 64 + 1 / 64) / 0.625, 14),
    });
  });

  test('the excess is of the runs alone that were not interrupted', () => {
    const cut = ran({ batch: 8, seed: 1 }, [1, 0.9], { status: 'interrupted' });
    expect(excesses(batch(1, [0.25]), [...batch(8, [0.25]), cut])[1]).toEqual({ value: 0, standardError: 0 });
  });

  test('the excess may be 2 % exactly', () => {
    const runs = [batch(1, [50], 100), batch(8, [51], 100)];
    expect(excesses(...runs)[1]).toEqual({ value: 0.02, standardError: 0 });
    expect(criticalOf(...runs)).toMatchObject([{ batch: 8, exceeded: null }]);
  });
});

test('the critical batches go from the smallest on, in whatever order the rows are', () => {
  const runs = [batch(8, [0.26]), batch(64, [0.75]), batch(1, [0.25])].flat();
  const ofBatch = (size: number) => compared(runs.filter(({ configuration }) => configuration.batch === size));
  const [one, eight, sixtyFour] = rowsOf(runs) as [ComparedRow, ComparedRow, ComparedRow];
  const runsOf = new Map<ComparedRow, ComparedRun[]>([
    [eight, ofBatch(8)],
    [sixtyFour, ofBatch(64)],
    [one, ofBatch(1)],
  ]);
  expect(findCriticalBatches(runsOf, ['order'])).toEqual([
    {
      keys: { rule: 'adabatch', order: 'interleaved' },
      reference: { batch: 1, initial: 1, final: 0.25 },
      largest: 64,
      batch: 8,
      exceeded: { batch: 64, excess: { value: 0.5 / 0.75, standardError: 0 } },
      unknown: null,
    },
  ]);
});

test('a reference batch that ends where it began has made no progress', () => {
  expect(criticalOf(batch(1, [1]), batch(8, [0.5]))).toMatchObject([{ batch: null, unknown: 'no progress' }]);
});

test('the data are separated below a thousandth of the first loss, not at it', () => {
  const unknown = (end: number, initial: number) =>
    criticalOf(batch(1, [end], initial), batch(8, [end], initial))?.map((found) => [found.unknown, isSeparated(found)]);
  expect(unknown(0.0009, 1)).toEqual([['separated', true]]);
  expect(unknown(0.001, 1)).toEqual([[null, false]]);
  expect(unknown(0.0019, 2)).toEqual([['separated', true]]);
  expect(unknown(0.0006, 0.5)).toEqual([[null, false]]);
});
