import { type Model, readModel } from '../results/model.js';
import type { RunRequest } from '../settings/request.js';
import { fitted } from './identity.js';
import type { Observer } from './observer.js';
import type { Session } from './session.js';

/** A run that is under way: what every part of it needs. */
export interface RunContext<Request extends RunRequest = RunRequest> {
  session: Session;
  request: Request;
  /** The model that the run starts from instead of w = 0. */
  warmStart: Model | undefined;
  observer: Observer;
}

/**
 * Begins a run: reads its data and the model that it starts from, and fits the request to the data.
 * @throws UserError for bad input
 */
export async function begin(session: Session, asked: RunRequest, observer: Observer): Promise<RunContext> {
  const warmStart = asked.warmStart === undefined ? undefined : await readModel(asked.warmStart, observer.signal);
  const { split } = await session.open(asked, observer);
  return { session, request: fitted(asked, split.train.length), warmStart, observer };
}
