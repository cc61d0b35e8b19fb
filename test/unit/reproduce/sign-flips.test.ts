import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signFlipP } from '../../../src/reproduce/sign-flips.js';

test.each([
  { differences: [1, 2, 3, 4, 5], p: 1 / 32 },
  { differences: [1, 1, 1, 1, -1], p: 6 / 32 },
  { differences: [-1, -2, -3], p: 1 },
  { differences: [0, 0, 0], p: 1 },
  // Of the 8 sums of ±0.1 ±0.2 ±0.3, only 0.6 and two equal to 0.4 − rounding apart are that large.
  { differences: [-0.1, 0.2, 0.3], p: 2 / 8 },
])('the share of sign changes with at least the sum of $differences is $p', ({ differences, p }) => {
  expect(signFlipP(differences)).toBe(p);
});

test('p of differences and of their opposites are at least 1 together', () => {
  const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(values, (differences) => {
      const opposite = signFlipP(differences.map((difference) => -difference));
      expect(signFlipP(differences) + opposite).toBeGreaterThanOrEqual(1);
    }),
  );
});
