import { allRows } from '../data/split.js';
import type { KernelCall } from '../engine/wasm.js';
import type { Workers } from '../engine/worker-pool.js';
import type { Problem } from '../objective/problem.js';
import type { Repetitions } from '../results/schema.js';
import { expectedRescaling } from '../rules/expected.js';
import type { RunRequest } from '../settings/request.js';
import type { RunContext } from './context.js';
import type { Preparation } from './prepare.js';
import { rerun } from './rerun.js';
import { finalOf } from './trajectory.js';

// The repetitions of a run in which workers update the same weights at once, without locks (Hogwild!). The estimates
// are this project's.

/** A run whose step size is settled. */
type RepeatedContext = RunContext<RunRequest & { stepSize: number }>;

/** The number of stored values counted to measure lost updates: enough for all workers to be at it at the same time. */
const COUNTED_VALUES = 10_000_000;

/**
 * Repeats a run that has ended until it was carried out as often as asked for, and estimates how much its workers
 * disturb each other. An interrupt ends the repetitions; those done by then count.
 * @param preparation that of the run, with its final weights, which are still there afterwards
 * @param ownLoss the final loss of the run
 */
export async function repeatRun(
  context: RepeatedContext,
  { problem, settings }: Preparation,
  ownLoss: number | null,
): Promise<Repetitions> {
  const { memory, workers, weights, features } = problem;
  if (!workers) throw new Error('there are no workers');
  const shares = {
    collidingShare: collidingShare(problem, (workers.count - 1) * settings.batch),
    lostShare: await lostShare(problem, workers, settings.batch),
  };
  const reached = memory.f64(weights, features).slice();
  const others = await finalLossesOfRepeats(context);
  // The repetitions took the run's place in memory.
  memory.f64(weights, features).set(reached);
  return { finalTrainLosses: [ownLoss, ...others], ...shares };
}

async function finalLossesOfRepeats(context: RepeatedContext): Promise<(number | null)[]> {
  const { request, observer } = context;
  const losses: (number | null)[] = [];
  // The run itself has made the remarks.
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
 * The share of a sample's stored values whose feature also occurs in a sample that another worker is at, if these
 * are drawn independently: Σ_k p_k (1 − (1 − p_k)^m) / Σ_k p_k with m such samples.
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
 * The share of updates of single weights that are lost because two workers read a weight before either wrote it. It is
 * measured on counters: in passes over all rows the workers add 1 for each stored value as their steps add to weights,
 * and what is missing at the end was lost.
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
