import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaUnderCurve, precisionAndRecall, Ranking } from '../../../src/evaluation/ranking.js';

type Row = readonly [margin: number, label: 1 | -1];

function rankingOf(rows: readonly Row[]): Ranking {
  const [margins, labels] = [0, 1].map((part) => Float64Array.from(rows, (row) => row[part] as number));
  return new Ranking(margins as Float64Array, labels as Float64Array);
}

/** Few margins, so that many are equal, and both zeros. */
const margin = fc.constantFrom(-2, -1e-300, -0, 0, 0.5, 1, 7);
const rowsOf = fc.array(fc.tuple(margin, fc.constantFrom<1 | -1>(1, -1)), { minLength: 1, maxLength: 40 });

describe('a ranking', () => {
  test('a ranking has each margin once, ascending, with the rows of both classes', () => {
    const ranking = rankingOf([
      ...([
        [2, 1],
        [-1, -1],
        [2, -1],
      ] as const),
      ...([
        [0, 1],
        [2, 1],
        [-0, -1],
      ] as const),
    ]);
    expect(ranking.rows).toBe(6);
    expect([...ranking.ties()].map(({ margin, ...counts }) => [margin + 0, counts])).toEqual([
      [-1, { positives: 0, negatives: 1 }],
      [0, { positives: 1, negatives: 1 }],
      [2, { positives: 2, negatives: 1 }],
    ]);
  });
});

describe('the area under the ROC curve', () => {
  test.each<[string, number | null, Row[]]>([
    [
      'all pairs are in order',
      1,
      [
        [1, -1],
        [2, 1],
        [3, 1],
      ],
    ],
    [
      'no pair is',
      0,
      [
        [1, 1],
        [2, -1],
      ],
    ],
    [
      'all margins are equal',
      0.5,
      [
        [0, 1],
        [0, -1],
        [0, -1],
      ],
    ],
    [
      'one pair of four is a tie',
      7 / 8,
      [
        [1, -1],
        [2, -1],
        [2, 1],
        [3, 1],
      ],
    ],
    [
      'rows have +1 alone',
      null,
      [
        [1, 1],
        [2, 1],
      ],
    ],
    ['rows have -1 alone', null, [[1, -1]]],
  ])('where %s it is %s', (_, area, rows) => {
    expect(areaUnderCurve(rankingOf(rows))).toBe(area);
  });

  test('it is the share of pairs in order, ties counted half, whatever the order of the rows', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const [positives, negatives] = [1, -1].map((label) => rows.filter((row) => row[1] === label));
        const pairs = (positives ?? []).flatMap(([m]) => (negatives ?? []).map(([other]) => m - other));
        const inOrder = pairs.filter((gap) => gap > 0).length + pairs.filter((gap) => gap === 0).length / 2;
        const area = pairs.length === 0 ? null : inOrder / pairs.length;
        expect(areaUnderCurve(rankingOf(rows))).toBe(area);
        expect(areaUnderCurve(rankingOf(rows.toReversed()))).toBe(area);
      }),
    );
  });
});

describe('precision and recall', () => {
  test.each<[string, { precision: number | null; recall: number | null }, Row[]]>([
    [
      'two of three found are right, of four',
      { precision: 2 / 3, recall: 0.5 },
      [
        ...([
          [1, 1],
          [2, 1],
          [3, -1],
        ] as const),
        ...([
          [-1, 1],
          [0, 1],
          [-2, -1],
        ] as const),
      ],
    ],
    [
      'nothing is predicted positive',
      { precision: null, recall: 0 },
      [
        [0, 1],
        [-1, -1],
      ],
    ],
    [
      'nothing is positive',
      { precision: 0, recall: null },
      [
        [1, -1],
        [-1, -1],
      ],
    ],
    ['neither is', { precision: null, recall: null }, [[0, -1]]],
  ])('where %s', (_, expected, rows) => {
    expect(precisionAndRecall(rankingOf(rows))).toEqual(expected);
  });

  test('they count the rows above 0', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const predicted = rows.filter(([m]) => m > 0);
        const found = predicted.filter(([, label]) => label > 0).length;
        const positives = rows.filter(([, label]) => label > 0).length;
        expect(precisionAndRecall(rankingOf(rows))).toEqual({
          precision: predicted.length === 0 ? null : found / predicted.length,
          recall: positives === 0 ? null : found / positives,
        });
      }),
    );
  });
});
