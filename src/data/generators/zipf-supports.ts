import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { type Random, randomPermutation } from '../../util/random.js';
import { AliasTable } from './alias-table.js';
import { zipfFrequencies } from './frequencies.js';
import { PoissonCount } from './poisson.js';
import type { Supports } from './supports.js';

/** Features at least this frequent are drawn one by one. */
const OFTEN = 1 / 2;

/**
 * Supports in which each feature occurs independently with its frequency in Zipf's law. Frequent features are drawn
 * one by one. The others are where the points of a Poisson process fall, which puts at least one point on a feature of
 * intensity −ln(1−p) with probability p: that takes time proportional to the features of a row, not of the dataset.
 */
export class ZipfSupports implements Supports {
  readonly most: number;
  readonly #random: Random;
  readonly #often: { feature: number; frequency: number }[] = [];
  readonly #points: PoissonCount;
  readonly #pointAt: AliasTable;

  /**
   * @param features the number of features, whose ranks are random
   * @param nnz the mean number of features of a row
   * @param exponent of Zipf's law
   */
  constructor(features: number, nnz: number, exponent: number, random: Random) {
    this.#random = random;
    const frequencies = zipfFrequencies(features, nnz, exponent);
    const featureOfRank = randomPermutation(features, random);
    const intensities = new Float64Array(features);
    let intensity = 0;
    frequencies.forEach((frequency, position) => {
      const feature = featureOfRank[position]!;
      if (frequency >= OFTEN) this.#often.push({ feature, frequency });
      else intensities[feature] = minusLogOfComplement(frequency);
      intensity += intensities[feature]!;
    });
    this.#points = new PoissonCount(intensity);
    this.#pointAt = new AliasTable(intensities);
    this.most = this.#often.length + this.#points.most;
  }

  draw(into: Uint32Array, start: number): number {
    const random = this.#random;
    let end = start;
    for (const { feature, frequency } of this.#often) if (uniformFloat64(random) < frequency) into[end++] = feature;
    for (let points = this.#points.draw(random); points > 0; points--) into[end++] = this.#pointAt.draw(random);
    into.subarray(start, end).sort();
    return withoutRepetitions(into, start, end);
  }
}

/** −ln(1−p) = p + p²/2 + p³/3 + …, exact but for the last few bits; p is below ½. */
function minusLogOfComplement(p: number): number {
  let sum = 0;
  let power = p;
  for (let term = 1; sum + power / term > sum; term++) {
    sum += power / term;
    power *= p;
  }
  return sum;
}

function withoutRepetitions(sorted: Uint32Array, start: number, end: number): number {
  let kept = start;
  for (let position = start; position < end; position++) {
    const feature = sorted[position]!;
    if (kept === start || feature !== sorted[kept - 1]) sorted[kept++] = feature;
  }
  return kept;
}
