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
  // A task of a cluster finds its runs planned, and need not wait for others.
  if (await isPlanned(folder, runs)) return;
  await alone(leases, signal, () => addToPlan(folder, runs));
}

/** Adds what was handed to a scheduler to the plan of a folder. Throws as planRunsIn does. */
export async function recordSubmission(
  folder: string,
  submission: Submission,
  { leases, signal }: { leases: Leases; signal: AbortSignal },
): Promise<void> {
  await alone(leases, signal, () => addToPlan(folder, [], [submission]));
}

/** One process writes the plan at a time, so that nothing that another one adds is lost. */
async function alone(leases: Leases, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  for (let wait = SHORTEST_WAIT_MS; typeof (await leases.take(PLAN, { fromDead: true })) === 'string'; ) {
    await delay(wait, undefined, { signal });
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
  }
  try {
    await work();
  } finally {
    await leases.release(PLAN);
  }
}
