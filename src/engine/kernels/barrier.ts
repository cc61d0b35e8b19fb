import { now } from './host';

/** Where the workers of a run meet; written by src/algorithms/executions/barrier.ts. */
@unmanaged
export class Barrier {
  /** How many meet. */
  workers: u32;
  /** How often one that waits looks before it sleeps. */
  looks: u32;
  /** How many sleep, or are about to. */
  sleepers: u32;
  /** u32, a cache line each: how often each worker has come. */
  arrivals: usize;
  /** f64, a cache line each: how many milliseconds each worker has waited. */
  waited: usize;
}

/** A cache line. What a worker writes lies on one of its own: others read it only when it has changed. */
const LINE: usize = 64;
/** How often one looks before it reads the clock: some 0.2 µs, which is as long as that takes (measured). */
const LOOKS_UNTIMED: u32 = 500;

/** Returns once all workers have called it as often; whatever one has written before, all can read then. */
export function meet(barrier: Barrier, worker: u32): void {
  const own = barrier.arrivals + <usize>worker * LINE;
  const times = load<i32>(own) + 1;
  atomic.store<i32>(own, times);
  // A call out of the kernels, which costs as much as a small batch.
  if (atomic.load<u32>(changetype<usize>(barrier), offsetof<Barrier>('sleepers')) > 0) atomic.notify(own, -1);
  for (let other: u32 = 0; other < barrier.workers; other++) {
    const arrivals = barrier.arrivals + <usize>other * LINE;
    if (!hasCome(arrivals, times, LOOKS_UNTIMED)) waitFor(barrier, worker, arrivals, times);
  }
}

/** Looks up to so often whether an arrival is counted; the counts wrap around. */
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
