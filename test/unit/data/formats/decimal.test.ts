import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalFault, parseDecimal } from '../../../../src/data/formats/decimal.js';

describe('parseDecimal', () => {
  it.each([
    ['0', 0],
    ['+1', 1],
    ['-0.5', -0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e-3', 0.001],
    ['1E+3', 1000],
    ['007', 7],
    ['4.9e-324', 5e-324],
    ['1e-999', 0],
  ])('parseDecimal takes %s for a number', (text, value) => {
    expect(parseDecimal(text)).toBe(value);
  });

  it.each([
    '',
    '.',
    '+',
    'e5',
    '1e',
    '1e+',
    '.e1',
    '1.2.3',
    '--1',
    ' 1',
    '1 ',
    'nan',
    'Infinity',
    '0x10',
    '1_000',
    '0,5',
    '1e999',
  ])('parseDecimal does not take %j for a number', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it('parseDecimal reads back every double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseDecimal(Object.is(value, -0) ? '-0' : String(value))).toBe(value);
      }),
    );
  });
});

describe('decimalFault', () => {
  it.each([
    ['nan', 'is not a finite number'],
    ['-NaN', 'is not a finite number'],
    ['inf', 'is not a finite number'],
    ['+Infinity', 'is not a finite number'],
    ['0x1A', 'is hexadecimal'],
    ['1_000', 'has an underscore between its digits'],
    ['-0,5', 'has a decimal comma'],
    [',5', 'has a decimal comma'],
    ['1,200', 'has separators between its digits'],
    ['12%', 'has a unit, %'],
    ['(5)', 'is in brackets'],
    ['1e999', 'is too large for a double, whose largest is about 1.8e308'],
  ])('decimalFault says that %s %s', (text, problem) => {
    expect(decimalFault(text)?.problem).toBe(problem);
  });

  it.each(['abc', 'NA', '?', '', '2020-01-01', 'infra', 'nano', '1.2.3'])(
    'decimalFault takes %j for plain text',
    (text) => {
      expect(decimalFault(text)).toBeUndefined();
    },
  );
});
