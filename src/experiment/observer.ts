/** What a run reports while it goes on, and how to stop it. */
export interface Observer {
  /** Aborted to end the run early; measurements made by then are kept. */
  signal: AbortSignal;
  /** A remark for the user, one sentence. */
  note(text: string): void;
  /** A remark on the data, which is the same for all runs on them and is made once. */
  noteOnce(text: string): void;
  /** Something that the user should know before trusting the result. */
  warn(text: string): void;
  /** Progress of reading a file, in bytes; the total is unknown for a stream. */
  reading(bytes: number, total: number | undefined): void;
  /** Progress of a search for the optimum: the gradient's norm, as a share of that at w = 0, and the share wanted. */
  approaching(relativeGradient: number, wanted: number): void;
  /** Progress of a search for a step size: the number of runs so far, including this one, and this one's step size. */
  searching(runs: number, stepSize: number): void;
  /** Progress of the run, in epochs, with the latest objective on the training data. */
  progress(epoch: number, trainLoss: number): void;
}
