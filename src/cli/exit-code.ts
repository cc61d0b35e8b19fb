/** The exit codes of the process. */
export const ExitCode = {
  done: 0,
  /** A run diverged or failed, a folder cannot be written, a check or a merge found what it must not, or a defect of this program made something fail. */
  failed: 1,
  /** Wrong usage or bad input. */
  usage: 2,
  interrupted: 130,
} as const;
