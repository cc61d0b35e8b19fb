import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Axis } from '../../../../src/report/plots/figure.js';
import { numeral, tickLabels, ticksOf } from '../../../../src/report/plots/ticks.js';

const axis = (scale: Axis['scale'], low: number, high: number, values: number[] | null = null): Axis => {
  return { title: '', scale, domain: [low, high], values };
};

/** Axes from narrow to as wide as numbers go, and how many ticks they have room for. */
const axes = fc
  .record({
    scale: fc.constantFrom('linear' as const, 'log' as const),
    low: fc.double({ min: -140, max: 140, noNaN: true }),
    decades: fc.oneof(
      fc.double({ min: Math.log10(1.01), max: 4, noNaN: true }),
      fc.double({ min: 4, max: 300, noNaN: true }),
    ),
    most: fc.integer({ min: 3, max: 12 }),
  })
  .map(({ scale, low, decades, most }) => {
    const start = 10 ** (scale === 'log' ? low - decades / 2 : low);
    return { axis: axis(scale, start, start * 10 ** Math.min(decades, scale === 'log' ? 300 : 8)), most };
  });

describe('the ticks of an axis', () => {
  test('ticks are at least two, increase, lie inside the domain, and have at most three digits if it is wide', () => {
    fc.assert(
      fc.property(axes, ({ axis, most }) => {
        const [low, high] = axis.domain;
        const ticks = ticksOf(axis, most);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(2 * most);
        expect(ticks).toEqual([...new Set(ticks)].sort((one, other) => one - other));
        expect(ticks.every((tick) => tick >= low * (1 - 1e-8) && tick <= high * (1 + 1e-8))).toBe(true);
        const digits = (tick: number) =>
          tick
            .toPrecision(10)
            .replace(/e.*|0+$|0+e.*|\./g, '')
            .replace(/^0+|0+$/g, '').length;
        if (high > 2 * low) expect(Math.max(...ticks.map(digits))).toBeLessThanOrEqual(3);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    { scale: 'log', domain: [0.19, 0.72], most: 6, labels: '0.2 0.3 0.5 0.7' },
    { scale: 'log', domain: [2.4, 60], most: 6, labels: '5 10 20 50' },
    { scale: 'log', domain: [1.4, 4.9], most: 3, labels: '1.5 3' },
    { scale: 'log', domain: [0.004, 0.8], most: 3, labels: '0.01 0.1' },
    { scale: 'log', domain: [0.9, 1100], most: 6, labels: '1 10 100 1000' },
    { scale: 'log', domain: [9e-15, 0.15], most: 6, labels: '10⁻¹³ 10⁻¹⁰ 10⁻⁷ 10⁻⁴ 10⁻¹' },
    { scale: 'log', domain: [0.998, 1.003], most: 6, labels: '0.998 0.999 1 1.001 1.002 1.003' },
    { scale: 'linear', domain: [0, 5], most: 5, labels: '0 1 2 3 4 5' },
    { scale: 'linear', domain: [-3, 0.2], most: 5, labels: '-3 -2 -1 0' },
    { scale: 'linear', domain: [0, 2e6], most: 4, labels: '0 5·10⁵ 10⁶ 1.5·10⁶ 2·10⁶' },
    { scale: 'doublings', domain: [0.5, 8.6], most: 6, labels: '0.5 1 2 4 8' },
  ] as const)(
    'ticks of $scale axes from $domain are labelled $labels',
    ({ scale, domain: [low, high], most, labels }) => {
      expect(tickLabels(ticksOf(axis(scale, low, high), most)).join(' ')).toBe(labels);
    },
  );

  test('ticks are at the values that were run, at every second or third where room is short', () => {
    const batches = Array.from({ length: 13 }, (_, power) => 2 ** power);
    expect(ticksOf(axis('doublings', 1, 4096, batches), 13)).toEqual(batches);
    expect(ticksOf(axis('doublings', 1, 4096, batches), 10)).toEqual([1, 4, 16, 64, 256, 1024, 4096]);
    expect(ticksOf(axis('doublings', 1, 4096, batches), 5)).toEqual([1, 8, 64, 512, 4096]);
  });

  test('numbers are written with powers of ten where these are shorter', () => {
    const numbers = [0, 0.001, 0.0005, 2e-5, 99999, 100000, 1e206, 2.5e7, 0.1 + 0.2, Number.POSITIVE_INFINITY];
    expect(numbers.map(numeral)).toEqual([
      '0',
      '0.001',
      '5·10⁻⁴',
      '2·10⁻⁵',
      '99999',
      '10⁵',
      '10²⁰⁶',
      '2.5·10⁷',
      '0.3',
      '∞',
    ]);
  });
});
