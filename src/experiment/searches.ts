import { createHash } from 'node:crypto';
import type { Settings } from '../algorithms/algorithm.js';
import { sampleSmoothness } from '../objective/smoothness.js';
import { readSearch, type Search, writeSearch } from '../results/search.js';
import { mean } from '../rules/mean.js';
import { isDeterministic } from '../settings/method.js';
import type { RunRequest } from '../settings/request.js';
import { UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';
import { version } from '../util/version.js';
import type { RunContext } from './context.js';
import { aimsByOptimum, askedConfiguration, type Contents, contentsOf, identify, isSearched } from './identity.js';
import { prepare } from './prepare.js';
import { rerun } from './rerun.js';
import { epochsOf, type Trajectory } from './trajectory.js';
import { type SearchAim, searchStepSize } from './tuning.js';

/** Raised whenever the search changes what it finds. */
const SEARCH_VERSION = 1;
/** The same for all runs, so that runs that differ only in the seed share a search. */
const SEEDS = [0, 1];
const KEY_DIGITS = 16;

/** The runs of a search are silent: the run itself makes the remarks. */
const SILENCE = { note: () => {}, warn: () => {}, progress: () => {} };

/** A step size that a search found, and how. */
export type Tuned = Pick<Search, 'stepSize' | 'tuning'>;

/**
 * The best constant step size of a run, or for `frozen` that of batch 1. It is searched for once for all runs that
 * differ only in the seed, and read from the session's folder if that has it.
 * @throws as a run does
 */
export async function tune(context: RunContext): Promise<Tuned> {
  const { session, request, warmStart, observer } = context;
  if (request.timeLimit !== undefined) {
    throw new UserError(
      `${setting('stepSize')} ${request.stepSize} and ${setting('timeLimit')} exclude each other`,
      `Say with ${setting('epochs')} how long a run is`,
    );
  }
  const searched = { ...context, request: searchedRequest(request) };
  const of = subjectOf(searched.request, contentsOf(await session.open(searched.request, observer), warmStart));
  const key = keyOf(of);
  const { searches, folder } = session;
  const known = searches.get(key) ?? (folder === undefined ? undefined : await readSearch(folder, key));
  const search = known ?? (await carryOutSearch(searched, { key, of }));
  if (!known && folder !== undefined) await writeSearch(folder, search);
  searches.set(key, search);
  return search;
}

/** The key of the search that a run needs, fitted to its data; undefined if it needs none. */
export function searchKey(request: RunRequest, contents: Contents): string | undefined {
  return isSearched(request) ? keyOf(subjectOf(searchedRequest(request), contents)) : undefined;
}

/** A name for all requests that share a search, before the data are known; of one that needs none, for itself. */
export function searchGroup(request: RunRequest): string {
  const { dataset, warmStart } = request;
  const contents = { dataset, test: null, warmStart: warmStart ?? null };
  return searchKey(request, contents) ?? identify(request, contents);
}

function keyOf(of: object): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, KEY_DIGITS);
}

/**
 * The request that a search is for, the same for all runs that share it. At batch 1 the rules of plain SGD are one; the
 * held-out rows are those of the run, whatever the seed of the search.
 */
function searchedRequest(request: RunRequest): RunRequest {
  const batch = request.stepSize === 'frozen' ? 1 : request.batch;
  const isPlain = batch === 1 && request.rule.weight({ batch: 1, count: 1, frequency: 0.5 }) === 1;
  const rule = isPlain ? mean : request.rule;
  return { splitSeed: request.seed, ...request, rule, batch, seed: 0 };
}

/** Everything that a search depends on. */
function subjectOf(request: RunRequest, { dataset, warmStart }: Contents) {
  const { l2, positive, test, splitSeed } = request;
  const asked = askedConfiguration(request);
  return {
    version: SEARCH_VERSION,
    seeds: SEEDS,
    ...{ dataset, test: null, warmStart },
    heldOut: test && 'fraction' in test ? [test.fraction, splitSeed] : null,
    ...{ l2, positive: positive ?? null },
    ...asked,
    criterion: criterionOf(request),
    ...(aimsByOptimum(request) && { suboptimality: true }),
    // The measurement interval decides how passes are interpolated, and nothing else.
    measureEvery: criterionOf(request) === 'final loss' ? null : asked.measureEvery,
    workers: isDeterministic(request) ? null : asked.workers,
  };
}

/** Losses at rounding level do not rank: a run that may get there is ranked by its passes to a target. */
function criterionOf({ targetLoss, suboptimality, algorithm }: RunRequest): SearchAim['criterion'] {
  const isToTarget = targetLoss !== undefined || suboptimality || algorithm.reducesVariance;
  return isToTarget ? 'passes to target' : 'final loss';
}

async function carryOutSearch(context: RunContext, { key, of }: { key: string; of: object }): Promise<Search> {
  const { session, request, observer } = context;
  const silent = { ...observer, ...SILENCE };
  // Only if it is asked for: a search must not find something else because of what the cache holds.
  const optimum = aimsByOptimum(request) ? (await session.optimum(request, observer)).objective : undefined;
  const { data, problem, settings } = await prepare({ ...context, observer: silent });
  const unit = request.algorithm.automaticStep?.stepSize ?? 1 / sampleSmoothness(problem);
  const criterion = criterionOf(request);
  const measured = criterion === 'final loss' ? measuredAtItsEnd(request, settings) : request;
  let done = 0;
  // Seed by seed, since the rows of a seed are laid in memory once.
  const attempt = async (stepSizes: number[]) => {
    const bySeed: Trajectory[][] = [];
    for (const seed of SEEDS) {
      const trajectories: Trajectory[] = [];
      for (const stepSize of stepSizes) {
        observer.searching(++done, stepSize);
        trajectories.push(await rerun({ ...context, request: { ...measured, seed }, observer: silent }, stepSize));
      }
      bySeed.push(trajectories);
    }
    return stepSizes.map((_, position) => bySeed.map((trajectories) => trajectories[position] as Trajectory));
  };
  const aim = { criterion, targetLoss: request.targetLoss, optimum };
  const { stepSize, ...found } = await searchStepSize(unit, aim, attempt);
  return {
    schema: 'adabatch/search@1',
    of,
    dataset: data.dataset.name,
    adabatch: version,
    stepSize,
    tuning: { key, criterion, seeds: SEEDS, ...found },
  };
}

function measuredAtItsEnd(request: RunRequest, settings: Settings): RunRequest {
  return { ...request, measureEvery: epochsOf(request, settings) };
}
