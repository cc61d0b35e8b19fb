import { setTimeout as delay } from 'node:timers/promises';
import { PLAN } from '../results/names.js';
import { addToPlan, isPlanned, type Plan, type Submission } from '../results/plan.js';
import type { Leases } from './leases.js';

/** How long to wait while another process writes the plan, at first and at last. */
const [SHORTEST_WAIT_MS, LONGEST_WAIT_MS] = [20, 200];

/**
 * Adds runs to the plan of a folder that others share.
 * @throws UserError if it cannot be read or written; an AbortError if the signal is aborted
 */
export async function planRunsIn(
  folder: string,
  runs: Plan['runs'],
  { leases, signal }: { leases: Leases; signal: AbortSignal },
): Promise<void> {
  // Most tasks of a cluster find their runs planned.
  await alone(leases, signal, { isDone: () => isPlanned(folder, runs), work: () => addToPlan(folder, runs) });
}

/** Adds what was handed to a scheduler to the plan of a folder. Throws as planRunsIn does. */
export async function recordSubmission(
  folder: string,
  submission: Submission,
  { leases, signal }: { leases: Leases; signal: AbortSignal },
): Promise<void> {
  await alone(leases, signal, { isDone: async () => false, work: () => addToPlan(folder, [], [submission]) });
}

/** One process writes the plan at a time, so that nothing that another one adds is lost. */
async function alone(
  leases: Leases,
  signal: AbortSignal,
  { isDone, work }: { isDone: () => Promise<boolean>; work: () => Promise<void> },
): Promise<void> {
  for (let wait = SHORTEST_WAIT_MS; !(await isDone()); wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    if (typeof (await leases.take(PLAN, { fromDead: true })) !== 'string') {
      return work().finally(() => leases.release(PLAN));
    }
    await delay(wait, undefined, { signal });
  }
}
