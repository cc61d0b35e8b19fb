import { refuseLoss } from './host';

// The losses as functions of the margin m and the label y (-1 or +1; any number for squared). Math is
// AssemblyScript's own, compiled into the module, so exp and log1p give the same bits on every machine.

/** The names of src/objective/losses.ts, in capitals. */
export enum LossCode {
  LOGISTIC,
  SQUARED,
  HINGE,
  SQUARED_HINGE,
}

/** φ(m, y); the logistic one neither overflows nor loses precision at any margin. */
export function lossValue(loss: i32, margin: f64, label: f64): f64 {
  const agreement = label * margin;
  if (loss === LossCode.LOGISTIC) return Math.log1p(Math.exp(-abs(agreement))) + max<f64>(0, -agreement);
  if (loss === LossCode.SQUARED) return 0.5 * (margin - label) * (margin - label);
  const gap = max<f64>(0, 1 - agreement);
  if (loss === LossCode.SQUARED_HINGE) return 0.5 * gap * gap;
  if (loss !== LossCode.HINGE) refuseLoss(loss);
  return gap;
}

/** φ''(m, y), the second derivative in the margin; the hinge has none. */
export function lossCurvature(loss: i32, margin: f64, label: f64): f64 {
  const agreement = label * margin;
  if (loss === LossCode.LOGISTIC) {
    const odds = Math.exp(-abs(agreement));
    return odds / ((1 + odds) * (1 + odds));
  }
  if (loss === LossCode.SQUARED) return 1;
  if (loss === LossCode.SQUARED_HINGE) return agreement < 1 ? 1 : 0;
  if (loss !== LossCode.HINGE) refuseLoss(loss);
  return 0;
}

/** φ'(m, y), the derivative in the margin; the hinge has 0 at its kink. */
export function lossDerivative(loss: i32, margin: f64, label: f64): f64 {
  const agreement = label * margin;
  if (loss === LossCode.LOGISTIC) return -label / (1 + Math.exp(agreement));
  if (loss === LossCode.SQUARED) return margin - label;
  const gap = max<f64>(0, 1 - agreement);
  if (loss === LossCode.SQUARED_HINGE) return -label * gap;
  if (loss !== LossCode.HINGE) refuseLoss(loss);
  return gap > 0 ? -label : 0;
}
