import type { Rule } from './rule.js';

/**
 * AdaBatch (Défossez and Bach, 2017): the mean of a feature's gradients over only those samples of
 * the batch in which the feature is active.
 */
export const adabatch: Rule = {
  name: 'adabatch',
  summary: 'divide by the number of samples in which the feature is active',
  weight: ({ count }) => 1 / count,
  dependsOn: 'count',
  // This project's bound: in the norm of C_B⁻¹ the step is no longer than that of one sample, whatever B.
  stepLimit: ({ sample }) => 1 / sample,
  stepLimitFormula: '1/L',
};
