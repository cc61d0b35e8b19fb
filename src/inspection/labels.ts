import { nameOf, type RawLabels } from '../data/labels.js';
import type { LabelBalance } from '../results/inspection.js';
import { quantilesOf } from './quantiles.js';

/** More distinct labels than this are numbers rather than classes, and are not counted one by one. */
const MOST_COUNTED = 100;

/** How often each label occurs. */
export function inspectLabels(raw: RawLabels): LabelBalance {
  const counts = new Map<number, number>();
  for (const label of raw.labels) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    if (counts.size > MOST_COUNTED)
      return { distinct: null, counts: [], quantiles: raw.labelNames ? null : quantilesOf(raw.labels.slice()) };
  }
  return {
    distinct: counts.size,
    counts: [...counts].map(([label, rows]) => ({ label: nameOf(label, raw), rows })).sort((a, b) => b.rows - a.rows),
    quantiles: null,
  };
}
