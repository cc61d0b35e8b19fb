import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shown, visible, visibleLines } from '../../../src/util/visible.js';

test.each([
  ['the title of a terminal', '\u001b]0;owned\u0007', '\\u001b]0;owned\\u0007'],
  ['colours and the cursor', '\u001b[31m\u009b2J', '\\u001b[31m\\u009b2J'],
  ['a link', '\u001b]8;;https://a\u001b\\', '\\u001b]8;;https://a\\u001b\\'],
  ['a workflow command', 'a\n::error::b\r', 'a\\n::error::b\\r'],
  ['text turned round', 'a\u202etxt.exe\u2066\u200f', 'a\\u202etxt.exe\\u2066\\u200f'],
  ['lines of Unicode', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
  ['what is no character, which XML forbids', 'a\ufffeb\uffffc\ud800', 'a\\ufffeb\\uffffc\\ud800'],
  ['what is deleted', 'a\u0008\u007f', 'a\\u0008\\u007f'],
])('escape sequences are shown as text: %s', (_, text, shownText) => {
  expect(visible(text)).toBe(shownText);
});

test('other text stays as it is, and lines stay lines', () => {
  const text = 'naïve  λ = ½‖w‖², 日本語 🙂 e\u0301 "\\"';
  expect(visible(text)).toBe(text);
  expect(visibleLines(`${text}\n\tb`)).toBe(`${text}\n\tb`);
  expect(visibleLines('a\r\nb')).toBe('a\\u000d\nb');
});

test('every text in a value is made visible, keys and maps too', () => {
  const value = { '\u001b': ['\n', 1, null, true, { a: 'b\u0000' }], map: new Map([['\r', '\t']]) };
  expect(shown(value)).toEqual({
    '\\u001b': ['\\n', 1, null, true, { a: 'b\\u0000' }],
    map: new Map([['\\r', '\\t']]),
  });
});

test('JSON that is made visible has the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const text = JSON.stringify(value, null, 2);
      expect(JSON.parse(visibleLines(text))).toEqual(JSON.parse(text));
    }),
  );
});
