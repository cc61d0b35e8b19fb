import type { Rule } from './rule.js';

/** Plain mini-batch SGD: the mean of the batch's gradients. */
export const mean: Rule = {
  name: 'mean',
  summary: 'divide by the batch size',
  weight: ({ batch }) => 1 / batch,
  dependsOn: 'batch',
  // This project's formula: the variance part of the smoothness shrinks with the batch, the mean part does not.
  stepLimit: ({ sample, mean }, batch) => 1 / (sample / batch + (1 - 1 / batch) * mean()),
  stepLimitFormula: '1/(L/B + (1−1/B)·L_f)',
};
