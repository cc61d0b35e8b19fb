import { describe, expect, test } from 'vitest';
import { byImportance, paintOf, themeNames, themes } from '../../../../src/report/plots/looks.js';
import { rules } from '../../../../src/rules/index.js';
import { contrastOf, distanceOf, visions } from '../../../support/colours.js';

const known = rules.map(({ name }) => name);
const powers = ['power:0.25', 'power:0.5', 'power:0.75'];
const others = ['median', 'clipped'];
const paintOfRule = (rule: string, theme: (typeof themeNames)[number] = 'light') =>
  paintOf({ rule, isHogwild: false }, theme);
const places = Array.from({ length: 33 }, (_, step) => step / 32);
const pairsOf = (names: readonly string[]) =>
  names.flatMap((one, position) => names.slice(position + 1).map((other) => [one, other] as const));

describe.each(themeNames)('the colours of the %s theme', (theme) => {
  const { paper, ink, soft, axis } = themes[theme];
  const expectApart = (names: readonly string[], vision: string, least: number) => {
    for (const [one, other] of pairsOf(names)) {
      const [from, to] = [paintOfRule(one, theme).line, paintOfRule(other, theme).line];
      expect(distanceOf(from, to, visions[vision]!), `${one}, ${other}`).toBeGreaterThan(least);
    }
  };

  test('text has a contrast of at least 4.5 against the paper, and lines and axes one that is seen', () => {
    const looks = [...known, ...powers, ...others].map((rule) => paintOfRule(rule, theme));
    const all = [...looks, ...places.map((place) => paintOf({ place }, theme))];
    for (const text of [ink, soft, ...all.map((paint) => paint.text)]) {
      expect(contrastOf(text, paper), text).toBeGreaterThanOrEqual(4.5);
    }
    for (const { line } of all) expect(contrastOf(line, paper), line).toBeGreaterThanOrEqual(3);
    expect(contrastOf(axis, paper)).toBeGreaterThan(2);
  });

  test.each([
    { vision: 'protan', least: 18 },
    { vision: 'deutan', least: 18 },
    { vision: 'tritan', least: 18 },
    { vision: 'grey', least: 7 },
  ])('the four rules are at least $least apart for those who see $vision', ({ vision, least }) => {
    expectApart(known, vision, least);
  });

  test.each([
    { vision: 'protan', least: 16 },
    { vision: 'deutan', least: 16 },
    { vision: 'tritan', least: 16 },
    { vision: 'grey', least: 4 },
  ])('the rules between are $least apart from all for those who see $vision', ({ vision, least }) => {
    expectApart([...known, ...powers], vision, least);
  });

  test('a rule between has a colour from that of the mean at 0 to that of adabatch at 1', () => {
    const colourOf = (rule: string) => paintOfRule(rule, theme).line;
    expect([colourOf('power:0'), colourOf('power:1')]).toEqual([colourOf('mean'), colourOf('adabatch')]);
    expect(new Set(places.map((alpha) => colourOf(`power:${alpha}`))).size).toBe(places.length);
  });

  test('batches get lighter or darker step by step, in grey too', () => {
    const paperward = places.map((place) => contrastOf(paintOf({ place }, theme).line, paper));
    expect(paperward).toEqual(paperward.toSorted((one, other) => one - other));
    expect(new Set(places.map((place) => paintOf({ place }, theme).line)).size).toBe(places.length);
  });
});

describe('the looks of rules', () => {
  test('the four rules, three between, and two others differ in their symbols, without colour', () => {
    const shapes = [...known, ...powers, ...others].map((rule) => {
      const { symbol, isHollow } = paintOfRule(rule);
      return `${symbol} ${isHollow}`;
    });
    expect(new Set(shapes).size).toBe(9);
    // A tuned sum lies on the mean, and is seen through.
    expect(paintOfRule('mean').dash).toEqual([]);
    expect(paintOfRule('sum').dash).not.toEqual([]);
  });

  test('a rule of an unknown name has a look of its own name, also names that objects have', () => {
    for (const rule of ['', 'toString', 'constructor', '__proto__', 'λ', 'power:', 'power:2']) {
      expect(paintOfRule(rule).line).toMatch(/^#(8a7a00|4a4f57)$/);
    }
  });

  test('a line of hogwild has the colour of its rule, dashes and triangles', () => {
    const { line, text, terminal } = paintOfRule('mean');
    const look = { line, text, terminal, isHollow: false, dash: [4, 3], symbol: 'triangle-up' };
    expect(paintOf({ rule: 'mean', isHogwild: true }, 'light')).toEqual(look);
  });

  test('rules are ordered by importance, the unknown ones after these by name', () => {
    const shuffled = ['zeta', 'expected', 'alpha', 'sum', 'adabatch', 'mean'];
    expect(shuffled.sort(byImportance)).toEqual(['adabatch', 'mean', 'sum', 'expected', 'alpha', 'zeta']);
  });
});
