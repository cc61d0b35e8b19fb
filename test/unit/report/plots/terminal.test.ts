import { describe, expect, test } from 'vitest';
import { ascii } from '../../../../src/report/plots/terminal/ascii.js';
import { type Screen, terminalChart } from '../../../../src/report/plots/terminal/chart.js';
import { ran, twoRules } from '../../../support/comparisons.js';
import { figureOf } from '../../../support/pictures.js';

const plain: Screen = { columns: 80, rows: 8, hasColour: false, isUnicode: true, hasTitle: true };
const batches = figureOf('batch', twoRules);
const chart = (screen: Partial<Screen>, figure = batches) => terminalChart(figure, { ...plain, ...screen });
const readable = (text: string) => text.replaceAll('\u001b', '›').replaceAll(/›\[(\d+)m/g, '‹$1›');

describe('a chart on a terminal', () => {
  test('80 columns have a letter a rule, whose name is at its end, and triangles for what was missed', () => {
    expect(chart({})).toMatchInlineSnapshot(`
      "Epochs to the target by batch size on data (logistic loss, λ = 0.001), sgd
      median and range of 1 to 2 seeds; step size 0.1
      ▲ target not reached within 3 epochs
          epochs to train loss 0.316
      > 3                                 ▲                                m mean
          │
          │                                                       aaaaaaaa a adabatch
        2 ┤                                       aaaaaaaaaaaaaaaa
          │aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          │m
          │
          │
      0.7 ┤
          └┬──────────────────────────────┬──────────────────────────────┬
           1                              8                             64
                                     batch size
      "
    `);
  });

  test('40 columns fold the title', () => {
    expect(chart({ columns: 40 })).toMatchInlineSnapshot(`
      "Epochs to the target by batch size on
      data (logistic loss, λ = 0.001), sgd
      median and range of 1 to 2 seeds; step
      size 0.1
      ▲ target not reached within 3 epochs
          epochs to train loss 0.316
      > 3             ▲            m mean
          │
          │                    aaa a adabatch
        2 ┤              aaaaaa
          │aaaaaaaaaaaaaa
          │m
          │
          │
      0.7 ┤
          └┬─────────────────────┬
           1                    64
                 batch size
      "
    `);
  });

  test('200 columns are filled', () => {
    expect(chart({ columns: 200, rows: 5 })).toMatchInlineSnapshot(`
      "Epochs to the target by batch size on data (logistic loss, λ = 0.001), sgd
      median and range of 1 to 2 seeds; step size 0.1
      ▲ target not reached within 3 epochs
          epochs to train loss 0.316
      > 3                                                                                             ▲                                                                                            m mean
          │                                                                                                                                                                aaaaaaaaaaaaaaaaaaaaaaa a adabatch
        2 ┤                                                                                                                  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          │aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          │
      0.7 ┤
          └┬──────────────────────────────────────────────────────────────────────────────────────────┬──────────────────────────────────────────────────────────────────────────────────────────┬
           1                                                                                          8                                                                                         64
                                                                                                 batch size
      "
    `);
  });

  test('colours have dots of Braille in place of letters', () => {
    expect(readable(chart({ columns: 60, hasColour: true }))).toMatchInlineSnapshot(`
      "‹1›Epochs to the target by batch size on data (logistic loss, λ‹22›
      ‹1›= 0.001), sgd‹22›
      ‹2›median and range of 1 to 2 seeds; step size 0.1‹22›
      ‹2›▲ target not reached within 3 epochs‹22›
          epochs to train loss 0.316
      > 3  ‹31›                      ▲                      ‹39› ‹31›mean‹39›
          ‹2›│‹22›
          ‹2›│‹22›                                     ‹36›⣀⣀⡠⠤⠔⠒⠊⠉‹39› ‹36›adabatch‹39›
        2 ‹2›┤‹22›                            ‹36›⢀⣀⡠⠤⠔⠒⠒⠉⠉‹39›
          ‹2›│‹22›‹36›⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠒⠒⠉⠉⠁‹39›
          ‹2›│‹22›‹31›⠁‹39›
          ‹2›│‹22›
          ‹2›│‹22›
      0.7 ‹2›┤‹22›
          ‹2›└┬─────────────────────┬─────────────────────┬‹22›
           1                     8                    64
                            batch size
      "
    `);
  });

  test('colours without Unicode keep the letters', () => {
    expect(readable(chart({ columns: 50, rows: 5, hasColour: true, isUnicode: false }))).toMatchInlineSnapshot(`
      "‹1›Epochs to the target by batch size on data‹22›
      ‹1›(logistic loss, lambda = 0.001), sgd‹22›
      ‹2›median and range of 1 to 2 seeds; step size 0.1‹22›
      ‹2›^ target not reached within 3 epochs‹22›
          epochs to train loss 0.316
      > 3  ‹31›                ^                ‹39› ‹31›m mean‹39›
          ‹2›|‹22›                             ‹36›aaaa‹39› ‹36›a adabatch‹39›
        2 ‹2›+‹22›                     ‹36›aaaaaaaa‹39›
          ‹2›|‹22›‹36›aaaaaaaaaaaaaaaaaaaaa‹39›
          ‹2›|‹22›
      0.7 ‹2›+‹22›
          ‹2›++---------------+---------------+‹22›
           1               8              64
                      batch size
      "
    `);
  });

  test('a terminal without Unicode gets ASCII', () => {
    const text = chart({ isUnicode: false, hasTitle: true });
    expect(text).toMatch(/^[\n -~]*$/);
    expect(text).toMatchInlineSnapshot(`
      "Epochs to the target by batch size on data (logistic loss, lambda = 0.001), sgd
      median and range of 1 to 2 seeds; step size 0.1
      ^ target not reached within 3 epochs
          epochs to train loss 0.316
      > 3                                 ^                                m mean
          |
          |                                                       aaaaaaaa a adabatch
        2 +                                       aaaaaaaaaaaaaaaa
          |aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          |m
          |
          |
      0.7 +
          ++------------------------------+------------------------------+
           1                              8                             64
                                     batch size
      "
    `);
  });

  test('curves have a chart a rule, without a title if nobody wants it', () => {
    const runs = ['mean', 'sum'].flatMap((rule) => [
      ran({ rule, batch: 1 }, [1, 0.5, 0.25]),
      ran({ rule, batch: 16 }, rule === 'sum' ? [1, 1e206, 0.5] : [1, 0.8, 0.6]),
    ]);
    expect(chart({ columns: 50, rows: 5, hasTitle: false }, figureOf('curves', runs))).toMatchInlineSnapshot(`
      "
      mean
          train loss
        2 ┤
        1 ┤ababbbbb
          │    aaaaababbbbbbbbbbbbbbbbbbbbbb b batch 16
      0.5 ┤            aaaaaaaaaaaa
          │                        aaaaaaaaa a batch 1
          └┬───────────────┬───────────────┬
           0               1               2
                        epochs

      sum
          train loss
        2 ┤b                               b
        1 ┤aaaa                            b
          │    aaaaaaaa                    b
      0.5 ┤            aaaaaaaaaaaa        b b batch 16
          │                        aaaaaaaaa a batch 1
          └┬───────────────┬───────────────┬
           0               1               2
                        epochs
      "
    `);
  });

  test('curves that diverged or left are named above their chart', () => {
    const runs = [
      ran({ batch: 1 }, [1, 9], { status: 'diverged' }),
      ran({ batch: 2 }, [1, 9]),
      ran({ batch: 4 }, [1, 0.5]),
    ];
    expect(chart({ columns: 40 }, figureOf('curves', runs))).toContain('    × diverged: 1   ↑ above: 2\n');
    const rounding = figureOf('curves', [ran({ batch: 1 }, [1, 0]), ran({ batch: 2 }, [1, 0.5])]);
    expect(chart({ columns: 40 }, rounding)).toContain('    ↓ below: 1\n');
  });

  test('lines that coincide alternate, so that both are seen', () => {
    const runs = ['mean', 'sum'].flatMap((rule) => [1, 4].map((batch) => ran({ rule, batch }, [1, 0.5])));
    const lines = chart({ columns: 40 }, figureOf('batch', runs, { y: 'final-loss' })).split('\n');
    expect(lines.find((line) => line.includes('ms'))).toContain('smsmsmsmsmsm');
  });

  test('no line is wider than the terminal', () => {
    for (const columns of [40, 60, 80, 133, 200]) {
      for (const figure of [batches, figureOf('curves', twoRules), figureOf('batch', twoRules, { y: 'excess' })]) {
        const tooWide = chart({ columns }, figure)
          .split('\n')
          .filter(({ length }) => length > columns);
        expect(tooWide).toEqual([]);
      }
    }
  });

  test('500 configurations are drawn', () => {
    const many = Array.from({ length: 500 }, (_, position) => ran({ batch: position + 1 }, [1, 1 / (position + 2)]));
    for (const picture of ['batch', 'curves'])
      expect(chart({}, figureOf(picture, many)).match(/[│┤]/g)).toHaveLength(8);
  });
});

test('characters that ASCII lacks are written with others, powers of ten as e', () => {
  expect(ascii('λ = 10⁻³, 2·10⁻¹⁵ ≤ F(w₀) − F* … × ü ▲')).toBe('lambda = 1e-3, 2e-15 <= F(w0) - F* ... x ? ^');
});
