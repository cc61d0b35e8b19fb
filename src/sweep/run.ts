import type { Observer } from '../experiment/observer.js';
import { run } from '../experiment/run.js';
import type { Session } from '../experiment/session.js';
import { saveRun, validRun } from '../results/save.js';
import type { Run, Status } from '../results/schema.js';
import type { RunRequest } from '../settings/request.js';
import { describeFailure, UserError } from '../util/errors.js';

/** How a run of a sweep ended; a failed run leaves no result, only a reason. */
export type RunEnd = { status: Status } | { status: 'failed'; reason: string };

/** Where the result of a run goes, and what is known about it. */
export interface Destination {
  folder: string;
  id: string;
  /** The name of the files, without their ending. */
  name: string;
  /** Whether other runs go on at the same time. */
  contended: boolean;
}

/**
 * Carries out one run of a sweep and saves it as soon as it ends. A run that fails stops no other run.
 * @throws UserError if the result cannot be saved; an AbortError if it is interrupted before anything is measured
 */
export async function runInSweep(
  session: Session,
  request: RunRequest,
  { folder, id, name, contended }: Destination,
  observer: Observer,
): Promise<RunEnd> {
  let result: Run;
  try {
    result = validRun(await run(session, request, observer));
  } catch (error) {
    observer.signal.throwIfAborted();
    const hint = error instanceof UserError ? error.hint : undefined;
    return { status: 'failed', reason: [describeFailure(error), ...(hint ? [hint] : [])].join('. ') };
  }
  if (result.id !== id) return { status: 'failed', reason: 'its data has changed since the sweep was planned' };
  await saveRun({ ...result, environment: { ...result.environment, contended } }, folder, name);
  return { status: result.status };
}
