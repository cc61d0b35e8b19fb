import { rounded } from '../util/text.js';
import type { Dataset } from './dataset.js';
import type { FeatureRanges } from './statistics.js';

/** The ratio of the features' ranges from which they count as uneven. */
const UNEVEN = 1000;
/** A feature is frequent enough for its range to matter at this share of the rows and at least `FREQUENT_ROWS` rows. */
const FREQUENT = 0.01;
const FREQUENT_ROWS = 10;

/** Reports if some features have much larger values than others, since then no step size suits both. */
export function unevenUnits(
  { rows, columns, indexBase }: Pick<Dataset, 'rows' | 'columns' | 'indexBase'>,
  { features, counts, magnitudes }: FeatureRanges,
): string | undefined {
  const least = Math.max(FREQUENT_ROWS, FREQUENT * rows);
  let [largest, smallest] = [-1, -1];
  for (let place = 0; place < features.length; place++) {
    const magnitude = magnitudes[place]!;
    if (counts[place]! < least || magnitude === 0) continue;
    if (largest < 0 || magnitude > magnitudes[largest]!) largest = place;
    if (smallest < 0 || magnitude < magnitudes[smallest]!) smallest = place;
  }
  const [high, low] = [magnitudes[largest] ?? 1, magnitudes[smallest] ?? 1];
  if (high < UNEVEN * low) return undefined;
  const nameOf = (place: number) => {
    const feature = features[place]!;
    return columns?.features[feature] ?? feature + indexBase;
  };
  return `the features have different units: |values| go up to ${rounded(high, 3)} in ${nameOf(largest)} and to ${rounded(low, 3)} in ${nameOf(smallest)}`;
}
