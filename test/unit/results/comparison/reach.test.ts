import { describe, expect, test } from 'vitest';
import { lossAt, reach } from '../../../../src/results/comparison/reach.js';
import { curveOf, point } from '../../../support/runs.js';

const NEVER = { epochs: Infinity, passes: Infinity, seconds: Infinity };

describe('the way to a target', () => {
  test('the target is reached between two points in epochs, passes and seconds alike', () => {
    const curve = [
      point({ trainLoss: 4 }),
      point({ epoch: 2, passes: 6, seconds: 1, trainLoss: 4 }),
      point({ epoch: 4, passes: 10, seconds: 2, trainLoss: 1 }),
      point({ epoch: 6, passes: 14, seconds: 9, trainLoss: 0.5 }),
    ];
    expect(reach(curve, 2)).toEqual({ epochs: 3, passes: 8, seconds: 1.5 });
    expect(reach(curve, 1)).toEqual({ epochs: 4, passes: 10, seconds: 2 });
  });

  test('the way is nothing if the curve begins at the target, at a loss of 0 too', () => {
    const atOnce = { epochs: 0, passes: 0, seconds: 0 };
    expect(reach(curveOf(0.2, 0.1), 0.2)).toEqual(atOnce);
    expect(reach(curveOf(0), 0.3)).toEqual(atOnce);
  });

  test('the way is on a line if the loss ends at or below 0, as a suboptimality may', () => {
    expect(reach(curveOf(2, 0), 0.5).epochs).toBe(0.75);
    const curve = [point({ suboptimality: 1 }), point({ epoch: 1, suboptimality: -1 })];
    expect(reach(curve, 0.5, 'suboptimality').epochs).toBe(0.25);
  });

  test('the way is the whole interval if it begins at a loss that is not finite', () => {
    expect(reach(curveOf(1, null, 0.1), 0.5).epochs).toBe(2);
  });

  test('the way is infinite without a target or a point at it', () => {
    expect(reach(curveOf(1, 0), null)).toEqual(NEVER);
    expect(reach(curveOf(1, 0.5), 0.4)).toEqual(NEVER);
    expect(reach([], 1)).toEqual(NEVER);
  });
});

describe('the loss at an epoch', () => {
  const curve = [4, 1, 0.25].map((trainLoss, at) => point({ epoch: 2 * at, trainLoss }));

  test('the loss at an epoch is that of the point there, from the first to the last', () => {
    expect([0, 2, 4].map((epoch) => lossAt(curve, epoch))).toEqual([4, 1, 0.25]);
  });

  test('the loss at an epoch falls exponentially between points', () => {
    expect([1, 3].map((epoch) => lossAt(curve, epoch))).toEqual([2, 0.5]);
  });

  test('the loss at an epoch goes on a line from or to 0', () => {
    expect(lossAt(curveOf(2, 0), 0.25)).toBe(1.5);
    expect(lossAt(curveOf(0, 2), 0.25)).toBe(0.5);
  });

  test('the loss at an epoch is known at a point beside one without a loss', () => {
    expect([0, 1, 2].map((epoch) => lossAt(curveOf(1, null, 0.25), epoch))).toEqual([1, null, 0.25]);
  });

  test('the loss at an epoch is not known after the last point or beside one without a loss', () => {
    expect(lossAt(curve, 5)).toBeNull();
    expect([0.5, 1.5].map((epoch) => lossAt(curveOf(1, null, 0.25), epoch))).toEqual([null, null]);
  });
});
