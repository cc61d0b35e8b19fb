/** Where the workers of a run meet; written by src/algorithms/executions/synchronous.ts. */
@unmanaged
export class Barrier {
  /** How many meet. */
  parties: u32;
  /** How often one that waits looks before it sleeps. */
  spins: u32;
  /** How many have come. */
  arrived: u32;
  /** How often they have met. */
  meetings: u32;
}

/** Returns once all have called it; whatever one has written before, all can read then. */
export function meet(barrier: Barrier): void {
  const arrived = changetype<usize>(barrier) + offsetof<Barrier>('arrived');
  const meetings = changetype<usize>(barrier) + offsetof<Barrier>('meetings');
  const before = atomic.load<i32>(meetings);
  if (atomic.add<u32>(arrived, 1) + 1 === barrier.parties) {
    atomic.store<u32>(arrived, 0);
    atomic.add<i32>(meetings, 1);
    atomic.notify(meetings, -1);
    return;
  }
  for (let spin: u32 = 0; spin < barrier.spins; spin++) {
    if (atomic.load<i32>(meetings) !== before) return;
  }
  while (atomic.load<i32>(meetings) === before) atomic.wait<i32>(meetings, before, -1);
}
