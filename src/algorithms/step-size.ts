import type { Problem } from '../objective/problem.js';
import { meanSmoothness } from '../objective/smoothness.js';
import type { Rule, Smoothness } from '../rules/rule.js';
import { rounded } from '../util/text.js';
import type { Algorithm, AutomaticStep, Settings } from './algorithm.js';

/** How far an automatic step size stays inside its limit. */
const SAFETY = 0.5;

/** Half of the largest step size that is stable for a rule (this project's; safe, not best). */
export function safeStepSize(rule: Rule, smoothness: Smoothness, batch: number): number {
  return SAFETY * rule.stepLimit(smoothness, batch);
}

/**
 * The automatic step size: the algorithm's own, or the safe one of the rule.
 * @param sample L, the smoothness of the loss of one sample
 */
export function automaticStep(
  problem: Problem,
  sample: number,
  algorithm: Algorithm,
  { rule, batch }: Pick<Settings, 'rule' | 'batch'>,
): AutomaticStep {
  if (algorithm.automaticStep) return algorithm.automaticStep;
  const constants = [`L = ${rounded(sample)}`];
  const smoothness = {
    sample,
    mean() {
      const mean = meanSmoothness(problem);
      constants.push(`L_f = ${rounded(mean)}`);
      return mean;
    },
  };
  const stepSize = safeStepSize(rule, smoothness, batch);
  const reason = `half of ${rule.stepLimitFormula}, the limit of ${rule.name}, with ${constants.join(', ')}`;
  return { stepSize, reason };
}
