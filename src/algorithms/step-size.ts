import type { Problem } from '../objective/problem.js';
import { meanSmoothness, sampleSmoothness } from '../objective/smoothness.js';
import type { Rule } from '../rules/rule.js';

/** How far inside its limit an automatic step size stays. */
const SAFETY = 0.5;

/** A step size and where it comes from, for the user. */
export interface AutomaticStepSize {
  stepSize: number;
  reason: string;
}

/**
 * The automatic step size: half of the largest that is stable for the rule (ours; safe, not best).
 * @param batch the size of the batches, at most the number of rows
 */
export function automaticStepSize(problem: Problem, rule: Rule, batch: number): AutomaticStepSize {
  const constants = [`L = ${round(sampleSmoothness(problem))}`];
  const smoothness = {
    sample: sampleSmoothness(problem),
    mean() {
      const mean = meanSmoothness(problem);
      constants.push(`L_f = ${round(mean)}`);
      return mean;
    },
  };
  const stepSize = SAFETY * rule.stepLimit(smoothness, batch);
  const reason = `half of ${rule.stepLimitFormula}, the limit of ${rule.name}, with ${constants.join(', ')}`;
  return { stepSize, reason };
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}
