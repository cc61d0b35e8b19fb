/**
 * Some consecutive rows of a dataset, in file order. Every reader yields chunks and everything
 * downstream consumes them, so that a dataset streams whatever its size.
 */
export interface RowChunk {
  /** One label per row, as the file gives it (for text labels: a position in `ReadSummary.labelNames`). */
  labels: Float64Array;
  /** The number of stored values of each row. */
  lengths: Uint32Array;
  /** Feature indices as the file counts them (0- or 1-based), strictly increasing within a row. */
  indices: Uint32Array;
  /** The values at those indices, never zero. */
  values: Float64Array;
}

/** What a reader knows only at the end of the file. */
export interface ReadSummary {
  /** 0 or 1: the index of the first feature. */
  indexBase: 0 | 1;
  /** The number of features, from the largest index stored (LIBSVM) or the columns (CSV). */
  features: number;
  /** The text labels in order of first appearance, if the labels are text (CSV only). */
  labelNames?: string[];
  /** How the columns became features (CSV only), so that a test file can share them. */
  columns?: ColumnPlan;
  /** Whether the last line has no newline, which suggests that the file was cut short. */
  endsWithoutNewline?: true;
  /** Remarks for the user, a sentence each: what was one-hot encoded, which column is the label. */
  notes: string[];
  /** What the user should know before they trust what was read, a sentence each; left out if there is nothing. */
  warnings?: string[];
}

/** How the columns of a CSV file become features. */
export interface ColumnPlan {
  /** Column names, from the header or `column1`, `column2`, … */
  names: string[];
  header: boolean;
  /** Position of the label among `names`. */
  label: number;
  /** The features in order: a numeric column's name, or `column=value` for one value of a text column. */
  features: string[];
}

/** A reader: the generator yields chunks and returns the summary. */
export type RowReader = AsyncGenerator<RowChunk, ReadSummary, void>;
