import type { Dataset } from '../data/dataset.js';

/** Blocks begin on a cache line of the counts (u32), so that no two workers write to the same one. */
const LINE = 16;
/** Below this many features a block the lines matter less than blocks of equal size. */
const MANY_LINES = 4 * LINE;

/**
 * Cuts the columns of a dataset into blocks of about equal numbers of stored values.
 * @param features all of them, the bias included
 * @returns the first feature of each block, ascending; a block may be empty
 */
export async function cutColumns(dataset: Dataset, features: number, blocks: number): Promise<Uint32Array> {
  if (blocks === 1) return Uint32Array.of(0);
  const counts = new Uint32Array(features);
  for await (const { indices } of dataset.chunks()) {
    for (const index of indices) counts[index - dataset.indexBase] = (counts[index - dataset.indexBase] as number) + 1;
  }
  const line = features >= blocks * MANY_LINES ? LINE : 1;
  const starts = new Uint32Array(blocks);
  let values = 0;
  let block = 1;
  for (let feature = 0; feature < features && block < blocks; feature++) {
    values += counts[feature] as number;
    while (block < blocks && values >= (block / blocks) * dataset.nonzeros) {
      starts[block++] = Math.min(features, Math.ceil((feature + 1) / line) * line);
    }
  }
  return starts.fill(features, block);
}
