import { groupBy } from '../util/group-by.js';
import { randomFor, shuffle } from '../util/random.js';

/** A part of a sweep for one of several machines that share no folder. */
export interface Shard {
  /** From 1 to the count, or from 0: the parts 0 and `count` are one, so that arrays may start at either. */
  index: number;
  count: number;
}

/** Whether there is such a part. */
export function isPart({ index, count }: Shard): boolean {
  return Number.isSafeInteger(count) && count >= 1 && Number.isInteger(index) && index >= 0 && index <= count;
}

/**
 * The items of one part, in their order. Items of one group stay together, and the parts are as large as each other as
 * the groups allow. The groups are dealt in a shuffled order, always the same: every n-th would fall on one value of an
 * axis with n values.
 * @param groupOf names the group of an item
 */
export function shardOf<Item>(
  items: readonly Item[],
  { index, count }: Shard,
  groupOf: (item: Item) => string,
): Item[] {
  const groups = [...groupBy([...items], groupOf).values()];
  const dealt = new Uint32Array(groups.keys());
  shuffle(dealt, randomFor(0, 'shards'));
  const bySize = [...dealt].map((position) => groups[position] as Item[]).sort((a, b) => b.length - a.length);
  const parts = Array.from({ length: Math.min(count, items.length) }, () => new Set<Item>());
  for (const group of bySize) {
    const smallest = parts.reduce((least, part) => (part.size < least.size ? part : least));
    for (const item of group) smallest.add(item);
  }
  const own = parts[(index + count - 1) % count];
  return items.filter((item) => own?.has(item));
}
