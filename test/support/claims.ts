import type { Evidence, Scope } from '../../src/reproduce/claim.js';
import type { Run } from '../../src/results/schema.js';
import { drawn } from './drawings.js';

/** 1,000 rows and two cores. */
export const scope: Scope = {
  base: { dataset: 'data' },
  l2: ['0'],
  minimised: ['0'],
  rows: 1000,
  cores: 2,
  isQuick: false,
};

/** What a claim is judged by: made-up runs, and no data. */
export function evidenceOf(runs: readonly Run[], changes: Partial<Evidence> = {}): Evidence {
  return {
    scope,
    dataset: { name: 'data', sha256: 'f00' },
    runs: drawn(runs),
    layProblem: () => Promise.reject(new Error('there are no data')),
    ...changes,
  };
}
