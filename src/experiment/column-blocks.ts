import type { Dataset } from '../data/dataset.js';

/** Blocks begin on a cache line of the counts (u32), so that no two workers write to the same one. */
const LINE = 16;
/** Below this many features a block the lines matter less than blocks of equal size. */
const MANY_LINES = 4 * LINE;

/** What a stored value costs: so much, and 1 more for every halving of its feature's frequency. */
const COST_OF_FREQUENT = 8;

/**
 * Cuts the columns of a dataset into blocks of about equal work: that of their stored values, of which those of rare
 * features take longer, since their weights are seldom in the cache (measured).
 * @param features all of them, the bias included
 * @returns the first feature of each block, ascending; a block may be empty
 */
export async function cutColumns(dataset: Dataset, features: number, blocks: number): Promise<Uint32Array> {
  if (blocks === 1) return Uint32Array.of(0);
  const costs = await costsOf(dataset, features);
  const all = costs.reduce((sum, cost) => sum + cost, 0);
  const line = features >= blocks * MANY_LINES ? LINE : 1;
  const starts = new Uint32Array(blocks);
  let done = 0;
  let block = 1;
  for (let feature = 0; feature < features && block < blocks; feature++) {
    done += costs[feature] as number;
    while (block < blocks && done >= (block / blocks) * all) {
      starts[block++] = Math.min(features, Math.ceil((feature + 1) / line) * line);
    }
  }
  return starts.fill(features, block);
}

/** What the stored values of each feature cost together; whole numbers, so that the cut is the same on every machine. */
async function costsOf({ rows, indexBase, chunks }: Dataset, features: number): Promise<Float64Array> {
  const counts = new Uint32Array(features);
  for await (const { indices } of chunks()) {
    for (const index of indices) counts[index - indexBase] = (counts[index - indexBase] as number) + 1;
  }
  return Float64Array.from(counts, (count) => {
    const halvings = count === 0 ? 0 : 31 - Math.clz32(rows / count);
    return count * (COST_OF_FREQUENT + halvings);
  });
}
