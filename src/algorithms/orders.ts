import { type Random, randomBelow, randomPermutation, shuffle } from '../random.js';

/** How the rows are visited. */
export interface Order {
  name: string;
  /** One line for the help. */
  summary: string;
  /** Whether the rows are laid in memory in a random order, once a run, rather than in file order. */
  shuffledPlacement: boolean;
  /**
   * Writes the row numbers that one epoch visits.
   * @param visits N numbers, from the last epoch (at first 0 … N − 1), to be overwritten
   */
  nextEpoch(visits: Uint32Array, random: Random): void;
}

/** Long enough for memory to be read in sequence, short enough to mix. */
const BLOCK_ROWS = 32;

const blocks: Order = {
  name: 'blocks',
  summary: `rows shuffled once, then blocks of ${BLOCK_ROWS} rows in a new order every epoch`,
  shuffledPlacement: true,
  nextEpoch(visits, random) {
    let position = 0;
    for (const block of randomPermutation(Math.ceil(visits.length / BLOCK_ROWS), random)) {
      const end = Math.min((block + 1) * BLOCK_ROWS, visits.length);
      for (let row = block * BLOCK_ROWS; row < end; row++) visits[position++] = row;
    }
  },
};

const fullShuffle: Order = {
  name: 'shuffle',
  summary: 'all rows in a new random order every epoch',
  shuffledPlacement: false,
  nextEpoch: shuffle,
};

const replacement: Order = {
  name: 'replacement',
  summary: 'every row drawn at random, independently',
  shuffledPlacement: false,
  nextEpoch(visits, random) {
    for (let position = 0; position < visits.length; position++) visits[position] = randomBelow(random, visits.length);
  },
};

const sequential: Order = {
  name: 'sequential',
  summary: 'file order',
  shuffledPlacement: false,
  nextEpoch() {},
};

/** The orders by name; a new one is a place in this list. */
export const orders: readonly Order[] = [blocks, fullShuffle, replacement, sequential];
