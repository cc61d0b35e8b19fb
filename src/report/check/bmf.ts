import type { Check } from '../../results/check/verdict.js';
import { measuredRuns } from './measures.js';

/** The candidate's figures in the Bencher Metric Format. */
export function verdictBmf(check: Check): string {
  const benchmarks = measuredRuns(check).map(({ name, measures }) => [
    name,
    Object.fromEntries(measures.map((measure) => [measure.name, { value: measure.value }])),
  ]);
  return `${JSON.stringify(Object.fromEntries(benchmarks), null, 2)}\n`;
}
