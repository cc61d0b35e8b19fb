import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { randomFor } from '../util/random.js';
import type { Problem } from './problem.js';
import { inner } from './vectors.js';

/** Every step finds more; after so many it is looked whether κ still grows by more than 1 %. */
const STEPS_A_LOOK = 50;
const PRECISION = 0.01;
const MOST_STEPS = 1000;
const HALVINGS = 60;

/** A symmetric matrix that has values on its diagonal and beside it alone. */
interface Tridiagonal {
  diagonal: number[];
  /** One fewer. */
  beside: number[];
}

/**
 * The condition number of D^½(H + λI)D^½, with D = diag(scales) and H the Hessian of the mean loss at the weights of the
 * problem. By Lanczos' method, each step of which is a pass over the rows; an estimate from below. It takes two
 * arrays as long as the weights and one as long as the labels in the engine's memory. The same bits on every machine.
 */
export function conditionNumber(problem: Problem, scales: Float64Array): number {
  const multiply = multiplier(problem, scales);
  const { features } = problem;
  const random = randomFor(0, 'lanczos');
  const found: Tridiagonal = { diagonal: [], beside: [] };
  let previous: Float64Array = new Float64Array(features);
  let vector: Float64Array = scales.map(() => 1 + uniformFloat64(random));
  normalise(vector);
  let condition = 1;
  for (let step = 1; ; step++) {
    const product = multiply(vector);
    const along = inner(product, vector);
    const back = found.beside.at(-1) ?? 0;
    for (let k = 0; k < features; k++) product[k] = product[k]! - along * vector[k]! - back * previous[k]!;
    [previous, vector] = [vector, product];
    const norm = normalise(vector);
    found.diagonal.push(along);
    const isLast = norm === 0 || step === MOST_STEPS;
    if (isLast || step % STEPS_A_LOOK === 0) {
      const before = condition;
      condition = eigenvalueOf(found, step) / eigenvalueOf(found, 1);
      if (isLast || condition <= (1 + PRECISION) * before) return condition;
    }
    found.beside.push(norm);
  }
}

/** v ↦ D^½(H + λI)D^½v */
function multiplier(problem: Problem, scales: Float64Array): (vector: Float64Array) => Float64Array {
  const { memory, kernels, train, features, lambda, regularised, lossCode, weights } = problem;
  const curvatures = memory.allocateF64(train.rows);
  kernels.fillCurvatures(train.address, lossCode, weights, curvatures);
  const [input, output] = [memory.allocateF64(features), memory.allocateF64(features)];
  const roots = scales.map(Math.sqrt);
  return (vector) => {
    const scaled = memory.f64(input, features);
    const product = memory.f64(output, features).fill(0);
    for (let k = 0; k < features; k++) scaled[k] = roots[k]! * vector[k]!;
    kernels.addCurvatureProduct(train.address, curvatures, input, output);
    for (let k = 0; k < features; k++) {
      const l2 = k < regularised ? lambda * scaled[k]! : 0;
      product[k] = roots[k]! * (product[k]! / train.rows + l2);
    }
    return product.slice();
  };
}

/** The eigenvalue of a rank, 1 for the least; all are above 0. By bisection. */
function eigenvalueOf({ diagonal, beside }: Tridiagonal, rank: number): number {
  // No eigenvalue is above the greatest sum of the sizes in a row (Gershgorin).
  let high = diagonal.reduce(
    (most, value, row) => Math.max(most, value + (beside[row - 1] ?? 0) + (beside[row] ?? 0)),
    0,
  );
  let low = 0;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (countBelow({ diagonal, beside }, middle) >= rank) high = middle;
    else low = middle;
  }
  return high;
}

/** How many eigenvalues are below a number: as many as pivots are negative (Sylvester). */
function countBelow({ diagonal, beside }: Tridiagonal, number: number): number {
  let [count, pivot] = [0, 1];
  diagonal.forEach((value, row) => {
    const coupling = beside[row - 1] ?? 0;
    pivot = value - number - (coupling * coupling) / (pivot || Number.MIN_VALUE);
    if (pivot < 0) count++;
  });
  return count;
}

/** Divides a vector by its norm, which it returns. */
function normalise(vector: Float64Array): number {
  const norm = Math.sqrt(inner(vector, vector));
  for (let k = 0; k < vector.length; k++) vector[k] = vector[k]! / (norm || 1);
  return norm;
}
