import { describe, expect, test } from 'vitest';
import { adagrad } from '../../../src/algorithms/adagrad.js';
import { saga } from '../../../src/algorithms/saga.js';
import { parseSchedule } from '../../../src/algorithms/schedules.js';
import { sgd } from '../../../src/algorithms/sgd.js';
import { svrg } from '../../../src/algorithms/svrg.js';
import { runOnce } from '../../../src/experiment/run.js';
import { writeRandomData } from '../../support/random-data.js';
import { silentObserver, standardRequest } from '../../support/requests.js';

test.each([
  ['constant', [1, 1, 1, 1]],
  ['exp:0.5', [1, 0.5, 0.25, 0.125]],
  ['exp:.5', [1, 0.5, 0.25, 0.125]],
  ['exp:0.25', [1, 0.25, 0.0625, 0.015625]],
  ['exp:.25', [1, 0.25, 0.0625, 0.015625]],
  ['exp:00.5', [1, 0.5, 0.25, 0.125]],
  ['exp:1', [1, 1, 1, 1]],
  ['sqrt', [1, 1 / Math.SQRT2, 1 / Math.sqrt(3), 0.5]],
  ['inv', [1, 1 / 2, 1 / 3, 1 / 4]],
])('the schedule %s has its factors after 0, 1, 2 and 3 passes', (text, factors) => {
  const schedule = parseSchedule(text);
  expect(schedule?.name).toBe(text);
  expect([0, 1, 2, 3].map((passes) => schedule?.factor(passes))).toEqual(factors);
});

test.each([
  ...['exp', 'exp:', 'exp:0', 'exp:.0', 'exp:1.5', 'exp:-1', 'exp:1.', 'exp:.', 'exp:a', 'exp:0a5'],
  ...[' exp:0.5', 'exp:0.5 ', 'linear', ''],
])('%j is no schedule', (text) => {
  expect(parseSchedule(text)).toBeUndefined();
});

describe('the passes of a run', () => {
  const settings = { snapshotEvery: 2 };

  test.each([sgd, saga, adagrad])('the passes of $name are its epochs', (algorithm) => {
    expect(algorithm.passes(2.5, settings)).toBe(2.5);
    expect(algorithm.epochsWithin(2.5, settings)).toBe(2.5);
  });

  test('the passes of svrg count a full pass for each snapshot', () => {
    expect([0, 0.5, 1, 2, 2.5, 4].map((epochs) => svrg.passes(epochs, settings))).toEqual([0, 1.5, 2, 3, 4.5, 6]);
    expect([0.5, 1, 1.5, 3, 3.5, 4.5, 6].map((passes) => svrg.epochsWithin(passes, settings))).toEqual([
      0, 0, 0.5, 2, 2, 2.5, 4,
    ]);
  });

  test('the passes are in the curve, and --max-passes ends a run by them', async () => {
    const own = { dataset: await writeRandomData(), algorithm: svrg, batch: 25, epochs: 100, maxPasses: 4.5 };
    const { curve } = await runOnce({ ...standardRequest, ...own }, silentObserver);
    expect(curve.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 2.5]);
    expect(curve.map(({ passes }) => passes)).toEqual([0, 2, 3, 4.5]);
  });
});
