import { readFileSync } from 'node:fs';
import os from 'node:os';

/** The cores that this process may use, at least 1: by its affinity and, on Linux, any limit of its control group. */
export function availableCores(): number {
  return Math.max(1, Math.min(os.availableParallelism(), Math.floor(groupLimit() ?? Number.POSITIVE_INFINITY)));
}

/** The share of processor time that the control group of the process has, in cores; Node ignores it. */
function groupLimit(): number | undefined {
  return (
    readQuota('/sys/fs/cgroup/cpu.max') ??
    readQuota('/sys/fs/cgroup/cpu/cpu.cfs_quota_us', '/sys/fs/cgroup/cpu/cpu.cfs_period_us')
  );
}

/** A quota and its period, in one file or in two; undefined if there is no limit. */
function readQuota(...files: string[]): number | undefined {
  try {
    const [quota = Number.NaN, period = Number.NaN] = files
      .flatMap((file) => readFileSync(file, 'utf8').trim().split(/\s+/))
      .map(Number);
    return quota > 0 && period > 0 ? quota / period : undefined;
  } catch {
    return undefined;
  }
}
