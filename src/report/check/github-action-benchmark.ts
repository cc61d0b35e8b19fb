import type { Check } from '../../results/check/verdict.js';
import { measuredRuns } from './measures.js';

/** The candidate's figures as the `customSmallerIsBetter` of github-action-benchmark. */
export function verdictGithubActionBenchmark(check: Check): string {
  const entries = measuredRuns(check).flatMap(({ name, measures }) =>
    measures.map((measure) => ({ name: `${name} ${measure.name}`, unit: measure.unit, value: measure.value })),
  );
  return `${JSON.stringify(entries, null, 2)}\n`;
}
