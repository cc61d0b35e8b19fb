import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrate } from '../../../src/evaluation/calibration.js';
import { Ranking } from '../../../src/evaluation/ranking.js';

type Row = readonly [margin: number, label: number];

const probability = (margin: number) => 1 / (1 + Math.exp(-margin));
const loss = (margin: number, label: number) => Math.log1p(Math.exp(-label * margin));

function decilesOf(rows: readonly Row[]) {
  const [margins, labels] = [0, 1].map((part) => Float64Array.from(rows, (row) => row[part] as number));
  return calibrate(new Ranking(margins as Float64Array, labels as Float64Array), { probability, loss });
}

/** The same with the rows in a list: each has the tenth of the middle of those with its margin. */
function naive(rows: readonly Row[]) {
  const decileOf = ([margin]: Row) => {
    const below = rows.filter(([other]) => other < margin).length;
    const equal = rows.filter(([other]) => other === margin).length;
    return Math.floor((10 * below + 5 * equal) / rows.length) + 1;
  };
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return Array.from({ length: 10 }, (_, position) => position + 1).flatMap((decile) => {
    const own = rows.filter((row) => decileOf(row) === decile);
    if (own.length === 0) return [];
    return {
      ...{ decile, rows: own.length },
      meanProbability: expect.closeTo(mean(own.map(([margin]) => probability(margin))), 12),
      positiveShare: expect.closeTo(mean(own.map(([, label]) => Number(label > 0))), 12),
      logLoss: expect.closeTo(mean(own.map(([margin, label]) => loss(margin, label))), 12),
    };
  });
}

describe('the calibration', () => {
  test('rows of different margins fall into ten equal parts, by their probabilities', () => {
    const rows = Array.from({ length: 30 }, (_, row): Row => [((row * 7) % 30) - 14.5, row % 2 ? 1 : -1]);
    const deciles = decilesOf(rows);
    expect(deciles.map(({ decile, rows: count }) => [decile, count])).toEqual(
      Array.from({ length: 10 }, (_, position) => [position + 1, 3]),
    );
    const means = deciles.map(({ meanProbability }) => meanProbability);
    expect(means).toEqual(means.toSorted((one, other) => one - other));
  });

  test.each<[string, Row[], [decile: number, rows: number][]]>([
    [
      'all are equal',
      [
        [1, 1],
        [1, -1],
        [1, -1],
      ],
      [[6, 3]],
    ],
    ['there is one row', [[-3, -1]], [[6, 1]]],
    [
      'most are equal',
      [[0, -1], ...Array.from({ length: 8 }, (): Row => [1, 1]), [2, 1]],
      [
        [1, 1],
        [6, 8],
        [10, 1],
      ],
    ],
  ])('rows of equal margin stay together where %s', (_, rows, expected) => {
    expect(decilesOf(rows).map(({ decile, rows: count }) => [decile, count])).toEqual(expected);
  });

  test('it is that of a naive computation, whatever the order of the rows', () => {
    const row = fc.tuple(fc.constantFrom(-3, -1, -0.5, 0, 0.25, 2), fc.constantFrom(1, -1));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 50 }), (rows) => {
        expect(decilesOf(rows)).toEqual(naive(rows));
        expect(decilesOf(rows.toReversed())).toEqual(decilesOf(rows));
      }),
    );
  });
});
