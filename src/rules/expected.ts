import type { Rule } from './rule.js';

/**
 * The expectation of AdaBatch's rescaling, c_k = (1 − (1 − p_k)^B)/p_k, applied to the mean: the same
 * step on average with another variance. It shows what counting buys.
 */
export const expected: Rule = {
  name: 'expected',
  summary: 'apply the rescaling that adabatch has on average',
  weight: ({ batch, frequency }) => expectedRescaling(frequency, batch) / batch,
  dependsOn: 'frequency',
  // This project's: E‖g‖² in the norm of C_B⁻¹ is at most max_x (1 + x)(1 − e^−x)/x < 1.3 times that of one sample.
  stepLimit: ({ sample }) => 1 / (1.3 * sample),
  stepLimitFormula: '1/(1.3·L)',
};

/**
 * c_k = (1 − (1 − p)^B)/p, the diagonal of C_B, summed as the series Σ_{j<B} (1 − p)^j: nothing
 * cancels for rare features, and additions and multiplications give the same bits on every machine,
 * which a power function may not.
 * @param frequency p, in (0, 1]
 * @param batch B, a whole number from 1 to 2^31 − 1
 */
export function expectedRescaling(frequency: number, batch: number): number {
  const ratio = 1 - frequency;
  let sum = 0;
  let power = 1;
  // B bit by bit from the top: `sum` is the series of the terms so far, `power` the ratio to the power of their number.
  for (let bit = 31 - Math.clz32(batch); bit >= 0; bit--) {
    sum *= 1 + power;
    power *= power;
    if ((batch >> bit) & 1) {
      sum = 1 + ratio * sum;
      power *= ratio;
    }
  }
  return sum;
}
