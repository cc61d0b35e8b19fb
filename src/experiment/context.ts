import type { Model } from '../results/model.js';
import type { RunRequest } from '../settings/request.js';
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
