import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdOut, holdOutStratified } from '../../../src/data/split.js';

const fraction = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const seed = fc.integer({ min: 0, max: 1000 });

describe('a stratified split', () => {
  test('a stratified split holds out the share of every label up to a row, and of all rows to the nearest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(-1, 0, 0.5, 7), { minLength: 12, maxLength: 80 }),
        fraction,
        seed,
        (rows, share, seed) => {
          const labels = Float64Array.from(rows);
          const { train, test: held } = holdOutStratified(labels, share, seed);
          expect(held.length).toBe(Math.round(rows.length * share));
          expect([...train, ...held].sort((one, other) => one - other)).toEqual([...rows.keys()]);
          for (const part of [train, held]) expect([...part]).toEqual([...part].sort((one, other) => one - other));
          for (const label of new Set(rows)) {
            const wanted = rows.filter((other) => other === label).length * share;
            const found = [...held].filter((row) => labels[row] === label).length;
            expect(Math.abs(found - wanted)).toBeLessThan(1);
          }
        },
      ),
    );
  });

  test('a stratified split gives the rows that are left to the largest remainders', () => {
    // Shares of 1.2, 0.9 and 0.9 rows: the total is 3, and the whole ones are 1.
    const labels = Float64Array.of(1, 1, 1, 1, 2, 2, 2, 3, 3, 3);
    for (let seed = 0; seed < 20; seed++) {
      const { test: held } = holdOutStratified(labels, 0.3, seed);
      expect([...held].map((row) => labels[row])).toEqual([1, 2, 3]);
    }
  });

  test('a stratified split is the plain one if no label comes twice, and depends on the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 60 }), fraction, seed, (rows, share, seed) => {
        const labels = Float64Array.from({ length: rows }, (_, row) => row / 3);
        expect(holdOutStratified(labels, share, seed)).toEqual(holdOut(rows, share, seed));
      }),
    );
    const labels = Float64Array.from({ length: 100 }, (_, row) => row % 2);
    expect(holdOutStratified(labels, 0.5, 1)).toEqual(holdOutStratified(labels, 0.5, 1));
    expect(holdOutStratified(labels, 0.5, 1)).not.toEqual(holdOutStratified(labels, 0.5, 2));
  });

  test('a stratified split is refused if a side would be empty', () => {
    expect(() => holdOutStratified(Float64Array.of(1, 2), 0.1, 0)).toThrow(
      'of 2 rows, a fraction of 0.1 has none held out',
    );
    expect(() => holdOutStratified(Float64Array.of(1, 2), 0.9, 0)).toThrow('has none left to train on');
  });
});
