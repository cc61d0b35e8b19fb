import { begin } from '../experiment/context.js';
import type { Observer } from '../experiment/observer.js';
import { run } from '../experiment/run.js';
import { tune } from '../experiment/searches.js';
import type { Session } from '../experiment/session.js';
import { savedRun, saveRun, validRun } from '../results/save.js';
import type { Run, Status } from '../results/schema.js';
import type { RunRequest } from '../settings/request.js';
import { describeFailure, UserError, WriteError } from '../util/errors.js';

/** How a run of a sweep ended; a failed run leaves no result, only a reason. */
export type RunEnd = { status: Status } | { status: 'failed'; reason: string };

/** How a run or a search ended. */
export type UnitEnd = RunEnd | { status: 'found' };

/** Where the result of a run goes, and what is known about it. */
export interface Destination {
  folder: string;
  id: string;
  /** The name of the files, without their ending. */
  name: string;
  /** Whether other runs go on at the same time. */
  contended: boolean;
  /** Whether the result takes the place of one that is there. */
  replaces: boolean;
}

/**
 * Carries out one run of a sweep and saves it as soon as it ends. A run that fails stops no other run.
 * @param isShared whether others use the machine, asked at the end of the run
 * @throws UserError if the result cannot be saved; an AbortError if it is interrupted before anything is measured
 */
export async function runInSweep(
  session: Session,
  request: RunRequest,
  { folder, id, name, contended, replaces }: Destination,
  observer: Observer,
  isShared: () => Promise<boolean> = async () => false,
): Promise<RunEnd> {
  let result: Run;
  try {
    result = validRun(await run(session, request, observer));
  } catch (error) {
    return failureOf(error, observer);
  }
  if (result.id !== id) return { status: 'failed', reason: 'its data has changed since the sweep was planned' };
  // A process that seemed dead, and another that went on for it, have the same curve: the first that is saved stays.
  if (!replaces && (await savedRun(folder, { id, name }))) return { status: result.status };
  result.environment.contended ||= contended || (await isShared());
  await saveRun(result, folder, name);
  return { status: result.status };
}

/** Carries out a run or the search that it needs. Throws as these do. */
export function carryOut(
  session: Session,
  { kind, request, destination }: { kind: 'run' | 'search'; request: RunRequest; destination: Destination },
  observer: Observer,
  isShared?: () => Promise<boolean>,
): Promise<UnitEnd> {
  return kind === 'run'
    ? runInSweep(session, request, destination, observer, isShared)
    : searchInSweep(session, request, observer);
}

/**
 * Searches for the step size of a run, and saves it in the session's folder for all runs that share it.
 * @throws UserError if it cannot be saved; an AbortError if it is interrupted
 */
async function searchInSweep(session: Session, request: RunRequest, observer: Observer): Promise<UnitEnd> {
  try {
    await tune(await begin(session, request, observer));
    return { status: 'found' };
  } catch (error) {
    return failureOf(error, observer);
  }
}

/** Throws the reason of the interrupt, if there was one, and what cannot be written: that is no fault of the run. */
function failureOf(error: unknown, { signal }: Observer): { status: 'failed'; reason: string } {
  signal.throwIfAborted();
  if (error instanceof WriteError) throw error;
  const hint = error instanceof UserError ? error.hint : undefined;
  return { status: 'failed', reason: [describeFailure(error), ...(hint ? [hint] : [])].join('. ') };
}
