import type { RawLabels } from './labels.js';
import type { ColumnPlan, RowChunk } from './rows.js';

/** A dataset that has been read: its measures, its labels, and its rows to stream. */
export interface Dataset extends RawLabels {
  name: string;
  rows: number;
  features: number;
  nonzeros: number;
  /** The sha256 of its content: labels, rows and features. */
  sha256: string;
  /** The number of stored values of each row. */
  lengths: Uint32Array;
  indexBase: 0 | 1;
  /** How the columns became features (CSV only). */
  columns: ColumnPlan | undefined;
  /** Whether the last line has no newline, which suggests that the file was cut short. */
  endsWithoutNewline: boolean;
  /** Remarks for the user, a sentence each. */
  notes: string[];
  /** What the user should know before they trust what was read, a sentence each. */
  warnings: string[];
  /** The rows in file order; may be called again. Indices count from `indexBase`. */
  chunks(): AsyncIterable<RowChunk>;
  /** To be called when the rows are no longer needed. */
  close(): Promise<void>;
}
