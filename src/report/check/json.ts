import type { Check } from '../../results/check/verdict.js';

/** A check as JSON. */
export function verdictJson({ passed, versions, verdicts }: Check): string {
  return `${JSON.stringify({ schema: 'adabatch/check@1', passed, versions, verdicts }, null, 2)}\n`;
}
