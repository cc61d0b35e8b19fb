import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { type Random, randomBelow, randomFor, randomPermutation } from '../../util/random.js';
import type { RowChunk } from '../rows.js';

/** The name of the built-in dataset. */
export const BUILT_IN = 'zipf';

const SEED = 2017;
const ROWS = 20_000;
/** The size of the built-in dataset's feature space. */
export const ZIPF_FEATURES = 50_000;
const SHORTEST_TEXT = 40;
const LONGEST_TEXT = 110;
/** One feature in this many has a weight in the planted model. */
const PLANTED_EVERY = 5;
const FLIPPED_SHARE = 0.03;

/**
 * The built-in dataset, which resembles texts as bags of words: every row draws words whose frequency falls as
 * 1/rank (Zipf), counts them, weighs a count by how rare the word is, and is scaled to norm 1. Labels
 * are the side of a planted sparse model, a few of them flipped. It uses only operations that IEEE 754
 * defines to the last bit, so it is the same on every machine.
 */
export function generateZipf(): RowChunk {
  const random = randomFor(SEED, 'generate');
  const vocabulary = new Vocabulary(random);
  const model = plantModel(random);
  const lengths = new Uint32Array(ROWS);
  const labels = new Float64Array(ROWS);
  const indices: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < ROWS; row++) {
    const words = SHORTEST_TEXT + randomBelow(random, LONGEST_TEXT - SHORTEST_TEXT + 1);
    const start = indices.length;
    const squaredNorm = countWords(vocabulary.drawText(words), vocabulary, indices, values);
    const norm = Math.sqrt(squaredNorm);
    let margin = 0;
    for (let position = start; position < indices.length; position++) {
      values[position] = values[position]! / norm;
      margin += values[position]! * model[indices[position]!]!;
    }
    const flipped = uniformFloat64(random) < FLIPPED_SHARE;
    labels[row] = margin > 0 !== flipped ? 1 : -1;
    lengths[row] = indices.length - start;
  }
  return { labels, lengths, indices: Uint32Array.from(indices), values: Float64Array.from(values) };
}

/** Appends each distinct word of a sorted text with its weight; returns the sum of the weights' squares. */
function countWords(text: Uint32Array, vocabulary: Vocabulary, indices: number[], values: number[]): number {
  let squaredNorm = 0;
  for (let first = 0, next = 0; first < text.length; first = next) {
    const word = text[first]!;
    while (text[next] === word) next++;
    const weight = (next - first) * vocabulary.rarity[word]!;
    indices.push(word);
    values.push(weight);
    squaredNorm += weight * weight;
  }
  return squaredNorm;
}

/** Words of Zipf frequencies; their ranks are hidden behind random feature numbers. */
class Vocabulary {
  /** The weight of one occurrence of a word: 1 for the most frequent, one more with every doubling of the rank. */
  readonly rarity = new Uint8Array(ZIPF_FEATURES);
  readonly #random: Random;
  readonly #wordOfRank: Uint32Array;
  /** Σ of 1/rank up to and including each rank. */
  readonly #cumulated = new Float64Array(ZIPF_FEATURES);

  constructor(random: Random) {
    this.#random = random;
    this.#wordOfRank = randomPermutation(ZIPF_FEATURES, random);
    let sum = 0;
    this.#wordOfRank.forEach((word, position) => {
      const rank = position + 1;
      sum += 1 / rank;
      this.#cumulated[position] = sum;
      this.rarity[word] = 32 - Math.clz32(rank);
    });
  }

  /** A text of `words` words, sorted. */
  drawText(words: number): Uint32Array {
    const text = new Uint32Array(words);
    for (let position = 0; position < words; position++) text[position] = this.#drawWord();
    return text.sort();
  }

  #drawWord(): number {
    const target = uniformFloat64(this.#random) * this.#cumulated[ZIPF_FEATURES - 1]!;
    let low = 0;
    let high = ZIPF_FEATURES - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#cumulated[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return this.#wordOfRank[low]!;
  }
}

function plantModel(random: Random): Float64Array {
  return Float64Array.from({ length: ZIPF_FEATURES }, () => {
    const planted = randomBelow(random, PLANTED_EVERY) === 0;
    return planted ? 2 * uniformFloat64(random) - 1 : 0;
  });
}
