import { describe, expect, test } from 'vitest';
import { byteSize, duration, fraction, type Parser, parseNumber, share } from '../../../src/util/parse.js';

const refused = (parse: Parser<number>, text: string) => () => parse(text, '--x');

describe('a time', () => {
  test.each([
    ['1500ms', 1.5],
    ['30s', 30],
    ['30', 30],
    ['2m', 120],
    ['0.5h', 1800],
    [' 1e3 s ', 1000],
    ['2^-1m', 30],
  ])('the time %j is %d seconds', (text, seconds) => {
    expect(duration(text, '--x')).toBe(seconds);
  });

  test.each(['', 's', '0s', '-1s', '1d', '1 M', '1e999s', '1e308h', 'soon'])('the text %j is no time', (text) => {
    expect(refused(duration, text)).toThrow(`--x takes a time such as 30s, 5m or 500ms, not "${text}"`);
  });
});

describe('a size', () => {
  test.each([
    ['1', 1],
    ['512B', 512],
    ['1K', 1024],
    ['1.5kb', 1536],
    ['2MiB', 2 * 2 ** 20],
    ['20G', 20 * 2 ** 30],
    ['0.25TB', 2 ** 38],
    ['1.9', 1],
  ])('the size %j is %d bytes', (text, bytes) => {
    expect(byteSize(text, '--x')).toBe(bytes);
  });

  test.each(['', 'K', '0.9', '-1K', '1P', '1e999', 'much'])('the text %j is no size', (text) => {
    expect(refused(byteSize, text)).toThrow(`--x takes a size such as 500M or 20G, not "${text}"`);
  });
});

describe('a share', () => {
  test.each([
    ['12.3%', 0.123],
    ['20 %', 0.2],
    ['150%', 1.5],
    ['0.2', 0.2],
    ['0', 0],
  ])('the share %j is %d', (text, value) => {
    expect(share(text, '--x')).toBe(value);
  });

  test.each(['-1%', '%', 'half'])('the text %j is no share', (text) => {
    expect(refused(share, text)).toThrow(`--x takes a share such as 20% or 0.2, not "${text}"`);
  });

  test.each(['0', '100%', '1', '-0.1'])('the text %j is no share of rows', (text) => {
    expect(refused(fraction, text)).toThrow('--x takes a fraction between 0 and 1 such as 20% or 0.2');
    expect(fraction('99%', '--x')).toBe(0.99);
  });
});

test.each([
  ['2^-3', 0.125],
  ['10^-1', 0.1],
  ['3^2', 9],
  ['2^-1022', Number.MIN_VALUE * 2 ** 52],
  ['1e-3', 0.001],
  ['+.5', 0.5],
  ['2^-1075', Number.NaN],
  ['2^1024', Number.NaN],
  ['2^0.5', Number.NaN],
  ['0x10', Number.NaN],
  ['Infinity', Number.NaN],
  ['', Number.NaN],
])('the text %j stands for the number %d', (text, value) => {
  expect(parseNumber(text)).toBe(value);
});
