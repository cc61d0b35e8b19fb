import { mean } from './mean.js';
import type { Rule } from './rule.js';

/** The sum of the batch's gradients: as many steps at once. */
export const sum: Rule = {
  name: 'sum',
  summary: 'do not divide',
  weight: () => 1,
  dependsOn: 'batch',
  stepLimit: (smoothness, batch) => mean.stepLimit(smoothness, batch) / batch,
  stepLimitFormula: '1/(L + (B−1)·L_f)',
};
