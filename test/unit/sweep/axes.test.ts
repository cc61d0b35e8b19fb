import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandAxis, expandPart, joinParts, type Ranges } from '../../../src/sweep/axes.js';
import { UserError } from '../../../src/util/errors.js';

const expand = (text: string, ranges: Ranges = 'doubling') => expandAxis(text, '--x', ranges);

function refusal(text: string, ranges: Ranges = 'doubling'): string {
  try {
    expand(text, ranges);
  } catch (error) {
    if (error instanceof UserError) return [error.message, ...(error.hint ? [error.hint] : [])].join(' | ');
    throw error;
  }
  throw new Error(`${text} was taken`);
}

describe('lists and ranges', () => {
  test.each([
    ['64', ['64']],
    ['1, 8,64', ['1', '8', '64']],
    ['auto,1/n', ['auto', '1/n']],
    ['0.10,1e-3', ['0.10', '1e-3']],
    ['1..8', ['1', '2', '4', '8']],
    ['1..9', ['1', '2', '4', '8']],
    ['3..3', ['3']],
    ['1..4096x4', ['1', '4', '16', '64', '256', '1024', '4096']],
    ['1..4 x 2', ['1', '2', '4']],
    ['1..3x1.5', ['1', '1.5', '2.25']],
    ['0..1+0.25', ['0', '0.25', '0.5', '0.75', '1']],
    ['0..4+1', ['0', '1', '2', '3', '4']],
    ['0..1+0.4', ['0', '0.4', '0.8']],
    ['-1..1+0.5', ['-1', '-0.5', '0', '0.5', '1']],
    ['0..1e+1+5', ['0', '5', '10']],
    ['2^-2..2^2', ['2^-2', '2^-1', '2^0', '2^1', '2^2']],
    ['2^-2..2^2x4', ['2^-2', '2^0', '2^2']],
    ['10^-2..10^1x10', ['10^-2', '10^-1', '10^0', '10^1']],
    ['2^-2..1', ['0.25', '0.5', '1']],
    ['4^0..4^1', ['4^0', '4^1']],
    ['10^-3..10^0', ['10^-3', '10^-2', '10^-1', '10^0']],
    ['10^-3..1', ['0.001', '0.01', '0.1', '1']],
    ['0.001..10^0', ['0.001', '0.01', '0.1', '1']],
    ['10^-3..0.5', ['0.001', '0.01', '0.1']],
    ['3^-2..3^1', ['3^-2', '3^-1', '3^0', '3^1']],
    ['2^-1/L..2^1/L', ['2^-1/L', '2^0/L', '2^1/L']],
    ['1/L..16/Lx4', ['1/L', '4/L', '16/L']],
    ['0.5/L..2/L', ['0.5/L', '1/L', '2/L']],
    ['1^0..1^0', ['1']],
    ['2^0..2^2+1.5', ['1', '2.5', '4']],
    ['1,8..64,1000', ['1', '8', '16', '32', '64', '1000']],
    ['0,1e-4..1e-2x10', ['0', '0.0001', '0.001', '0.01']],
  ])('the text %s stands for its values', (text, items) => {
    expect(expand(text)).toEqual(items);
  });

  test('a range of seeds counts, unless it says how it goes on', () => {
    expect(expand('0..4', 'counting')).toEqual(['0', '1', '2', '3', '4']);
    expect(expand('1..8x2', 'counting')).toEqual(['1', '2', '4', '8']);
    expect(expand('2^0..2^3', 'counting')).toEqual(['2^0', '2^1', '2^2', '2^3']);
  });

  test('files have no ranges', () => {
    expect(expand('../a..b.svm,1..4', 'list')).toEqual(['../a..b.svm', '1..4']);
  });

  test('a comma means nothing in one part of a list', () => {
    expect(expandPart('a,b.svm', '--x', 'list')).toEqual(['a,b.svm']);
  });
});

describe('the rounding of ranges', () => {
  test('rounding does not add up along a range', () => {
    expect(expand('0..1+0.1')).toEqual(['0', '0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '1']);
    expect(expand('-0.3..0.3+0.1')).toEqual(['-0.3', '-0.2', '-0.1', '0', '0.1', '0.2', '0.3']);
    expect(expand('0.1..10x3')).toEqual(['0.1', '0.3', '0.9', '2.7', '8.1']);
    expect(expand('1e-12..1e-11+3e-12')).toEqual(['1e-12', '4e-12', '7e-12', '1e-11']);
  });

  test('rounding does not lose the end of a range', () => {
    expect(expand('0..1+0.3333333333333333').at(-1)).toBe('1');
    expect(expand('0..1+0.3333333333333334').at(-1)).toBe('1');
    expect(expand('1..2x1.4142135623730951').at(-1)).toBe('2');
  });

  test('rounding does not touch whole numbers', () => {
    expect(expand('1..4503599627370497').at(-1)).toBe('4503599627370496');
    expect(expand('0..9007199254740991+9007199254740990')).toEqual(['0', '9007199254740990']);
  });

  test('rounding is never seen in decimal steps', () => {
    const decimal = fc.record({ digits: fc.integer({ min: 1, max: 9999 }), places: fc.nat({ max: 6 }) });
    const text = (digits: number, places: number) => String(Number(`${digits}e-${places}`));
    fc.assert(
      fc.property(decimal, fc.integer({ min: -500, max: 500 }), fc.nat({ max: 50 }), (step, start, steps) => {
        const { digits, places } = step;
        const at = (count: number) => text(start + count * digits, places);
        const range = `${at(0)}..${at(steps)}+${text(digits, places)}`;
        expect(expand(range)).toEqual(Array.from({ length: steps + 1 }, (_, count) => at(count)));
      }),
    );
  });
});

test('a multiplying range stays within its ends, and one more item would not', () => {
  const ends = fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e9 }));
  fc.assert(
    fc.property(ends, fc.integer({ min: 2, max: 9 }), ([first, last], factor) => {
      fc.pre(first <= last);
      const items = expand(`${first}..${last}x${factor}`).map(Number);
      expect(items).toEqual(items.map((_, count) => first * factor ** count));
      expect((items.at(-1) as number) * factor).toBeGreaterThan(last);
      expect(items.at(-1)).toBeLessThanOrEqual(last);
    }),
  );
});

describe('lists and ranges that are refused', () => {
  const no = (text: string) => `--x: "${text}" is no range | A range is 1..64 (doubling), 1..64x4 or 0..1+0.25`;

  test.each([
    ['', '--x takes a list such as 1,2, not ""'],
    ['1,,8', '--x takes a list such as 1,2, not "1,,8"'],
    ['0..4', '--x: the range 0..4 multiplies, so it must start above 0 | Say the step: 0..4+1'],
    ['-4..4x2', '--x: the range -4..4x2 multiplies, so it must start above 0 | Say the step: -4..4+1'],
    ['8..1', '--x: the range 8..1 goes down | Say its smaller end first'],
    ['1..0+0.5', '--x: the range 1..0+0.5 goes down | Say its smaller end first'],
    ['0..1+0', '--x: the range 0..1+0 never ends | Say a step above 0'],
    ['0..1+-1', '--x: the range 0..1+-1 never ends | Say a step above 0'],
    ['1..8x1', '--x: the range 1..8x1 never ends | Say a factor above 1'],
    ['1..8x0.5', '--x: the range 1..8x0.5 never ends | Say a factor above 1'],
    ['0..1+1e-6', '--x: 0..1+1e-6 leads to more than 100000 values | Take longer steps'],
    ['1..2x1.0000000001', '--x: 1..2x1.0000000001 leads to more than 100000 values | Take longer steps'],
    ['1..2x1.0000000000000002', '--x: 1..2x1.0000000000000002 leads to more than 100000 values | Take longer steps'],
    ['1..', no('1..')],
    ['..8', no('..8')],
    ['1..eight', no('1..eight')],
    ['1..8..64', no('1..8..64')],
    ['1..8*2', no('1..8*2')],
    ['1..8x', no('1..8x')],
    ['0x1..0x8', no('0x1..0x8')],
    ['1..1e999', no('1..1e999')],
    ['2^-9999..1', no('2^-9999..1')],
  ])('the text %s is refused', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test('a range of all seeds is refused', () => {
    expect(refusal('0..4294967295', 'counting')).toBe(
      '--x: 0..4294967295 leads to more than 100000 values | Take longer steps',
    );
  });

  test('a list with ranges is refused if it is too long as a whole, and is taken if it is not', () => {
    expect(expand('1..1e5+1')).toHaveLength(1e5);
    expect(refusal('1..1e5+1,7')).toBe('--x: the list leads to more than 100000 values | Take longer steps');
    expect(joinParts([() => ['1'], () => ['2', '3']], '--x')).toEqual(['1', '2', '3']);
  });
});
