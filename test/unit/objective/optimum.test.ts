import { describe, expect, test } from 'vitest';
import type { Kernels } from '../../../src/engine/wasm.js';
import { losses } from '../../../src/objective/losses.js';
import { findOptimum } from '../../../src/objective/optimum.js';
import type { DenseProblem } from '../../reference/reference.js';
import * as reference from '../../reference/reference.js';
import { engineProblem, weightsOf } from '../../support/engine.js';
import { randomProblem, withBias } from '../../support/problems.js';

const unwatched = { pause: async () => {}, step: () => {} };
const smooth = losses.filter(({ isSmooth }) => isSmooth);

async function optimumOf(dense: DenseProblem) {
  const problem = await engineProblem(dense);
  const optimum = await findOptimum(problem, unwatched);
  return { optimum, weights: weightsOf(problem) };
}

function logistic(rows: number[][], labels: number[]): DenseProblem {
  return { rows, labels, features: rows[0]?.length ?? 0, loss: 'logistic', lambda: 0 };
}

describe.each(smooth)('the optimum with the $name loss', ({ name }) => {
  const problems = [
    { what: 'λ = 1e-3', dense: randomProblem(name, 1e-3) },
    { what: 'λ = 1e-6', dense: randomProblem(name, 1e-6) },
    { what: 'λ = 1e-3 and a bias', dense: withBias(randomProblem(name, 1e-3)) },
    { what: 'more features than rows', dense: randomProblem(name, 1e-4, { rows: 20, features: 60 }) },
  ];

  test.each(problems)('the dense gradient vanishes at the optimum: $what', async ({ dense }) => {
    const { weights } = await optimumOf(dense);
    const atZero = norm(reference.gradient(dense, new Array(dense.features).fill(0)));
    expect(norm(reference.gradient(dense, weights))).toBeLessThan(1e-10 * atZero);
  });

  test.each(problems)('no neighbour of the optimum is lower, and the certificate says so: $what', async ({ dense }) => {
    const { optimum, weights } = await optimumOf(dense);
    expect(optimum.objective).toBeCloseTo(reference.objective(dense, weights), 14);
    for (const [k, weight] of weights.entries()) {
      for (const step of [-1e-3, 1e-3]) {
        const neighbour = weights.with(k, weight + step);
        expect(reference.objective(dense, neighbour)).toBeGreaterThanOrEqual(optimum.objective);
      }
    }
    const { gapBound, gradientNorm } = optimum;
    if (dense.bias) expect(gapBound).toBeNull();
    else expect(gapBound).toBe(gradientNorm ** 2 / (2 * dense.lambda));
  });
});

describe('objectives without a minimiser', () => {
  test('an objective is refused if a feature occurs in one class alone', async () => {
    const one = [
      [1, 0],
      [1, 0],
      [1, 2],
    ];
    await expect(optimumOf(logistic(one, [1, -1, 1]))).rejects.toThrow('some feature always speaks for the same class');
  });

  const separated = [
    [2, 1],
    [-1, -2],
    [1, 2],
    [-2, -1],
  ];

  test('an objective is refused if a linear model separates the two classes', async () => {
    await expect(optimumOf(logistic(separated, [1, 1, -1, -1]))).rejects.toThrow(
      'a linear model separates the two classes',
    );
  });

  test('an objective is refused if a linear model separates some rows, though not the rest', async () => {
    const rest = [
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 1],
    ];
    const rows = [...separated.map((row) => [...row, 0]), ...rest];
    await expect(optimumOf(logistic(rows, [1, 1, -1, -1, 1, -1, -1]))).rejects.toThrow(
      'a linear model separates some rows from the rest',
    );
  });

  test('an objective is taken if both classes hold every feature back', async () => {
    const rows = [...separated, ...separated];
    const { optimum } = await optimumOf(logistic(rows, [1, 1, -1, -1, -1, 1, 1, -1]));
    expect(optimum.gradientNorm).toBeLessThanOrEqual(1e-10 * optimum.initialGradientNorm);
    expect(optimum.gapBound).toBeNull();
  });
});

describe('an optimum that is near', () => {
  test('the optimum may be w = 0 itself', async () => {
    const { optimum } = await optimumOf(logistic([[1], [1]], [1, -1]));
    expect(optimum).toMatchObject({ objective: Math.log(2), gradientNorm: 0, newtonSteps: 0 });
  });

  test('the optimum may be one step away, however far that moves a margin', async () => {
    const { weights } = await optimumOf({ rows: [[2]], labels: [1], features: 1, loss: 'squared', lambda: 0 });
    expect(weights).toEqual([0.5]);
  });
});

test.each([
  ['a loss that is not smooth', randomProblem('hinge', 1e-3), 'The squared-hinge loss is its smooth relative'],
  ['a feature of one class', logistic([[1], [2]], [1, 1]), 'Give an L2 term, such as ‹l2› 1/n'],
  [
    'an overflow',
    { rows: [[1e160], [-1e160]], labels: [1, -1], features: 1, loss: 'squared', lambda: 0 },
    'Rescale the features or the labels',
  ],
])('a refusal for %s has a hint', async (_, dense, hint) => {
  await expect(optimumOf(dense)).rejects.toMatchObject({ hint });
});

describe('features and labels of any size', () => {
  test('the optimum does not depend on the units of a feature', async () => {
    const dense = randomProblem('squared', 0, { rows: 80, features: 4, seed: 2 });
    const scaled = { ...dense, rows: dense.rows.map((row) => row.map((value, k) => (k === 0 ? 1e9 * value : value))) };
    const [plain, other] = [await optimumOf(dense), await optimumOf(scaled)];
    expect(other.optimum.objective).toBeCloseTo(plain.optimum.objective, 12);
  });

  test('the optimum may be w = 0 but for rounding', async () => {
    const rows = [[0.1], [0.2], [0.3]];
    const { optimum } = await optimumOf({ rows, labels: [1, 1, -1], features: 1, loss: 'squared', lambda: 0 });
    expect(optimum.objective).toBe(0.5);
  });

  test('data that overflow are refused', async () => {
    const rows = [[1e160], [-1e160]];
    const overflowing = optimumOf({ rows, labels: [1, -1], features: 1, loss: 'squared', lambda: 0 });
    await expect(overflowing).rejects.toThrow('the gradient at w = 0 is not a finite double');
  });
});

test('the hinge is refused, as it has no gradient at its kink', async () => {
  await expect(optimumOf(randomProblem('hinge', 1e-3))).rejects.toThrow('the hinge loss has no gradient at its kink');
});

test('a search for the optimum says what it did, and its watch hears of each product and each step', async () => {
  const dense = randomProblem('logistic', 1e-3);
  const problem = await engineProblem(dense);
  let products = 0;
  const steps: [number, number][] = [];
  const optimum = await findOptimum(problem, {
    pause: async () => {
      products++;
    },
    step: (...said) => steps.push(said),
  });
  expect(optimum.hessianProducts).toBe(products);
  expect(optimum.newtonSteps).toBe(steps.length);
  expect(steps.length).toBeGreaterThan(2);
  for (const [at, [share, wanted]] of steps.entries()) {
    expect(wanted).toBe(1e-10);
    // The search ends with the first step that reaches the tolerance.
    expect(share <= wanted).toBe(at === steps.length - 1);
  }
  expect(steps.at(-1)?.[0]).toBeGreaterThanOrEqual(optimum.gradientNorm / optimum.initialGradientNorm);
  const atZero = reference.gradient(dense, new Array(dense.features).fill(0));
  expect(optimum.initialGradientNorm).toBeCloseTo(norm(atZero), 14);
  expect(optimum.gradientNorm).toBeCloseTo(norm(reference.gradient(dense, weightsOf(problem))), 14);
});

test('a search for the optimum that gets no further is refused with its steps and its gradient', async () => {
  const problem = await engineProblem(randomProblem('logistic', 1e-3));
  const kernels: Kernels = {
    ...problem.kernels,
    // The gradient is that of another function, whose steps do not lower this one.
    addGradient(...args) {
      problem.kernels.addGradient(...args);
      const [gradient] = problem.memory.f64(args[3], 1);
      problem.memory.f64(args[3], 1)[0] = (gradient as number) + 100;
    },
  };
  const steps: number[] = [];
  const watch = { ...unwatched, step: (share: number) => steps.push(share) };
  const refused = findOptimum({ ...problem, kernels }, watch);
  await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining('A larger ‹l2› makes it easier') });
  await expect(refused).rejects.toThrow(
    `no optimum was found: after ${steps.length} Newton steps ‖∇F‖ is still ${steps.at(-1)?.toExponential(1)} of that at w = 0`,
  );
  expect(steps.length).toBeLessThan(20);
});

test('a search for the optimum ends if its watch throws', async () => {
  const problem = await engineProblem(randomProblem('logistic', 1e-3));
  const pause = async () => {
    throw new Error('enough');
  };
  await expect(findOptimum(problem, { ...unwatched, pause })).rejects.toThrow('enough');
});

function norm(vector: number[]): number {
  return Math.hypot(...vector);
}
