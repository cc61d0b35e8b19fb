import { expectedRescaling } from '../../rules/expected.js';
import { type Random, randomBelow, randomPermutation } from '../../util/random.js';

/** A way to draw the rows of a batch. */
export interface Drawing {
  name: string;
  /**
   * c_k of a feature: the probability that a batch has it, over p_k.
   * @param count n_k, the number of rows with the feature, from 1 to `rows`
   * @param batch B, at most `rows`
   */
  rescaling(count: number, rows: number, batch: number): number;
  /** The variance of the mean of a batch, as a share of that of one row. */
  varianceOfMean(rows: number, batch: number): number;
  /** Each call of what is returned fills a batch with numbers of rows. */
  start(rows: number, random: Random): (batch: Uint32Array) => void;
}

/** Independent rows: the drawing that the paper's C_B is for. */
export const withReplacement: Drawing = {
  name: 'drawn with replacement',
  rescaling: (count, rows, batch) => expectedRescaling(count / rows, batch),
  varianceOfMean: (_, batch) => 1 / batch,
  start: (rows, random) => (batch) => {
    for (let sample = 0; sample < batch.length; sample++) batch[sample] = randomBelow(random, rows);
  },
};

/** Distinct rows, as in an epoch; the rescaling is this project's. */
export const withoutReplacement: Drawing = {
  name: 'drawn without replacement',
  /**
   * Hypergeometric: c_k = (1 − C(N − n_k, B)/C(N, B))/p_k. Each row drawn has the feature in the share
   * n_k/(N − drawn) of the cases in which none before it had, and these are added up, so that nothing cancels.
   */
  rescaling(count, rows, batch) {
    let presence = 0;
    for (let drawn = 0; drawn < batch; drawn++) presence += (1 - presence) * (count / (rows - drawn));
    return presence / (count / rows);
  },
  /** With the correction for a finite population. */
  varianceOfMean: (rows, batch) => (rows - batch) / (rows - 1) / batch,
  /** A batch is what comes first in an order that is shuffled only so far (Fisher–Yates). */
  start(rows, random) {
    const order = randomPermutation(rows, random);
    return (batch) => {
      for (let sample = 0; sample < batch.length; sample++) {
        const other = sample + randomBelow(random, rows - sample);
        const row = order[other]!;
        order[other] = order[sample]!;
        order[sample] = row;
        batch[sample] = row;
      }
    };
  },
};
