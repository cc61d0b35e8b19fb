/** Features that are active in equally many rows. */
export interface FrequencyGroup {
  /** The number of rows in which each of them is active, at least 1. */
  count: number;
  /** The number of these features. */
  features: number;
}

/**
 * Groups the features that occur by their counts, the most frequent first: quantities that depend only on p_k are
 * computed once per group, and there are far fewer groups than features.
 * @param counts the number of rows in which each feature that occurs is active
 * @param rows the number of rows
 */
export function groupByCount(counts: Uint32Array, rows: number): FrequencyGroup[] {
  const featuresOf = new Uint32Array(rows + 1);
  for (const count of counts) featuresOf[count] = featuresOf[count]! + 1;
  const groups: FrequencyGroup[] = [];
  for (let count = rows; count > 0; count--) {
    const features = featuresOf[count]!;
    if (features > 0) groups.push({ count, features });
  }
  return groups;
}
