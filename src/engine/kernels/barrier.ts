import { now } from './host';

/** The meeting point of a run's workers; written by src/algorithms/executions/barrier.ts. */
@unmanaged
export class Barrier {
  /** The number of workers that meet. */
  workers: u32;
  /** How often a waiting worker looks before it sleeps. */
  looks: u32;
  /** The number of workers that sleep, or are about to. */
  sleepers: u32;
  /** u32, one cache line per worker: how often it has arrived. */
  arrivals: usize;
  /** f64, one cache line per worker: how many milliseconds it has waited. */
  waited: usize;
}

/** A cache line. Each worker writes to lines of its own, so others reload them only after a change. */
const LINE: usize = 64;
/** How many looks pass between readings of the clock: some 0.2 µs, as long as a reading takes (measured). */
const LOOKS_UNTIMED: u32 = 500;

/** Returns once all workers have called it equally often; all can then read whatever any wrote before. */
export function meet(barrier: Barrier, worker: u32): void {
  const own = barrier.arrivals + <usize>worker * LINE;
  const times = load<i32>(own) + 1;
  atomic.store<i32>(own, times);
  // This calls out of the kernels, which costs as much as a small batch.
  if (atomic.load<u32>(changetype<usize>(barrier), offsetof<Barrier>('sleepers')) > 0) atomic.notify(own, -1);
  for (let other: u32 = 0; other < barrier.workers; other++) {
    const arrivals = barrier.arrivals + <usize>other * LINE;
    if (!hasCome(arrivals, times, LOOKS_UNTIMED)) waitFor(barrier, worker, arrivals, times);
  }
}

/** Looks up to `looks` times whether an arrival is counted; the counts wrap around. */
function hasCome(arrivals: usize, times: i32, looks: u32): bool {
  for (let look: u32 = 0; look < looks; look++) {
    if (atomic.load<i32>(arrivals) - times >= 0) return true;
  }
  return false;
}

/** Waits until an arrival is counted, and counts the time. */
function waitFor(barrier: Barrier, worker: u32, arrivals: usize, times: i32): void {
  const began = now();
  if (!hasCome(arrivals, times, barrier.looks)) sleepUntil(barrier, arrivals, times);
  const waited = barrier.waited + <usize>worker * LINE;
  store<f64>(waited, load<f64>(waited) + now() - began);
}

/** Sleeps until an arrival is counted. */
function sleepUntil(barrier: Barrier, arrivals: usize, times: i32): void {
  const sleepers = changetype<usize>(barrier) + offsetof<Barrier>('sleepers');
  atomic.add<u32>(sleepers, 1);
  for (;;) {
    const seen = atomic.load<i32>(arrivals);
    if (seen - times >= 0) break;
    atomic.wait<i32>(arrivals, seen, -1);
  }
  atomic.sub<u32>(sleepers, 1);
}
