import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPart, shardOf } from '../../../src/sweep/shard.js';

const itself = String;
const partsOf = <Item>(items: Item[], count: number, groupOf: (item: Item) => string = itself) =>
  Array.from({ length: count }, (_, part) => shardOf(items, { index: part + 1, count }, groupOf));
const upTo = (length: number) => Array.from({ length }, (_, item) => item);

describe('the shards of a sweep', () => {
  test('they make up all of it, no run is in two of them, and they differ by one run at most', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 12 }), (length, count) => {
        const parts = partsOf(upTo(length), count);
        expect(parts.flat().sort((a, b) => a - b)).toEqual(upTo(length));
        const sizes = parts.map((part) => part.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        for (const part of parts) expect(part).toEqual([...part].sort((a, b) => a - b));
      }),
    );
  });

  test('a group is in one of them, whole', () => {
    const groupOf = (item: number) => String(item % 7);
    for (const part of partsOf(upTo(70), 3, groupOf)) {
      expect(part).toEqual(upTo(70).filter((item) => part.some((own) => groupOf(own) === groupOf(item))));
      expect([20, 30]).toContain(part.length);
    }
  });

  test('none of them has one value of an axis alone, as every n-th run would', () => {
    for (const part of partsOf(upTo(40), 4)) expect(new Set(part.map((item) => item % 4)).size).toBeGreaterThan(1);
  });

  test('part 0 of n is part n, so that arrays that start at 0 have all of them, too', () => {
    expect(shardOf(upTo(9), { index: 0, count: 4 }, itself)).toEqual(shardOf(upTo(9), { index: 4, count: 4 }, itself));
    expect([0, 4, 5, -1].map((index) => isPart({ index, count: 4 }))).toEqual([true, true, false, false]);
    expect(isPart({ index: 0, count: 0 })).toBe(false);
  });
});
