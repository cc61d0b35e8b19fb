import { averageOf } from './average';
import { Descent } from './descent';
import { f64At } from './sparse';
import { weightAt } from './step-kinds';

/** Makes an array of weights (f64, one per feature) the iterate. */
export function setIterate(descent: Descent, weights: usize, features: u32): void {
  for (let k: u32 = 0; k < features; k++) store<f64>(weightAt(descent, k), load<f64>(f64At(weights, k)));
}

/** Copies the iterate, or the average of the iterates if there is one, to an array of f64, one per feature. */
export function copyIterate(descent: Descent, weights: usize, features: u32): void {
  for (let k: u32 = 0; k < features; k++) {
    store<f64>(f64At(weights, k), descent.averages ? averageOf(descent, k) : load<f64>(weightAt(descent, k)));
  }
}
