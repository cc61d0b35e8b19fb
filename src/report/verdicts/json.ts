import type { Check } from '../../results/checked.js';

/** A check as a JSON document. */
export function verdictJson({ passed, verdicts }: Check): string {
  return `${JSON.stringify({ schema: 'adabatch/check@1', passed, verdicts }, null, 2)}\n`;
}
