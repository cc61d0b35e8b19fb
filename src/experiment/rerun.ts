import type { RunContext } from './context.js';
import { prepare } from './prepare.js';
import { type Trajectory, trace } from './trajectory.js';

/**
 * Carries a run out with the given step size and keeps only its trajectory: for searches and repetitions.
 * @throws an AbortError if it is interrupted
 */
export async function rerun(context: RunContext, stepSize: number): Promise<Trajectory> {
  const { request, observer } = context;
  const { problem, settings, lossAtZero } = await prepare(context);
  const descent = request.algorithm.start(problem, settings);
  const work = { problem, test: undefined, descent, settings, stepSize, lossAtZero, optimum: undefined };
  const trajectory = await trace(work, request, observer);
  observer.signal.throwIfAborted();
  return trajectory;
}
