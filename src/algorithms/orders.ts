import { type Random, randomBelow, randomPermutation, shuffle } from '../util/random.js';

/** How the rows are visited. */
export interface Order {
  name: string;
  /** One line for the help. */
  summary: string;
  /** Whether the rows are laid in memory in a random order, once per run, rather than in file order. */
  shuffledPlacement: boolean;
  /** Whether batches have other rows in every epoch; fixed-batches.ts tells what happens if they do not. */
  mixes: boolean;
  /**
   * Writes the row numbers that one epoch visits.
   * @param visits N numbers, from the last epoch (at first 0 … N − 1), to be overwritten
   */
  nextEpoch(visits: Uint32Array, random: Random): void;
}

/** Of `interleaved`. 16 mix worse, 64 as well but read slower; docs/method.md, "Batches must mix", has the figures. */
const STRANDS = 32;

/**
 * The order that reads strands (runs of consecutive rows) side by side. Every epoch takes one row of each
 * strand in turn, the strands in a new order and each from a new row on (cyclically), so that each row gets
 * new neighbours (this project's).
 */
export function interleavedOf(strands: number): Order {
  return {
    name: 'interleaved',
    summary: `rows shuffled once, then one of each of ${strands} strands in turn, in a new way every epoch`,
    shuffledPlacement: true,
    mixes: true,
    nextEpoch(visits, random) {
      const drawn = drawStrands(visits.length, strands, random);
      for (let position = 0, turn = 0; position < visits.length; turn++) {
        for (const { first, rows, offset } of drawn) {
          // In the last turn only the longer strands have rows.
          if (turn < rows) visits[position++] = first + ((offset + turn) % rows);
        }
      }
    },
  };
}

/** A run of consecutive rows; an epoch begins with the row at the offset. */
interface Strand {
  first: number;
  rows: number;
  offset: number;
}

/**
 * The strands of an epoch, in the order in which they take turns; with fewer rows than strands, each row is one. Which
 * strands are longer by a row is random, too: only their rows fill the last turn, often the short last batch. With
 * fixed strands `expected` ended 24 times as far from the optimum as under `shuffle` (400 rows, B = 128).
 */
function drawStrands(rows: number, strands: number, random: Random): Strand[] {
  const count = Math.min(strands, rows);
  const shift = randomBelow(random, count);
  const startOf = (strand: number) => Math.floor((strand * rows + shift) / count);
  return Array.from(randomPermutation(count, random), (strand) => {
    const [first, end] = [startOf(strand), startOf(strand + 1)];
    return { first, rows: end - first, offset: randomBelow(random, end - first) };
  });
}

const fullShuffle: Order = {
  name: 'shuffle',
  summary: 'all rows in a new random order every epoch',
  shuffledPlacement: false,
  mixes: true,
  nextEpoch: shuffle,
};

const replacement: Order = {
  name: 'replacement',
  summary: 'every row drawn at random, independently',
  shuffledPlacement: false,
  mixes: true,
  nextEpoch(visits, random) {
    for (let position = 0; position < visits.length; position++) visits[position] = randomBelow(random, visits.length);
  },
};

const sequential: Order = {
  name: 'sequential',
  summary: 'file order',
  shuffledPlacement: false,
  mixes: false,
  nextEpoch() {},
};

/** The orders by name; a new one is a place in this list. */
export const orders: readonly Order[] = [interleavedOf(STRANDS), fullShuffle, replacement, sequential];
