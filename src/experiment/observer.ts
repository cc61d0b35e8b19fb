/** What a run tells while it goes on, and how it is stopped. */
export interface Observer {
  /** Aborted to end the run early: what was measured is kept. */
  signal: AbortSignal;
  /** A remark for the user, one sentence. */
  note(text: string): void;
  /** A remark on the data, which is the same for all runs on them, and is said to the user once. */
  noteOnce(text: string): void;
  /** Something that the user should know before they trust the result. */
  warn(text: string): void;
  /** Progress of reading a file, in bytes; the total is unknown for a stream. */
  reading(bytes: number, total: number | undefined): void;
  /** Progress of a search for the optimum: the norm of the gradient, as a share of that at w = 0, and the share that is wanted. */
  approaching(relativeGradient: number, wanted: number): void;
  /** Progress of a search for a step size: how many runs it took so far, this one included, and the step of this one. */
  searching(runs: number, stepSize: number): void;
  /** Progress of the run, in epochs, with the latest objective on the training data. */
  progress(epoch: number, trainLoss: number): void;
}
