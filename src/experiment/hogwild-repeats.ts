import { allRows } from '../data/split.js';
import type { KernelCall } from '../engine/wasm.js';
import type { Workers } from '../engine/worker-pool.js';
import type { Problem } from '../objective/problem.js';
import type { Race } from '../results/schema.js';
import { expectedRescaling } from '../rules/expected.js';
import type { RunContext } from './context.js';
import type { Preparation } from './prepare.js';
import type { RunRequest } from './request.js';
import { rerun } from './rerun.js';
import { finalOf } from './trajectory.js';

// What is known of a run whose workers race with each other (Hogwild!). The estimates are ours.

/** A run whose step size is settled. */
type RepeatedContext = RunContext<RunRequest & { stepSize: number }>;

/** Stored values that are counted to see what is lost: enough for all workers to be at it at the same time. */
const COUNTED_VALUES = 10_000_000;

/**
 * Describes the race of a run that has ended, and carries the run out again, as often as is asked for less once. An
 * interrupt ends that; what there is by then counts.
 * @param preparation that of the run, with the weights that it has come to, which are still there afterwards
 * @param ownLoss the final loss of the run
 */
export async function describeRace(
  context: RepeatedContext,
  { problem, settings }: Preparation,
  ownLoss: number | null,
): Promise<Race> {
  const { memory, workers, weights, features } = problem;
  if (!workers) throw new Error('there are no workers');
  const shares = {
    collidingShare: collidingShare(problem, (workers.count - 1) * settings.batch),
    lostShare: await lostShare(problem, workers, settings.batch),
  };
  const reached = memory.f64(weights, features).slice();
  const repeated = await repeat(context);
  // The repetitions had the place of the run in memory.
  memory.f64(weights, features).set(reached);
  return { finalTrainLosses: [ownLoss, ...repeated], ...shares };
}

async function repeat(context: RepeatedContext): Promise<(number | null)[]> {
  const { request, observer } = context;
  const losses: (number | null)[] = [];
  // What there is to say, the run itself has said.
  const silent = { ...observer, note: () => {}, warn: () => {} };
  try {
    while (losses.length < request.repeats - 1 && !observer.signal.aborted) {
      const { status, curve } = await rerun({ ...context, observer: silent }, request.stepSize);
      losses.push(finalOf(status, curve));
    }
  } catch (error) {
    if (!observer.signal.aborted) throw error;
  }
  return losses;
}

/**
 * The share of a sample's stored values whose feature is also in one of the samples that the other workers are at, if
 * these are drawn independently: Σ_k p_k (1 − (1 − p_k)^m) / Σ_k p_k with m such samples.
 */
function collidingShare({ memory, frequencies, features }: Problem, others: number): number {
  let colliding = 0;
  let all = 0;
  for (const frequency of memory.f64(frequencies, features)) {
    if (frequency > 0) colliding += frequency * frequency * expectedRescaling(frequency, others);
    all += frequency;
  }
  return colliding / all;
}

/**
 * The share of updates of single weights that are lost, since two workers read a weight before either wrote it. Measured
 * on counters: in passes over all rows the workers add 1 for each stored value as their steps add to the weights, and what
 * is missing in the end was lost.
 */
async function lostShare(problem: Problem, workers: Workers, batch: number): Promise<number> {
  const { memory, train, weights, features } = problem;
  const order = memory.allocateU32(train.rows);
  memory.u32(order, train.rows).set(allRows(train.rows));
  const counters = memory.allocateU32(features);
  const passes = Math.ceil(COUNTED_VALUES / train.nonzeros);
  await workers.call((worker) => {
    const [first, end] = workers.sliceOf(worker, train.rows);
    const own = order + first * Uint32Array.BYTES_PER_ELEMENT;
    const pass: KernelCall = ['countVisits', train.address, weights, counters, own, end - first, batch];
    return Array.from({ length: passes }, () => pass);
  });
  const counted = memory.u32(counters, features).reduce((sum, count) => sum + count, 0);
  return 1 - counted / (passes * train.nonzeros);
}
