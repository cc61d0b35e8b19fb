import type { Model } from '../results/model.js';
import type { Observer } from './observer.js';
import { prepare } from './prepare.js';
import type { RunRequest } from './request.js';
import type { Session } from './session.js';
import { type Trajectory, trace } from './trajectory.js';

/**
 * The trajectory of a run with the given step size; nothing else of it is kept.
 * @param start the model that the run starts from, in place of w = 0
 * @throws an AbortError if it is interrupted
 */
export async function tryStepSize(
  session: Session,
  request: RunRequest,
  stepSize: number,
  start: Model | undefined,
  observer: Observer,
): Promise<Trajectory> {
  const { problem, settings, lossAtZero } = await prepare(session, request, start, observer);
  const descent = request.algorithm.start(problem, settings);
  const work = { problem, test: undefined, descent, settings, stepSize, lossAtZero, optimum: undefined };
  const trajectory = await trace(work, request, observer);
  observer.signal.throwIfAborted();
  return trajectory;
}
