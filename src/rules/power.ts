import { power } from '../util/power.js';
import { adabatch } from './adabatch.js';
import { mean } from './mean.js';
import type { Rule } from './rule.js';

/** The rules `power:α`, as the help lists them. */
export const powerForm = {
  name: 'power:α',
  summary: 'divide by count^α · batch^(1−α): mean at α = 0, adabatch at 1, such as power:0.5',
};

/**
 * A rule between the mean and AdaBatch (this project's): the sum of the gradients over N_k^α · B^(1−α). Both limits
 * are exact. α is the exponent with which the steps of a feature fall with its count; Adagrad's do with ½.
 * @param alpha α, from 0 to 1
 */
export function powerRule(alpha: number): Rule {
  return {
    name: `power:${alpha}`,
    summary: powerForm.summary,
    weight: ({ batch, count }) => 1 / (power(count, alpha) * power(batch, 1 - alpha)),
    dependsOn: alpha === 0 ? 'batch' : 'count',
    // The limits' geometric mean: the best steps of prototypes behaved so. No bound is known.
    stepLimit: (smoothness, batch) =>
      power(adabatch.stepLimit(smoothness, batch), alpha) * power(mean.stepLimit(smoothness, batch), 1 - alpha),
    stepLimitFormula: `(${adabatch.stepLimitFormula})^α · (${mean.stepLimitFormula})^(1−α)`,
  };
}

/** The rule that a text such as `power:0.5` names, or undefined. */
export function parsePower(text: string): Rule | undefined {
  const alpha = Number(/^power:(\d+(?:\.\d*)?|\.\d+)$/.exec(text)?.[1]);
  return alpha <= 1 ? powerRule(alpha) : undefined;
}
