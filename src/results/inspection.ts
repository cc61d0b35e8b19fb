// What `adabatch data info` finds out about a dataset, and prints as JSON.

/** Values by rank: each is the smallest that at least such a share of the whole is no larger than. */
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
  /** How many labels there are; null where they are more than a hundred. */
  distinct: number | null;
  /** How many rows have each, the most frequent label first; empty where there are more than a hundred. */
  counts: { label: string; rows: number }[];
  /** Of the labels as numbers, over the rows; null where they are counted or text. */
  quantiles: Quantiles | null;
}

/** Shares of a whole, which add up to 1, by how adabatch moves a weight on average. */
export interface Regimes {
  /** As the sum does: c_k is at least 0.9·B. */
  sum: number;
  between: number;
  /** As the full gradient divided by p_k: c_k is at least 0.9/p_k. */
  scaled: number;
}

/** What is to be expected of batches of one size (ours). A batch is taken as drawn with replacement. */
export interface BatchInspection {
  /** B. */
  batch: number;
  /** Half of each rule's limit, which is what `--step-size auto` takes, by the name of the rule. */
  automaticSteps: Record<string, number>;
  /**
   * The mean of c_k = (1 − (1 − p_k)^B)/p_k over the stored values, which is the number of distinct features that a batch
   * has on average over that of a row: 1 where adabatch is the mean, B where it is the sum.
   */
  rescaling: number;
  /**
   * The same where both take their automatic steps, as they would be if all rows were typical: `rescaling` times adabatch's
   * step over that of mean. One long row would make both short, and say nothing of which is better.
   */
  rescalingAtAutomaticSteps: number | null;
  /** c_k over the features that occur, each once. */
  overFeatures: { quantiles: Quantiles; regimes: Regimes };
  /** c_k over the stored values, so that a feature counts as often as it is active. */
  overValues: { quantiles: Quantiles; regimes: Regimes };
  /** c_k at twenty equal shares of the stored values, those of the most frequent features first. */
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
  /** L_f = φ''max · λmax(XᵀX)/N; null where the rows do not fit into the engine's memory. */
  mean: number | null;
  /** How many rows L_f was estimated from; all of them, for a dataset that is not large. */
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
  /** Whether the user said that index, or it follows from those that the file has. */
  indexBaseFrom: 'given' | 'detected' | null;
  labels: LabelBalance;
  values: {
    /** Of the stored values, which are never 0; null where there are none. */
    range: { min: number; max: number } | null;
    /** All that occur, where they are at most ten. */
    distinct: number[] | null;
  };
  rows: {
    withoutFeatures: number;
    /** Rows with features that equal an earlier one, label included. */
    duplicates: number;
    /** Stored values of a row. */
    nonzeros: Quantiles;
    /** ‖xᵢ‖ of the rows with features; null where there are none. */
    norms: Quantiles | null;
    /** Whether all rows with features have norm 1, to three digits. */
    normalised: boolean;
  };
  features: {
    neverActive: number;
    activeOnce: number;
    activeInEveryRow: number;
    /** p_k over the features that occur; null where none does. */
    frequencies: Quantiles | null;
  };
  /** Null where no row has a feature. */
  smoothness: SmoothnessInspection | null;
  /** One for each batch size asked for; one above the number of rows is taken as that. */
  batches: BatchInspection[];
  /**
   * The smallest power of 2 that as a batch has adabatch move weights at least twice as far as mean, both at
   * their automatic steps; null where no batch of the dataset does.
   */
  differsFrom: number | null;
  warnings: Warning[];
}
