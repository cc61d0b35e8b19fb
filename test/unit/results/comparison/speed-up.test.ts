import { expect, test } from 'vitest';
import { compareRuns } from '../../../../src/results/comparison/compare.js';
import type { Configuration } from '../../../../src/results/schema.js';
import { compared, ran } from '../../../support/comparisons.js';
import { curveOf } from '../../../support/runs.js';

/** A run whose epochs take some seconds each. */
function timed(seconds: number, configuration: Partial<Configuration>) {
  const curve = curveOf(1, 0.5, 0.25).map((point) => ({ ...point, seconds: seconds * point.epoch }));
  return ran(configuration, [], { curve });
}

const synchronous = { execution: 'synchronous', blocks: 4 };
const hogwild = { execution: 'hogwild', batch: 1 };

function speedUps(...runs: ReturnType<typeof timed>[]): (number | null)[] {
  return compareRuns(compared(runs), {}).groups.flatMap(({ rows }) => rows.map(({ speedUp }) => speedUp));
}

test('the speed-up is that over one worker of the same execution', () => {
  const runs = [timed(4, {}), timed(6, synchronous), timed(2, { ...synchronous, workers: 3 })];
  expect(speedUps(...runs)).toEqual([null, 1, 3]);
});

test('the speed-up is that over sequential if there is no one worker of the same execution', () => {
  expect(speedUps(timed(4, {}), timed(2, { ...synchronous, workers: 3, stepSize: 0.5 }))).toEqual([null, 2]);
});

test('rows that differ in more than the execution and its workers have no speed-up over each other', () => {
  expect(speedUps(timed(4, { batch: 8 }), timed(2, { ...hogwild, workers: 2 }))).toEqual([null, null]);
});
