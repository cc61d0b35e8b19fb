/** Blocks begin on a cache line of the counts (u32), so that no two workers write to the same one. */
const LINE = 16;
/** Below this many columns per block, equal block sizes matter more than cache lines. */
const MANY_LINES = 4 * LINE;

/**
 * The cost of a stored value, by its column (measured). The weights of the first, most frequent columns stay in the
 * fastest cache of a core, some more in the next cache, and all others come from further away.
 */
const COSTS = [
  { end: 2 ** 11, cost: 2 },
  { end: 2 ** 16, cost: 3 },
  { end: Number.POSITIVE_INFINITY, cost: 12 },
];

/**
 * Cuts columns into blocks of about equal work.
 * @param counts the number of stored values of each column, in falling order
 * @returns the first column of each block, ascending; a block may be empty
 */
export function cutColumns(counts: Uint32Array, blocks: number): Uint32Array {
  const columns = counts.length;
  const costs = counts.map((count, column) => count * costOf(column));
  const all = costs.reduce((sum, cost) => sum + cost, 0);
  const line = columns >= blocks * MANY_LINES ? LINE : 1;
  const starts = new Uint32Array(blocks);
  let done = 0;
  let block = 1;
  for (let column = 0; column < columns && block < blocks; column++) {
    done += costs[column]!;
    while (block < blocks && done >= (block / blocks) * all) {
      starts[block++] = Math.min(columns, Math.ceil((column + 1) / line) * line);
    }
  }
  return starts.fill(columns, block);
}

function costOf(column: number): number {
  return (COSTS.find(({ end }) => column < end) as (typeof COSTS)[number]).cost;
}
