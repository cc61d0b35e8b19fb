import { begin } from '../experiment/context.js';
import { type OptimumReport, reportOptimum } from '../experiment/optimum-report.js';
import { runOnce } from '../experiment/run.js';
import { type Tuned, tune as tuneIn } from '../experiment/searches.js';
import { Session } from '../experiment/session.js';
import type { Run } from '../results/schema.js';
import {
  givenIn,
  type ProblemSettings,
  problemRequestOf,
  type RunSettings,
  refuseUnused,
  requestOf,
} from '../settings/request.js';
import { type Hearing, observerOf } from './observer.js';

/** How to follow work, and what it keeps. */
export interface WorkOptions {
  /** Hears remarks and progress; its signal ends the work early. */
  observer?: Hearing | undefined;
  /** A folder where searches for step sizes are kept, and read by all runs that need them. */
  folder?: string | undefined;
}

/**
 * Carries out one run. A setting that is not given has the default of the command line.
 * @param options also `saveModel`, a file for the final weights
 * @throws UserError for settings that exclude each other and for bad input; an AbortError if the signal of the observer
 * is aborted before anything is measured
 */
export async function run(
  settings: RunSettings = {},
  { observer, folder, saveModel }: WorkOptions & { saveModel?: string | undefined } = {},
): Promise<Run> {
  return runOnce(checkedRequest(settings), observerOf(observer), { folder, saveModel });
}

/**
 * Searches for the best constant step size of a run (docs/method.md, "The step search").
 * @returns the step size, and every candidate with its losses
 * @throws as `run` does
 */
export async function tune(settings: RunSettings = {}, { observer, folder }: WorkOptions = {}): Promise<Tuned> {
  const request = checkedRequest({ ...settings, stepSize: 'tune' });
  const session = await Session.start(folder);
  try {
    return await tuneIn(await begin(session, request, observerOf(observer)));
  } finally {
    await session.close();
  }
}

/**
 * Finds the certified optimum of an objective, or takes it from the user's cache.
 * @throws UserError for bad input, or if there is no optimum
 */
export async function optimum(
  settings: ProblemSettings = {},
  { observer }: Pick<WorkOptions, 'observer'> = {},
): Promise<OptimumReport> {
  return reportOptimum(problemRequestOf(settings), observerOf(observer));
}

function checkedRequest(settings: RunSettings) {
  const request = requestOf(settings);
  refuseUnused([request], givenIn(settings));
  return request;
}
