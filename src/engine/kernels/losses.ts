// The losses as functions of the margin m and the label y (-1 or +1; any number for squared).
// The numbers are those of src/objective/losses.ts. Math is AssemblyScript's own, compiled into the
// module, so exp and log1p give the same bits on every machine.

const LOGISTIC: i32 = 0;
const SQUARED: i32 = 1;
const HINGE: i32 = 2;

/** φ(m, y); the logistic one neither overflows nor loses precision at any margin. */
export function lossValue(loss: i32, margin: f64, label: f64): f64 {
  const agreement = label * margin;
  if (loss === LOGISTIC) return Math.log1p(Math.exp(-abs(agreement))) + max<f64>(0, -agreement);
  if (loss === SQUARED) return 0.5 * (margin - label) * (margin - label);
  const gap = max<f64>(0, 1 - agreement);
  return loss === HINGE ? gap : 0.5 * gap * gap;
}

/** φ''(m, y), the second derivative in the margin; the hinge has none. */
export function lossCurvature(loss: i32, margin: f64, label: f64): f64 {
  const agreement = label * margin;
  if (loss === LOGISTIC) {
    const odds = Math.exp(-abs(agreement));
    return odds / ((1 + odds) * (1 + odds));
  }
  return loss === SQUARED || (loss !== HINGE && agreement < 1) ? 1 : 0;
}

/** φ'(m, y), the derivative in the margin; the hinge has 0 at its kink. */
export function lossDerivative(loss: i32, margin: f64, label: f64): f64 {
  const agreement = label * margin;
  if (loss === LOGISTIC) return -label / (1 + Math.exp(agreement));
  if (loss === SQUARED) return margin - label;
  const gap = max<f64>(0, 1 - agreement);
  return loss === HINGE ? (gap > 0 ? -label : 0) : -label * gap;
}
