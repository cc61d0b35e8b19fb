import { describe, expect, test } from 'vitest';
import { parseSchedule } from '../../src/algorithms/schedules.js';
import { sgd } from '../../src/algorithms/sgd.js';
import { svrg } from '../../src/algorithms/svrg.js';
import { runOnce } from '../../src/experiment/run.js';
import { adabatch } from '../../src/rules/adabatch.js';
import { silentObserver, standardRequest } from '../support/requests.js';

test.each([
  ['constant', [1, 1, 1, 1]],
  ['exp:0.5', [1, 0.5, 0.25, 0.125]],
  ['sqrt', [1, 1 / Math.SQRT2, 1 / Math.sqrt(3), 0.5]],
  ['inv', [1, 1 / 2, 1 / 3, 1 / 4]],
])('%s after 0, 1, 2 and 3 passes', (text, factors) => {
  expect([0, 1, 2, 3].map((passes) => parseSchedule(text)?.factor(passes))).toEqual(factors);
});

test.each(['exp', 'exp:', 'exp:0', 'exp:1.5', 'exp:-1', 'linear', ''])('%j is no schedule', (text) => {
  expect(parseSchedule(text)).toBeUndefined();
});

test('a schedule shortens the steps from the second epoch on', async () => {
  const curveOf = async (text: string) => {
    const schedule = parseSchedule(text);
    if (!schedule) throw new Error(`no schedule ${text}`);
    const { curve } = await runOnce({ ...standardRequest, schedule }, silentObserver);
    return curve.map((point) => point.trainLoss as number);
  };
  const [constant, inverse] = await Promise.all([curveOf('constant'), curveOf('inv')]);
  expect(inverse?.slice(0, 2)).toEqual(constant?.slice(0, 2));
  expect(inverse?.[2]).toBeGreaterThan(constant?.[2] as number);
  expect(inverse?.[2]).toBeLessThan(inverse?.[1] as number);
});

describe('passes', () => {
  const settings = { rule: adabatch, batch: 64, snapshotEvery: 2, average: false };

  test('of sgd are its epochs', () => {
    expect(sgd.passes(2.5, settings)).toBe(2.5);
    expect(sgd.epochsWithin(2.5, settings)).toBe(2.5);
  });

  test('of svrg count a full pass for each snapshot', () => {
    expect([0, 0.5, 1, 2, 2.5, 4].map((epochs) => svrg.passes(epochs, settings))).toEqual([0, 1.5, 2, 3, 4.5, 6]);
    expect([0.5, 1, 1.5, 3, 3.5, 4.5, 6].map((passes) => svrg.epochsWithin(passes, settings))).toEqual([
      0, 0, 0.5, 2, 2, 2.5, 4,
    ]);
  });

  test('are in the curve, and --max-passes ends a run by them', async () => {
    const request = { ...standardRequest, algorithm: svrg, batch: 50, epochs: 100, maxPasses: 4.5 };
    const { curve } = await runOnce(request, silentObserver);
    expect(curve.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 2.5]);
    expect(curve.map(({ passes }) => passes)).toEqual([0, 2, 3, 4.5]);
  });
});
