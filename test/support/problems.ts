import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { DenseProblem } from '../reference/reference.js';

/**
 * A random sparse problem with what tends to go wrong in it: a row without features, a feature in every
 * row, a feature in one row only, one in none, and rows of all lengths modulo 4.
 */
export function randomProblem(
  loss: string,
  lambda: number,
  { rows: count = 61, features = 23, seed = 1 } = {},
): DenseProblem {
  const random = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(random);
  const rows = Array.from({ length: count }, (_, i) =>
    Array.from({ length: features }, (_, k) => {
      const value = 2 * uniform() - 1;
      const active = k === 0 || (k > 2 && uniform() < 0.6 / (1 + k / 4));
      return i !== 5 && (active || (k === 1 && i === 7)) ? value : 0;
    }),
  );
  const labels = rows.map(() => (loss === 'squared' ? 4 * uniform() - 2 : uniform() < 0.4 ? 1 : -1));
  return { rows, labels, features, loss, lambda };
}

/** The same with the constant feature 1 as its last one. */
export function withBias(problem: DenseProblem): DenseProblem {
  return { ...problem, rows: problem.rows.map((row) => [...row, 1]), features: problem.features + 1, bias: true };
}
