/** What the process ends with. */
export const ExitCode = {
  done: 0,
  /** A run diverged, or failed by a defect of ours. */
  failed: 1,
  /** Wrong usage or bad input. */
  usage: 2,
  interrupted: 130,
} as const;
