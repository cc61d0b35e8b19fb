import fc from 'fast-check';
import { expect, test } from 'vitest';
import { power } from '../../../src/util/power.js';

test('a power is that of the host, but for rounding', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 4, noNaN: true }), (x, s) => {
      expect(Math.abs(power(x, s) / x ** s - 1)).toBeLessThan(1e-13);
    }),
  );
});

test('whole exponents multiply, so that 0 and 1 are exact', () => {
  expect([0, 1, 2, 3].map((exponent) => power(0.1, exponent))).toEqual([1, 0.1, 0.1 * 0.1, 0.1 * 0.1 * 0.1]);
});
