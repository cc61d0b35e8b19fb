import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 500;
/** Others that take more than this many cores disturb what is timed. */
const MOST_CORES = 0.2;

/** Whether others keep this machine busy, so that times would say little. It looks for half a second. */
export async function isMachineBusy(): Promise<boolean> {
  const before = busyMilliseconds();
  const started = performance.now();
  await pause(LOOK_MS);
  return (busyMilliseconds() - before) / (performance.now() - started) > MOST_CORES;
}

/** The milliseconds that all cores have worked since the machine started. */
function busyMilliseconds(): number {
  return os.cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}
