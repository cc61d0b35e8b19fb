/** What the process ends with. */
export const ExitCode = {
  done: 0,
  /** A run failed or diverged where that was not asked for. */
  failed: 1,
  /** Wrong usage or bad input. */
  usage: 2,
  interrupted: 130,
} as const;
