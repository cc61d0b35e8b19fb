import type { Model } from '../results/model.js';
import { prepare } from './preparation.js';
import type { Observer, RunRequest } from './request.js';
import type { Session } from './session.js';
import { finalOf, trace } from './trajectory.js';

/**
 * The train loss that a run with the given step size ends with; null where it diverged. Nothing of it is kept.
 * @param start the model that the run starts from, in place of w = 0
 * @throws an AbortError if it is interrupted
 */
export async function finalLoss(
  session: Session,
  trial: RunRequest & { stepSize: number },
  start: Model | undefined,
  observer: Observer,
): Promise<number | null> {
  const { problem, settings, lossAtZero } = await prepare(session, trial, start, observer);
  const descent = trial.algorithm.start(problem, settings);
  const { stepSize } = trial;
  const work = { problem, test: undefined, descent, settings, stepSize, lossAtZero, optimum: undefined };
  const { status, curve } = await trace(work, trial, observer);
  observer.signal.throwIfAborted();
  return finalOf(status, curve);
}
