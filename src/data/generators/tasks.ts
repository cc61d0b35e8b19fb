import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { Random } from '../../util/random.js';
import { toMillionths } from './values.js';

/** A kind of labels. */
export interface Task {
  name: string;
  summary: string;
  /** The label of a row, from its margin in the planted model. */
  label(margin: number, noise: number, random: Random): number;
}

const binary: Task = {
  name: 'binary',
  summary: '1 or -1, the side of the planted model that a row is on; noise is the share that is flipped',
  label(margin, noise, random) {
    const isFlipped = uniformFloat64(random) < noise;
    return margin > 0 !== isFlipped ? 1 : -1;
  },
};

const regression: Task = {
  name: 'regression',
  summary: "the planted model's margin; noise is the standard deviation of what is added",
  label: (margin, noise, random) => toMillionths(margin + noise * bellShaped(random)),
};

export const tasks: readonly Task[] = [binary, regression];

/** A nearly normal number of mean 0 and variance 1: a sum of 12 uniform numbers, each of variance 1/12. */
function bellShaped(random: Random): number {
  let sum = -6;
  for (let count = 0; count < 12; count++) sum += uniformFloat64(random);
  return sum;
}
