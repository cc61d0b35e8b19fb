import { Descent } from './descent';
import { blockEnd, isPart, Matrix, nextPart, rowEnd, rowStart } from './matrix';
import { driftOf } from './step-kinds';

// The loops over one row's stored values. They are written with SIMD because that is what runs fast
// (up to 2.6 times faster than the scalar loops, measured), and every such loop finishes the last
// few values of a row one by one. The order of additions is fixed, so sums are the same everywhere.
// They work on one part of a matrix, except rowDot and rowScatter.
// Weights, and targets of a sum, are a field of f64 in each element of an array of T: see elementAt.

const INDEX: usize = 4;
const VALUE: usize = 8;

/** The address of an element of an array of f64. */
export function f64At(array: usize, index: u32): usize {
  return array + ((<usize>index) << 3);
}

/** The address of an element of an array of u32. */
export function u32At(array: usize, index: u32): usize {
  return array + ((<usize>index) << 2);
}

/** The address of element k of an array of T, f64 or a class; or of its field, given that of element 0. */
export function elementAt<T>(array: usize, k: u32): usize {
  return array + <usize>k * (isReference<T>() ? offsetof<T>() : sizeof<T>());
}

/** Two elements of an array of f64 that need not be neighbours. */
function gather(first: usize, second: usize): v128 {
  return v128.load_lane<f64>(second, v128.load64_zero(first), 1);
}

/** The inner product of the stored values at positions start … end - 1 with their weights. */
export function dot<T>(matrix: Matrix, start: u32, end: u32, weights: usize): f64 {
  let index = u32At(matrix.indices, start);
  let value = f64At(matrix.values, start);
  const last = u32At(matrix.indices, end);
  const lastFour = u32At(matrix.indices, start + ((end - start) & ~3));
  let left = f64x2.splat(0);
  let right = f64x2.splat(0);
  while (index < lastFour) {
    const w01 = gather(elementAt<T>(weights, load<u32>(index)), elementAt<T>(weights, load<u32>(index, 4)));
    const w23 = gather(elementAt<T>(weights, load<u32>(index, 8)), elementAt<T>(weights, load<u32>(index, 12)));
    left = f64x2.add(left, f64x2.mul(w01, v128.load(value)));
    right = f64x2.add(right, f64x2.mul(w23, v128.load(value, 16)));
    index += 4 * INDEX;
    value += 4 * VALUE;
  }
  left = f64x2.add(left, right);
  let sum = f64x2.extract_lane(left, 0) + f64x2.extract_lane(left, 1);
  while (index < last) {
    sum += load<f64>(elementAt<T>(weights, load<u32>(index))) * load<f64>(value);
    index += INDEX;
    value += VALUE;
  }
  return sum;
}

/** The margin of a row over all parts of its matrix: the sum of what its blocks add, in their order. */
export function rowDot(matrix: Matrix, row: usize, weights: usize): f64 {
  let sum: f64 = 0;
  for (let part = matrix; isPart(part); part = nextPart(part)) {
    let start = rowStart(part, row);
    for (let block: u32 = 0; block < part.blocks; block++) {
      const end = blockEnd(part, row, block);
      sum += dot<f64>(part, start, end, weights);
      start = end;
    }
  }
  return sum;
}

/**
 * Writes what each block of a row adds to its margin, a stride apart. For the few values of a block
 * a plain loop is faster than `dot`, which has more branches to mispredict (measured).
 */
export function writeDots(matrix: Matrix, row: usize, weights: usize, target: usize, stride: usize): void {
  const start = rowStart(matrix, row);
  const indices = matrix.indices;
  let index = u32At(indices, start);
  let value = f64At(matrix.values, start);
  const blocks = matrix.blocks;
  for (let block: u32 = 0; block < blocks; block++) {
    const last = u32At(indices, blockEnd(matrix, row, block));
    let sum: f64 = 0;
    while (index < last) {
      sum += load<f64>(f64At(weights, load<u32>(index))) * load<f64>(value);
      index += INDEX;
      value += VALUE;
    }
    store<f64>(target, sum);
    target += stride;
  }
}

/** target[k] += factor · x_k over the row's support, over all parts of its matrix. */
export function rowScatter(matrix: Matrix, row: usize, target: usize, factor: f64): void {
  for (let part = matrix; isPart(part); part = nextPart(part)) scatter<f64>(part, row, target, factor);
}

/** target[k] += factor · x_k over the row's support. */
export function scatter<T>(matrix: Matrix, row: usize, target: usize, factor: f64): void {
  const start = rowStart(matrix, row);
  const end = rowEnd(matrix, row);
  let index = u32At(matrix.indices, start);
  let value = f64At(matrix.values, start);
  const last = u32At(matrix.indices, end);
  const lastTwo = u32At(matrix.indices, start + ((end - start) & ~1));
  const factors = f64x2.splat(factor);
  while (index < lastTwo) {
    const first = elementAt<T>(target, load<u32>(index));
    const second = elementAt<T>(target, load<u32>(index, 4));
    const sum = f64x2.add(gather(first, second), f64x2.mul(factors, v128.load(value)));
    v128.store_lane<f64>(first, sum, 0);
    v128.store_lane<f64>(second, sum, 1);
    index += 2 * INDEX;
    value += 2 * VALUE;
  }
  if (index < last) {
    const target0 = elementAt<T>(target, load<u32>(index));
    store<f64>(target0, load<f64>(target0) + factor * load<f64>(value));
  }
}

/** target[k] += factor · x_k / divisors[k] over the row's support; SIMD would make steps of SAGA no more than 10 % faster. */
export function scatterDivided(matrix: Matrix, row: usize, target: usize, factor: f64, divisors: usize): void {
  let index = u32At(matrix.indices, rowStart(matrix, row));
  let value = f64At(matrix.values, rowStart(matrix, row));
  const last = u32At(matrix.indices, rowEnd(matrix, row));
  while (index < last) {
    const k = load<u32>(index);
    const element = f64At(target, k);
    store<f64>(element, load<f64>(element) + (factor * load<f64>(value)) / load<f64>(f64At(divisors, k)));
    index += INDEX;
    value += VALUE;
  }
}

/**
 * Counts the row's features as active in the current batch. A count is stored as base + count:
 * whatever an earlier batch left is at most `base`, so nothing is ever cleared.
 */
export function count(matrix: Matrix, row: usize, counts: usize, base: i32): void {
  const start = rowStart(matrix, row);
  const end = rowEnd(matrix, row);
  let index = u32At(matrix.indices, start);
  const last = u32At(matrix.indices, end);
  const lastFour = u32At(matrix.indices, start + ((end - start) & ~3));
  const bases = i32x4.splat(base);
  const ones = i32x4.splat(1);
  while (index < lastFour) {
    const first = u32At(counts, load<u32>(index));
    const second = u32At(counts, load<u32>(index, 4));
    const third = u32At(counts, load<u32>(index, 8));
    const fourth = u32At(counts, load<u32>(index, 12));
    let four = v128.load32_zero(first);
    four = v128.load_lane<i32>(second, four, 1);
    four = v128.load_lane<i32>(third, four, 2);
    four = v128.load_lane<i32>(fourth, four, 3);
    four = i32x4.add(i32x4.max_s(four, bases), ones);
    v128.store_lane<i32>(first, four, 0);
    v128.store_lane<i32>(second, four, 1);
    v128.store_lane<i32>(third, four, 2);
    v128.store_lane<i32>(fourth, four, 3);
    index += 4 * INDEX;
  }
  while (index < last) {
    const count0 = u32At(counts, load<u32>(index));
    store<i32>(count0, max<i32>(load<i32>(count0), base) + 1);
    index += INDEX;
  }
}

/** target[k] += factor · x_k · table[count of k in the batch] over the row's support. */
export function scatterByCount<T>(
  matrix: Matrix,
  row: usize,
  target: usize,
  factor: f64,
  counts: usize,
  base: i32,
  table: usize,
): void {
  const start = rowStart(matrix, row);
  const end = rowEnd(matrix, row);
  let index = u32At(matrix.indices, start);
  let value = f64At(matrix.values, start);
  const last = u32At(matrix.indices, end);
  const lastTwo = u32At(matrix.indices, start + ((end - start) & ~1));
  const factors = f64x2.splat(factor);
  const shifted = table - ((<usize>base) << 3);
  while (index < lastTwo) {
    const k0 = load<u32>(index);
    const k1 = load<u32>(index, 4);
    const scales = gather(f64At(shifted, load<u32>(u32At(counts, k0))), f64At(shifted, load<u32>(u32At(counts, k1))));
    const first = elementAt<T>(target, k0);
    const second = elementAt<T>(target, k1);
    const step = f64x2.mul(f64x2.mul(factors, v128.load(value)), scales);
    const sum = f64x2.add(gather(first, second), step);
    v128.store_lane<f64>(first, sum, 0);
    v128.store_lane<f64>(second, sum, 1);
    index += 2 * INDEX;
    value += 2 * VALUE;
  }
  if (index < last) {
    const k = load<u32>(index);
    const element = elementAt<T>(target, k);
    const scale = load<f64>(f64At(shifted, load<u32>(u32At(counts, k))));
    store<f64>(element, load<f64>(element) + factor * load<f64>(value) * scale);
  }
}

/**
 * Counts as `count` does, and appends the features that it meets for the first time in the batch to a
 * list (u32) of the given length. Without a branch: every feature is written, the new ones stay.
 * @returns the new length
 */
export function countAndList(matrix: Matrix, row: usize, counts: usize, base: i32, list: usize, length: u32): u32 {
  let index = u32At(matrix.indices, rowStart(matrix, row));
  const last = u32At(matrix.indices, rowEnd(matrix, row));
  while (index < last) {
    const k = load<u32>(index);
    const stamp = load<i32>(u32At(counts, k));
    store<u32>(u32At(list, length), k);
    length += u32(stamp <= base);
    store<i32>(u32At(counts, k), max<i32>(stamp, base) + 1);
    index += INDEX;
  }
  return length;
}

/** The rule's weight of a feature that is active `times` times in the batch. */
export function ruleWeight(descent: Descent, k: u32, times: i32): f64 {
  return descent.weightByFeature
    ? load<f64>(f64At(descent.weightByFeature, k))
    : load<f64>(f64At(descent.weightByCount, times));
}

/**
 * target[k] += factor · (coefficient · x_k + drift[k]) · weight of k over the row's support, where the
 * drift and the rule's weights, by count or by feature, are those that the descent has; slower than the
 * loops above, which are its commonest cases.
 */
export function scatterAny<T>(
  matrix: Matrix,
  row: usize,
  descent: Descent,
  target: usize,
  coefficient: f64,
  factor: f64,
  base: i32,
): void {
  const drift = driftOf(descent);
  const counts = descent.counts;
  const byFeature = descent.weightByFeature;
  const isCounted = counts !== 0 && byFeature === 0;
  // It may well be 0: the counts start above a base, so the table is addressed from below itself.
  const byCount = descent.weightByCount - ((<usize>base) << 3);
  let index = u32At(matrix.indices, rowStart(matrix, row));
  let value = f64At(matrix.values, rowStart(matrix, row));
  const last = u32At(matrix.indices, rowEnd(matrix, row));
  while (index < last) {
    const k = load<u32>(index);
    let direction = coefficient * load<f64>(value);
    if (drift) direction += load<f64>(f64At(drift, k));
    if (isCounted) direction *= load<f64>(f64At(byCount, load<u32>(u32At(counts, k))));
    if (byFeature) direction *= load<f64>(f64At(byFeature, k));
    const element = elementAt<T>(target, k);
    store<f64>(element, load<f64>(element) + factor * direction);
    index += INDEX;
    value += VALUE;
  }
}
