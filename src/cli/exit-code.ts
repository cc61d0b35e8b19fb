/** What the process ends with. */
export const ExitCode = {
  done: 0,
  /** A run diverged, a check or a merge found what it must not, or something failed by a defect of ours. */
  failed: 1,
  /** Wrong usage or bad input. */
  usage: 2,
  interrupted: 130,
} as const;
