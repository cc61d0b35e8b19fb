import type { Decile } from '../results/evaluation.js';
import type { Ranking, Tie } from './ranking.js';

const DECILES = 10;

/** What a margin means. */
export interface Meaning {
  /** The probability of the label +1. */
  probability(margin: number): number;
  /** The logistic loss of a margin and a label. */
  loss(margin: number, label: number): number;
}

/**
 * How well probabilities fit, by tenths of the rows in the order of their probabilities. Rows of equal margin stay
 * together, in the tenth of their middle (this project's rule), so nothing depends on the order of rows; a tenth without
 * rows is left out.
 */
export function calibrate(ranking: Ranking, meaning: Meaning): Decile[] {
  const sums = Array.from({ length: DECILES }, () => new Sums());
  let before = 0;
  for (const tie of ranking.ties()) {
    const rows = tie.positives + tie.negatives;
    sums[Math.floor((DECILES * (before + rows / 2)) / ranking.rows)]?.add(tie, meaning);
    before += rows;
  }
  return sums.flatMap((sum, position) => (sum.rows > 0 ? sum.means(position + 1) : []));
}

/** Sums over the rows of a decile. */
class Sums {
  rows = 0;
  #positives = 0;
  #probabilities = 0;
  #losses = 0;

  add({ margin, positives, negatives }: Tie, { probability, loss }: Meaning): void {
    this.rows += positives + negatives;
    this.#positives += positives;
    this.#probabilities += (positives + negatives) * probability(margin);
    this.#losses += positives * loss(margin, 1) + negatives * loss(margin, -1);
  }

  means(decile: number): Decile {
    const { rows } = this;
    const [meanProbability, positiveShare] = [this.#probabilities / rows, this.#positives / rows];
    return { decile, rows, meanProbability, positiveShare, logLoss: this.#losses / rows };
  }
}
