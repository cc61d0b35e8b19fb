import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Axis, along, type LinePoint } from '../../../../src/report/plots/figure.js';
import { endOf, endsMissed, piecesOf } from '../../../../src/report/plots/pieces.js';

const axis = (scale: Axis['scale'], low: number, high: number): Axis => ({
  title: '',
  scale,
  domain: [low, high],
  values: null,
});
const exact = (x: number, y: number): LinePoint => ({ x, y, low: y, high: y });
const lineOf = (points: LinePoint[], diverged = false) => ({ name: 'a', points, missed: [], diverged });
const [x, y] = [axis('linear', 0, 10), axis('log', 0.01, 100)];

/** Lines that leave and come back, up to losses such as 1e300, down to below 0. */
const values = fc.oneof(
  fc.double({ min: -320, max: 300, noNaN: true }).map((power) => 10 ** power),
  fc.double({ min: 0.001, max: 1000, noNaN: true }),
  fc.constantFrom(0, -1, 1e206, 0.01, 100),
);
const lines = fc
  .array(fc.record({ y: values, below: fc.double({ min: 0, max: 1, noNaN: true }), above: values }), { maxLength: 12 })
  .map((drawn) =>
    drawn.map((point, at) => ({
      x: at,
      y: point.y,
      low: point.y * point.below,
      high: point.y + Math.abs(point.above),
    })),
  );

describe('the pieces of a line', () => {
  test('all that is drawn lies inside the domain, with its range, whatever the line does', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom(x, axis('log', 1, 11)), (points, across) => {
        const drawn = piecesOf(lineOf(points), across, y).flatMap(({ points, edges }) => [...points, ...edges]);
        for (const point of drawn) {
          for (const part of [point.low, point.y, point.high]) {
            expect(along(y, part)).toBeGreaterThanOrEqual(0);
            expect(along(y, part)).toBeLessThan(1 + 1e-12);
          }
          expect(along(across, point.x)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test('every point inside the domain is drawn once, in the order of x', () => {
    fc.assert(
      fc.property(lines, (points) => {
        const drawn = piecesOf(lineOf(points), x, y).flatMap((piece) => piece.points.map((point) => point.x));
        expect(drawn).toEqual(points.filter(({ y }) => y >= 0.01 && y <= 100).map((point) => point.x));
      }),
    );
  });

  test('a line that leaves and comes back is cut where a straight line on the axes crosses the top', () => {
    const points = [exact(1, 1), exact(3, 10_000), exact(5, 1e206), exact(7, 1000), exact(8, 10)];
    const [before, after, ...others] = piecesOf(lineOf(points), x, y);
    expect(others).toEqual([]);
    const edge = (at: number) => ({ ...exact(at, 100), x: expect.closeTo(at, 12) });
    expect(before).toEqual({ points: [exact(1, 1)], edges: [edge(2)] });
    expect(after).toEqual({ points: [exact(8, 10)], edges: [edge(7.5)] });
    const [onLog] = piecesOf(lineOf([exact(1, 1), exact(100, 10_000)]), axis('log', 1, 100), y);
    expect(onLog?.edges[0]?.x).toBeCloseTo(10, 12);
  });

  test('a line ends where it has no place on the axis, and goes on after it', () => {
    const points = [exact(0, 1), exact(1, 0), exact(2, 0.5), exact(3, -1), exact(4, 0.001)];
    expect(piecesOf(lineOf(points), x, y).map((piece) => piece.points)).toEqual([[exact(0, 1)], [exact(2, 0.5)]]);
  });

  test('a linear axis cuts lines on straight lines', () => {
    const [piece] = piecesOf(lineOf([exact(0, 0), exact(4, 2)]), x, axis('linear', 0, 1));
    expect(piece).toEqual({ points: [exact(0, 0)], edges: [exact(2, 1)] });
  });
});

describe('the end of a line', () => {
  test.each([
    { end: 'there', points: [exact(0, 1), exact(1, 2)], diverged: false, at: [1, 2] },
    { end: 'above', points: [exact(0, 1), exact(2, 10_000)], diverged: false, at: [1, 100] },
    { end: 'below', points: [exact(0, 1), exact(2, 0)], diverged: false, at: [0, 1] },
    { end: 'diverged', points: [exact(0, 1), exact(2, 10_000)], diverged: true, at: [1, 100] },
    { end: 'diverged', points: [exact(0, 1), exact(2, 3)], diverged: true, at: [2, 3] },
  ])('a line that ends $end at $at is said to', ({ end, points, diverged, at: [endX, endY] }) => {
    expect(endOf(lineOf(points, diverged), x, y)).toEqual({
      name: 'a',
      x: expect.closeTo(endX!, 12),
      y: endY,
      fate: end,
    });
  });

  test.each([
    { points: [exact(1, 1)], missed: [4], isMissed: true },
    { points: [], missed: [1], isMissed: true },
    { points: [exact(1, 1), exact(16, 1)], missed: [4], isMissed: false },
    { points: [exact(1, 1)], missed: [], isMissed: false },
  ])('a line with values at $points.length places that missed $missed ends missed: $isMissed', (line) => {
    expect(endsMissed({ ...lineOf(line.points), missed: line.missed })).toBe(line.isMissed);
  });

  test('a line that is nowhere in sight has no end', () => {
    expect(endOf(lineOf([]), x, y)).toBeUndefined();
    expect(endOf(lineOf([exact(0, 1000), exact(1, 2000)]), x, y)).toBeUndefined();
  });
});
