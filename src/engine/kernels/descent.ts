/**
 * The data for the steps of a run. src/algorithms/executions/descent-struct.ts sets the fields, unless they say
 * otherwise; an address is 0 if the run needs no such array. Arrays have one element per feature unless stated.
 */
@unmanaged
export class Descent {
  /** A StepKind. */
  kind: i32;
  /** A LossCode. */
  loss: i32;
  /** The samples of a batch, except a short last one. */
  batch: u32;
  /** f64: w, except Adagrad's */
  weights: usize;
  /** f64: p_k */
  frequencies: usize;
  /** λ */
  lambda: f64;
  /** how many features L2 applies to: those before the bias */
  regularised: u32;
  /** f64, one per sample of a batch: φ'(m, y) */
  derivatives: usize;
  /** u32: how often the feature is active in the batch, above a base */
  counts: usize;
  /** u32, one more: the features that are active in the batch */
  active: usize;
  /** f64, one a count: the rule's weight; without counts, element 1 is that of all features. Set with every call of steps. */
  weightByCount: usize;
  /** f64: the rule's weight in this batch, for rules that look at more than the count */
  weightByFeature: usize;
  /** the state of steps of this kind: a Snapshot, or the first of the AdaptiveFeatures */
  state: usize;
  /** f64, two: the sum of the iterates of w_k, and their number. Set once averaging begins. */
  averages: usize;
  /** the updates since averaging began; it grows with every batch */
  updates: f64;
}
