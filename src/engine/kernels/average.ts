import { Descent } from './descent';
import { u32At } from './sparse';
import { weightAt } from './step-kinds';

// The average of the iterates since averaging began, w̄ = (w_1 + … + w_t)/t with t = `updates` (Polyak
// and Ruppert). Each feature keeps the sum of its first iterates, and how many those are; between the
// batches in which it is active its weight stands still, so the sum is brought up to date only then.

/** The address of the sum of w_k; how many iterates are in it is 8 bytes further. */
function sumAt(descent: Descent, k: u32): usize {
  return descent.averages + ((<usize>k) << 4);
}

/** The sum of all iterates of w_k so far. */
function settledSum(descent: Descent, k: u32): f64 {
  const sum = sumAt(descent, k);
  return load<f64>(sum) + (descent.updates - load<f64>(sum, 8)) * load<f64>(weightAt(descent, k));
}

/** Brings the sums of the listed features up to date, before their weights move. */
export function settleSums(descent: Descent, length: u32): void {
  for (let position: u32 = 0; position < length; position++) {
    const k = load<u32>(u32At(descent.active, position));
    const sum = sumAt(descent, k);
    store<f64>(sum, settledSum(descent, k));
    store<f64>(sum, descent.updates, 8);
  }
}

/** Begins the average with the next update, in an array of zeros: see `averages` of the descent. */
export function startAverage(descent: Descent, averages: usize): void {
  descent.averages = averages;
  descent.updates = 0;
}

/** w̄_k; w_k itself before the first update. */
export function averageOf(descent: Descent, k: u32): f64 {
  return descent.updates > 0 ? settledSum(descent, k) / descent.updates : load<f64>(weightAt(descent, k));
}
