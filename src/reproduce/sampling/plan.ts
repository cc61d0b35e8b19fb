import type { Gradients } from './gradients.js';
import type { Plan } from './repetitions.js';

const BATCH = 64;
/** How often a feature must be active in a repetition for its mean to be about normal. */
const OFTEN = 100;
/** The stored values to visit in all, on which the time depends: some seconds. */
const VISITS = { full: 200_000_000, quick: 40_000_000 };
/**
 * Even where the coordinates are as good as one, the standard errors of mean z and of its variance are 0.016 and 0.022
 * with so many repetitions, a sixth and a quarter of what the criterion leaves.
 */
const REPETITIONS = 4000;
/** Fewer tell too little of their spread. */
const FEWEST_REPETITIONS = 4;

/**
 * What to draw from some rows: as many repetitions as are wanted, or fewer and longer ones where the features are so
 * rare that those of half of the stored values would not count otherwise.
 */
export function planFor({ problem: { train }, counts }: Gradients, isQuick: boolean): Plan {
  const { rows, nonzeros } = train;
  const batch = Math.max(1, Math.min(BATCH, Math.floor(rows / 2)));
  const all = (VISITS[isQuick ? 'quick' : 'full'] * rows) / (nonzeros * batch);
  const wanted = (OFTEN * rows) / (batch * medianCount(counts));
  const batches = Math.ceil(Math.max(2, all / REPETITIONS, Math.min(wanted, all / FEWEST_REPETITIONS)));
  const coordinates = Uint32Array.from(counts.keys()).filter(
    (feature) => counts[feature]! * batch * batches >= OFTEN * rows,
  );
  // Without a coordinate nothing need be drawn.
  const repetitions = coordinates.length === 0 ? 0 : Math.max(FEWEST_REPETITIONS, Math.floor(all / batches));
  return { coordinates, batch, batches, repetitions };
}

/** n_k of the feature in the middle of all stored values, by falling n_k. */
function medianCount(counts: Uint32Array): number {
  const ascending = counts.toSorted();
  let rest = counts.reduce((sum, count) => sum + count, 0) / 2;
  let at = counts.length;
  while (rest > 0) rest -= ascending[--at]!;
  return ascending[at]!;
}
