/** What a rule may look at when it weighs one feature of one batch. */
export interface Activity {
  /** B', the number of samples in the batch. */
  batch: number;
  /** N_k, the number of those samples in which the feature is active; at least 1. */
  count: number;
  /** p_k, the share of the training rows in which the feature is active. */
  frequency: number;
}

/** The smoothness constants that step limits are computed from: see src/objective/smoothness.ts. */
export interface Smoothness {
  /** L, for the loss of one sample. */
  sample: number;
  /** L_f, for the mean loss. */
  mean(): number;
}

/**
 * An aggregation rule: how the gradients of a batch become one step. For each active feature k the
 * step direction is weight · Σ_b g_b^(k), the gradients' sum over the batch times the rule's weight.
 */
export interface Rule {
  name: string;
  /** One line for the help. */
  summary: string;
  weight(activity: Activity): number;
  /**
   * What the weight depends on beside the batch size: nothing, the count, or (also) the frequency.
   * The engine picks its kernel by this; 'frequency' is always right and slowest.
   */
  dependsOn: 'batch' | 'count' | 'frequency';
  /** The largest stable constant step size for batches of the given size, and its formula in words. */
  stepLimit(smoothness: Smoothness, batch: number): number;
  stepLimitFormula: string;
}
