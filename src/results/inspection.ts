// What `adabatch data info` finds out about a dataset, and prints as JSON.

/** Quantiles of values: each is the smallest value that at least this share of the whole does not exceed. */
export interface Quantiles {
  min: number;
  q10: number;
  q25: number;
  median: number;
  q75: number;
  q90: number;
  max: number;
}

/** The labels of a dataset. */
export interface LabelBalance {
  /** The number of distinct labels; null if there are more than a hundred. */
  distinct: number | null;
  /** The number of rows with each label, the most frequent first; empty if there are more than a hundred. */
  counts: { label: string; rows: number }[];
  /** Statistics of the labels as numbers, over the rows; null if they are counted or text. */
  quantiles: Quantiles | null;
}

/** Shares of a whole, which add up to 1, by how adabatch moves a weight on average. */
export interface Regimes {
  /** Like the sum: c_k is at least 0.9·B. */
  sum: number;
  between: number;
  /** Like the full gradient divided by p_k: c_k is at least 0.9/p_k. */
  scaled: number;
}

/** What to expect of batches of one size (this project's). A batch is taken as drawn with replacement. */
export interface BatchInspection {
  /** B. */
  batch: number;
  /** Half of each rule's limit, which is the automatic step, by the name of the rule. */
  automaticSteps: Record<string, number>;
  /**
   * The mean of c_k = (1 − (1 − p_k)^B)/p_k over the stored values, which is the mean number of distinct features in a
   * batch over that in a row: 1 where adabatch is the mean, B where it is the sum.
   */
  rescaling: number;
  /**
   * The ratio if both take automatic steps as they would if all rows were typical: `rescaling` times adabatch's step
   * over that of mean. One long row would make both short, and say nothing about which is better.
   */
  rescalingAtAutomaticSteps: number | null;
  /** c_k over the features that occur, each counted once. */
  overFeatures: { quantiles: Quantiles; regimes: Regimes };
  /** c_k over the stored values, so that a feature counts as often as it is active. */
  overValues: { quantiles: Quantiles; regimes: Regimes };
  /** c_k at twenty equal shares of the stored values, the most frequent features first. */
  profile: number[];
}

/** The smoothness of the losses, and what is estimated of it. */
export interface SmoothnessInspection {
  loss: string;
  bias: boolean;
  /** L = φ''max · maxᵢ‖xᵢ‖². */
  sample: number;
  /** The same with the mean of ‖xᵢ‖² in place of the greatest: what a step meets in most rows. */
  typical: number;
  /** L_f = φ''max · λmax(XᵀX)/N; null if the rows do not fit into the engine's memory. */
  mean: number | null;
  /** The number of rows that L_f was estimated from; all of them, unless the dataset is large. */
  meanFromRows: number;
}

/** Something that a user should look at. */
export interface Warning {
  message: string;
  /** What to try. */
  hint: string;
}

/** What is known of a dataset before anything is trained on it. */
export interface Inspection {
  schema: 'adabatch/data-info@1';
  dataset: { name: string; rows: number; features: number; nonzeros: number; sha256: string };
  /** Stored values over rows × features. */
  density: number;
  /** The index of the first feature of a LIBSVM file; null for CSV. */
  indexBase: 0 | 1 | null;
  /** Whether the user gave that index, or it follows from the indices in the file. */
  indexBaseFrom: 'given' | 'detected' | null;
  labels: LabelBalance;
  values: {
    /** The range of the stored values, which are never 0; null if there are none. */
    range: { min: number; max: number } | null;
    /** All distinct values, if there are at most ten. */
    distinct: number[] | null;
  };
  rows: {
    withoutFeatures: number;
    /** The number of rows with features that equal an earlier one, label included. */
    duplicates: number;
    /** The number of stored values per row. */
    nonzeros: Quantiles;
    /** ‖xᵢ‖ of the rows with features; null if there are none. */
    norms: Quantiles | null;
    /** Whether all rows with features have norm 1, to three digits. */
    normalised: boolean;
  };
  features: {
    neverActive: number;
    activeOnce: number;
    activeInEveryRow: number;
    /** p_k over the features that occur; null if none does. */
    frequencies: Quantiles | null;
  };
  /** Null if no row has a feature. */
  smoothness: SmoothnessInspection | null;
  /** One for each batch size asked for; a size above the number of rows counts as that number. */
  batches: BatchInspection[];
  /**
   * The smallest power of 2 as a batch size at which adabatch moves weights at least twice as far as mean, both at
   * their automatic steps; null if no batch of the dataset does.
   */
  differsFrom: number | null;
  warnings: Warning[];
}
