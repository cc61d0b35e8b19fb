import { UserError } from '../util/errors.js';
import type { Dataset } from './dataset.js';
import type { RowChunk } from './rows.js';

/** How often the features that occur are active, and how large they get. */
export interface FeatureRanges {
  /** The features that occur, counted from 0, ascending: there may be two billion others. */
  features: Uint32Array;
  /** The number of rows in which each of these features is active. */
  counts: Uint32Array;
  /** The largest |value| of each; a large dataset is sampled at every n-th row, with 0 for features not seen there. */
  magnitudes: Float64Array;
}

/** Statistics of the rows of a dataset, from one look at each stored value. */
export interface RowStatistics extends FeatureRanges {
  /** ‖xᵢ‖², one per row. */
  squaredNorms: Float64Array;
  /** The smallest and the largest stored value; undefined if none is stored. */
  range: { min: number; max: number } | undefined;
  /** The distinct values, sorted; undefined if there are more than `FEW`. */
  distinctValues: number[] | undefined;
  /** Rows with features that equal an earlier row, label included; compared by a hash of 64 bits. */
  duplicates: number;
}

/** The most distinct values that are listed. */
const FEW = 10;
/** About how many values are sampled for the magnitudes; frequent features need no more. */
const MAGNITUDE_VALUES = 1 << 20;

/**
 * Gathers statistics in one pass over the rows of a dataset. Takes 12 bytes a feature and 16 a row.
 * @param signal ends it early, by an AbortError
 * @throws UserError if there are more features than memory allows
 */
export async function rowStatistics(dataset: Dataset, signal?: AbortSignal): Promise<RowStatistics> {
  const statistics = gatherer(dataset, () => new Statistics(dataset));
  for await (const chunk of dataset.chunks()) {
    signal?.throwIfAborted();
    statistics.add(chunk);
  }
  return statistics.finish();
}

/** Gathers only the ranges of the features, in one pass over the rows. Throws as rowStatistics does. */
export async function featureRanges(dataset: Dataset, signal?: AbortSignal): Promise<FeatureRanges> {
  const ranges = gatherer(dataset, () => new RangeTally(dataset));
  for await (const { lengths, indices, values } of dataset.chunks()) {
    signal?.throwIfAborted();
    let start = 0;
    for (const length of lengths) {
      ranges.addRow(indices, values, start, start + length);
      start += length;
    }
  }
  return ranges.finish();
}

function gatherer<Gatherer>(dataset: Dataset, make: () => Gatherer): Gatherer {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      `${dataset.name}: there is no memory for the ${dataset.features} features`,
      'The largest index makes for so many; number those that occur from 1',
    );
  }
}

/** Gathers the ranges of features, row by row. */
class RangeTally {
  /** Indexed by feature. The system allocates only the parts that are written to. */
  readonly #counts: Uint32Array;
  readonly #magnitudes: Float64Array;
  /** The features in order of appearance. */
  readonly #found: Uint32Array;
  #occurring = 0;
  readonly #indexBase: number;
  readonly #stride: number;
  #rows = 0;

  constructor({ features, nonzeros, indexBase }: Dataset) {
    this.#counts = new Uint32Array(features);
    this.#magnitudes = new Float64Array(features);
    this.#found = new Uint32Array(Math.min(features, nonzeros));
    this.#indexBase = indexBase;
    this.#stride = Math.ceil(Math.max(nonzeros, 1) / MAGNITUDE_VALUES);
  }

  addRow(indices: Uint32Array, values: Float64Array, start: number, end: number): void {
    const counts = this.#counts;
    const base = this.#indexBase;
    for (let position = start; position < end; position++) {
      const feature = indices[position]! - base;
      const count = counts[feature]!;
      if (count === 0) this.#found[this.#occurring++] = feature;
      counts[feature] = count + 1;
    }
    if (this.#rows++ % this.#stride === 0) this.#addMagnitudes(indices, values, start, end);
  }

  #addMagnitudes(indices: Uint32Array, values: Float64Array, start: number, end: number): void {
    for (let position = start; position < end; position++) {
      const feature = indices[position]! - this.#indexBase;
      const magnitude = Math.abs(values[position]!);
      if (magnitude > this.#magnitudes[feature]!) this.#magnitudes[feature] = magnitude;
    }
  }

  finish(): FeatureRanges {
    const features = this.#found.subarray(0, this.#occurring).sort();
    return {
      features,
      counts: features.map((feature) => this.#counts[feature]!),
      magnitudes: Float64Array.from(features, (feature) => this.#magnitudes[feature]!),
    };
  }
}

class Statistics {
  readonly #ranges: RangeTally;
  readonly #squaredNorms: Float64Array;
  /** Two words for each row with features. */
  readonly #hashes: Uint32Array;
  #hashed = 0;
  #rows = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  /** In order of appearance; at most one more than `FEW`. */
  readonly #distinct: number[] = [];

  constructor(dataset: Dataset) {
    const { rows } = dataset;
    this.#ranges = new RangeTally(dataset);
    this.#squaredNorms = new Float64Array(rows);
    this.#hashes = new Uint32Array(2 * rows);
  }

  add({ labels, lengths, indices, values }: RowChunk): void {
    this.#addDistinct(values);
    const words = wordsOf(values);
    const labelWords = wordsOf(labels);
    let start = 0;
    for (let row = 0; row < lengths.length; row++) {
      const end = start + lengths[row]!;
      this.#ranges.addRow(indices, values, start, end);
      this.#addRow(values, start, end);
      if (end > start) this.#addHash(indices, words, start, end, labelWords[2 * row]!, labelWords[2 * row + 1]!);
      start = end;
    }
  }

  finish(): RowStatistics {
    const isFew = this.#distinct.length <= FEW;
    return {
      squaredNorms: this.#squaredNorms,
      ...this.#ranges.finish(),
      range: this.#distinct.length > 0 ? { min: this.#min, max: this.#max } : undefined,
      distinctValues: isFew ? this.#distinct.sort((a, b) => a - b) : undefined,
      duplicates: this.#countDuplicates(),
    };
  }

  /** Adds values to the first few distinct ones. */
  #addDistinct(values: Float64Array): void {
    for (let position = 0; position < values.length && this.#distinct.length <= FEW; position++) {
      const value = values[position]!;
      if (!this.#distinct.includes(value)) this.#distinct.push(value);
    }
  }

  #addRow(values: Float64Array, start: number, end: number): void {
    let squaredNorm = 0;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let position = start; position < end; position++) {
      const value = values[position]!;
      squaredNorm += value * value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
    this.#squaredNorms[this.#rows++] = squaredNorm;
  }

  /**
   * Hashes a row into two words. Each step multiplies, which carries a difference of bits upwards, and rotates the
   * bits, which brings it down again; either word takes in the other.
   * @param low the low word of the label
   * @param high its high word
   */
  #addHash(indices: Uint32Array, words: Uint32Array, start: number, end: number, low: number, high: number): void {
    let first = Math.imul(low ^ 0x27d4eb2f, 0x9e3779b1);
    let second = Math.imul(high, 0x85ebca77);
    second = ((second << 13) | (second >>> 19)) + first;
    for (let position = start; position < end; position++) {
      first = Math.imul(first ^ indices[position]!, 0x9e3779b1);
      first = ((first << 15) | (first >>> 17)) ^ words[2 * position]!;
      second = Math.imul(second ^ words[2 * position + 1]!, 0x85ebca77);
      second = (((second << 13) | (second >>> 19)) + first) | 0;
      first = (first + second) | 0;
    }
    this.#hashes[this.#hashed++] = first;
    this.#hashes[this.#hashed++] = second;
  }

  #countDuplicates(): number {
    new BigUint64Array(this.#hashes.buffer, 0, this.#hashed / 2).sort();
    const hashes = this.#hashes;
    let duplicates = 0;
    for (let at = 2; at < this.#hashed; at += 2) {
      if (hashes[at] === hashes[at - 2] && hashes[at + 1] === hashes[at - 1]) duplicates++;
    }
    return duplicates;
  }
}

/** The two words of each double. */
function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
}
