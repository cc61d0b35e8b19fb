import { Resvg } from '@resvg/resvg-wasm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folded, spreadLabels, widthOf } from '../../../../src/report/plots/labels.js';
import { toPng } from '../../../../src/report/plots/vega/png.js';
import { fontsOf } from '../../../support/pictures.js';

describe('the width of text', () => {
  const texts = [
    'Epochs to the target by batch size on zipf (logistic loss, λ = 0), sgd',
    'median and range of 3 seeds; automatic step sizes',
    'suboptimality F(w) − F* … 2·10⁻⁵ × 10⁻¹³',
    '▲ target not reached within 60 epochs',
    '0123456789',
    'adabatch, synchronous',
  ];

  /** The width that text advances, as the type of PNGs has it: that between two other letters. */
  const drawnWidth = (text: string, weight: string) => {
    const inked = (content: string) => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="40"><text xml:space="preserve" y="20"
        font-size="11" font-family="Arimo" font-weight="${weight}">H${content}H</text></svg>`;
      return new Resvg(svg, { font: fontsOf() }).getBBox()?.width ?? 0;
    };
    return inked(text) - inked('');
  };

  test.each([
    { weight: 'normal', least: 0.97, most: 1.03 },
    { weight: 'bold', least: 0.97, most: 1.08 },
  ])(
    'the width of $weight text is that of the type of PNGs, $least to $most of it',
    async ({ weight, least, most }) => {
      // This loads what draws.
      await toPng('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
      for (const text of texts) {
        const share = widthOf(text, 11, weight === 'bold') / drawnWidth(text, weight);
        expect(share, text).toBeGreaterThan(least);
        expect(share, text).toBeLessThan(most);
      }
    },
  );

  test('lines are broken between words only, and are as long as fits', () => {
    const fits = (line: string) => line.length <= 10;
    expect(folded('a bc def ghij klmnopqrstuvw x', fits)).toEqual(['a bc def', 'ghij', 'klmnopqrstuvw', 'x']);
    expect(folded('', fits)).toEqual(['']);
  });
});

describe('the places of labels', () => {
  const [gap, low, high] = [12, 10, 290];
  const wishes = fc.array(fc.double({ min: -50, max: 350, noNaN: true }), { minLength: 1, maxLength: 40 });
  const hasRoom = (wanted: readonly number[]) => (wanted.length - 1) * gap <= high - low;
  const rank = (values: readonly number[]) => [...values.keys()].sort((one, other) => values[one]! - values[other]!);

  test('labels keep their order, and are at least the gap apart', () => {
    fc.assert(
      fc.property(wishes, (wanted) => {
        const places = spreadLabels(wanted, gap, [low, high]);
        expect(rank(places)).toEqual(rank(wanted));
        const sorted = places.toSorted((one, other) => one - other);
        for (const [position, place] of sorted.slice(1).entries()) {
          expect(place - sorted[position]!).toBeGreaterThan(gap - 1e-9);
        }
      }),
    );
  });

  test('labels stay inside the range if there is room for them', () => {
    fc.assert(
      fc.property(wishes.filter(hasRoom), (wanted) => {
        const places = spreadLabels(wanted, gap, [low, high]);
        expect(Math.min(...places)).toBeGreaterThan(low - 1e-9);
        expect(Math.max(...places)).toBeLessThan(high + 1e-9);
      }),
    );
  });

  test('labels that touch no other and no edge stay where they belong, whatever the others do', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 200, max: 290, noNaN: true }), { maxLength: 3 }), (others) => {
        expect(spreadLabels([150, ...others, 120], gap, [low, high])).toMatchObject({
          0: 150,
          [others.length + 1]: 120,
        });
      }),
    );
  });

  test('labels that touch lie around the mean of where they belong', () => {
    expect(spreadLabels([103, 100, 200, 100], gap, [low, high])).toEqual([113, 89, 200, 101]);
  });
});
