import type { RunDifference } from '../results/explain.js';
import { visible } from '../util/visible.js';

/** One difference, as `key: a → b`. */
export function differenceLine({ key, from, to }: RunDifference): string {
  return visible(`${key}: ${from} → ${to}`);
}

/**
 * The differences of two runs, one per line.
 * @param same whether the two have one id, so that they are one run whatever differs
 */
export function differenceText(differences: RunDifference[], same: boolean): string {
  const lines = differences.map((difference) => `${differenceLine(difference)}\n`);
  if (same) return ['the same run\n', ...lines].join('');
  return lines.length > 0 ? lines.join('') : 'the ids differ, but neither the data nor the configuration does\n';
}
