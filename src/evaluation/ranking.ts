/** The rows with one margin. */
export interface Tie {
  margin: number;
  positives: number;
  negatives: number;
}

/** Rows with labels −1 and +1 by their margins. Rows with equal margins are one, so nothing depends on their order. */
export class Ranking {
  /** The margins of the rows with label +1, ascending. */
  readonly positives: Float64Array;
  /** The margins of the rows with label −1, ascending. */
  readonly negatives: Float64Array;

  /** @param margins finite, one a row */
  constructor(margins: Float64Array, labels: Float64Array) {
    this.positives = margins.filter((_, row) => labels[row]! > 0).sort();
    this.negatives = margins.filter((_, row) => labels[row]! < 0).sort();
  }

  get rows(): number {
    return this.positives.length + this.negatives.length;
  }

  /** All rows, by ascending margin. */
  *ties(): Generator<Tie, void, void> {
    const { positives, negatives } = this;
    let [positive, negative] = [0, 0];
    while (positive + negative < this.rows) {
      const margin = Math.min(positives[positive] ?? END, negatives[negative] ?? END);
      const [endPositive, endNegative] = [endOf(positives, positive, margin), endOf(negatives, negative, margin)];
      yield { margin, positives: endPositive - positive, negatives: endNegative - negative };
      [positive, negative] = [endPositive, endNegative];
    }
  }
}

/** Above all margins. */
const END = Number.POSITIVE_INFINITY;

/** The position of the first value after those that equal a margin. */
function endOf(ascending: Float64Array, start: number, margin: number): number {
  let end = start;
  while (ascending[end] === margin) end++;
  return end;
}

/**
 * The area under the ROC curve: the share of pairs of a row with +1 and one with −1 in which the first has the greater
 * margin, where equal margins count half (Mann and Whitney). The counts are exact up to 2^27 rows, which take a GiB.
 * @returns null if there is no such pair
 */
export function areaUnderCurve(ranking: Ranking): number | null {
  const pairs = ranking.positives.length * ranking.negatives.length;
  if (pairs === 0) return null;
  let below = 0;
  let twice = 0;
  for (const { positives, negatives } of ranking.ties()) {
    twice += positives * (2 * below + negatives);
    below += negatives;
  }
  return twice / (2 * pairs);
}

/**
 * Precision and recall of the prediction that rows with a margin above 0 have the label +1.
 * @returns the share of these rows that do, and the share of rows with +1 that are among them; null if there are none
 */
export function precisionAndRecall(ranking: Ranking): { precision: number | null; recall: number | null } {
  const found = countAboveZero(ranking.positives);
  const predicted = found + countAboveZero(ranking.negatives);
  return { precision: ratio(found, predicted), recall: ratio(found, ranking.positives.length) };
}

function countAboveZero(ascending: Float64Array): number {
  const first = ascending.findIndex((margin) => margin > 0);
  return first < 0 ? 0 : ascending.length - first;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
