import { expect, test } from 'vitest';
import { Crew } from '../../../../src/algorithms/executions/crew.js';

/**
 * Has a crew take steps of a second each, and returns how many workers took part in each of them.
 * @param paces seconds a sample, by the number of workers that take part, from one on
 * @param waitedShare the share of their time that the workers who take part wait
 */
function sizesOf(crew: Crew, steps: number, paces: number[], waitedShare: number): number[] {
  return Array.from({ length: steps }, () => {
    const { size } = crew;
    const waited = size > 1 ? waitedShare * size * 1000 : 0;
    crew.learn({ samples: 1000 / paces[size - 1]!, milliseconds: 1000, waited });
    return size;
  });
}

const twos = (length: number) => Array.from({ length }, () => 2);

const distinct = (sizes: number[]) => [...new Set(sizes)];

test('workers that wait little all take part, though fewer would be faster', () => {
  expect(distinct(sizesOf(new Crew(2), 100, [1, 2], 0.3))).toEqual([2]);
});

test('one worker fewer takes part if they wait for more than 30 % of the time and fewer are faster', () => {
  expect(sizesOf(new Crew(2), 4, [1, 2], 0.31)).toEqual([2, 1, 1, 1]);
});

test('all workers take part again if one fewer is slower, and fewer are tried again much later', () => {
  expect(sizesOf(new Crew(2), 40, [2, 1], 0.5)).toEqual([2, 1, ...twos(21), 1, ...twos(16)]);
  expect(sizesOf(new Crew(2), 101, [2, 1], 0.5).filter((size) => size === 1)).toHaveLength(5);
});

test('workers that were set aside are tried again now and then, and take part once that is faster', () => {
  const crew = new Crew(2);
  const sizes = sizesOf(crew, 100, [1, 2], 0.5);
  expect(sizes.slice(1).filter((size) => size === 2)).toHaveLength(4);
  expect(sizesOf(crew, 100, [2, 1], 0).slice(-50)).toEqual(twos(50));
});

test('as many of eight workers are set aside as make the steps faster', () => {
  const paces = [8, 4, 3, 2, 3, 4, 5, 6];
  const sizes = sizesOf(new Crew(8), 500, paces, 0.4);
  expect(sizes.filter((size) => size === 4).length).toBeGreaterThan(300);
});

test('one worker fewer does not take over if it is less than 10 % faster, which is noise', () => {
  expect(sizesOf(new Crew(2), 4, [0.91, 1], 0.5)).toEqual([2, 1, 2, 2]);
  expect(sizesOf(new Crew(2), 4, [0.9, 1], 0.5)).toEqual([2, 1, 2, 2]);
  expect(sizesOf(new Crew(2), 4, [0.89, 1], 0.5)).toEqual([2, 1, 1, 1]);
});

test('a crew of one worker never sets it aside', () => {
  expect(distinct(sizesOf(new Crew(1), 100, [1], 0))).toEqual([1]);
});

test('short steps are judged by some milliseconds of them together', () => {
  const crew = new Crew(2);
  const sizes = Array.from({ length: 100 }, () => {
    const { size } = crew;
    crew.learn({ samples: size === 1 ? 2 : 1, milliseconds: 1, waited: size - 1 });
    return size;
  });
  expect(sizes.indexOf(1)).toBe(50);
});

test('the waited share counts the workers that are set aside', () => {
  const crew = new Crew(2);
  expect(crew.waitedShare).toBe(0);
  sizesOf(crew, 1, [1, 2], 0.4);
  expect(crew.waitedShare).toBeCloseTo(0.4, 14);
  sizesOf(crew, 1, [1, 2], 0.4);
  expect(crew.waitedShare).toBeCloseTo((0.4 + 0.5) / 2, 14);
});
