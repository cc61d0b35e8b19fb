import { min } from 'simple-statistics';
import { MUCH_WAITING } from '../algorithms/executions/crew.js';
import { constant } from '../algorithms/schedules.js';
import { automaticStep } from '../algorithms/step-size.js';
import { RowsChanged } from '../data/storage/reread-rows.js';
import type { Optimum } from '../objective/optimum.js';
import { sampleSmoothness } from '../objective/smoothness.js';
import type { Model } from '../results/model.js';
import type { Configuration, Point, Repetitions, Run } from '../results/schema.js';
import { isDeterministic, workersOf } from '../settings/method.js';
import { blocksOf, type RunRequest } from '../settings/request.js';
import { setting } from '../util/setting.js';
import { percent, rounded } from '../util/text.js';
import { begin } from './context.js';
import { describeEnvironment } from './environment.js';
import { repeatRun } from './hogwild-repeats.js';
import { askedConfiguration, contentsOf, identify, isSearched } from './identity.js';
import { hasFiniteWeights, saveModel } from './model.js';
import type { Observer } from './observer.js';
import { cachedOptimum } from './optimum.js';
import { type Preparation, prepare } from './prepare.js';
import { lambdaOf, type RunData } from './run-data.js';
import { type Tuned, tune } from './searches.js';
import { Session } from './session.js';
import { finalOf, type Trajectory, trace } from './trajectory.js';

/** What becomes of a run beside its result. */
export interface RunOutput {
  /** Where searches for step sizes are kept, if anywhere. */
  folder?: string | undefined;
  /** The file for the model, if it is to be saved. */
  saveModel?: string | undefined;
  /** Handles the result before the model is saved, since saving may fail. */
  deliver?: (result: Run) => Promise<void>;
}

/**
 * Carries out one run in its own session, and saves its model if a file is given for it.
 * @throws UserError for bad input, or where the model cannot be saved; an AbortError if it is interrupted before
 * anything is measured
 */
export async function runOnce(
  request: RunRequest,
  observer: Observer,
  { folder, saveModel: modelFile, deliver = async () => {} }: RunOutput = {},
): Promise<Run> {
  const session = await Session.start(folder);
  try {
    const { result, preparation } = await carryOut(session, request, observer);
    try {
      await deliver(result);
    } finally {
      // The model is saved even if the result could not be, as on a full disk.
      if (modelFile !== undefined) await keepModel(modelFile, preparation, result, observer);
    }
    return result;
  } finally {
    await session.close();
  }
}

/**
 * Carries out one run: reads the data, lays it in memory, resolves automatic settings, updates and measures.
 * @throws UserError for bad input; an AbortError if it is interrupted before anything is measured
 */
export async function run(session: Session, request: RunRequest, observer: Observer): Promise<Run> {
  return (await carryOut(session, request, observer)).result;
}

interface Outcome {
  result: Run;
  preparation: Preparation;
}

/** If the cache of the rows goes bad while they are laid in memory, reads and lays them once more. */
async function carryOut(session: Session, asked: RunRequest, observer: Observer): Promise<Outcome> {
  try {
    return await carryOutOnce(session, asked, observer);
  } catch (error) {
    if (error instanceof RowsChanged) return carryOutOnce(session, asked, observer);
    throw error;
  }
}

async function carryOutOnce(session: Session, asked: RunRequest, observer: Observer): Promise<Outcome> {
  const context = await begin(session, asked, observer);
  const { request, warmStart } = context;
  noteAsked(asked, request, observer);
  const optimum = await knownOptimum(session, request, observer);
  const tuned = isSearched(request) ? await tune(context) : undefined;
  const preparation = await prepare(context);
  const { data, problem, test, settings, lossAtZero } = preparation;
  const smoothness = sampleSmoothness(problem);
  const stepSize = tuned?.stepSize ?? resolveStepSize(request, preparation, smoothness, observer);
  if (tuned) noteTuned(request, tuned, observer);
  const descent = request.algorithm.start(problem, settings);
  observer.signal.throwIfAborted();
  const work = { problem, test, descent, settings, stepSize, lossAtZero, optimum: optimum?.objective };
  const trajectory = await trace(work, request, observer);
  const { status: ownStatus, curve, waitedShare } = trajectory;
  if (waitedShare !== undefined) warnOfWaiting(waitedShare, observer);
  const repetitions = isDeterministic(request)
    ? undefined
    : await repeatRun({ ...context, request: { ...request, stepSize } }, preparation, finalOf(ownStatus, curve));
  const status = ownStatus !== 'diverged' && lacksRepetitions(repetitions, request) ? 'interrupted' : ownStatus;
  const result: Run = {
    schema: 'adabatch/run@1',
    id: identify(request, contentsOf(data, warmStart)),
    configuration: resolve(request, data, stepSize, warmStart),
    dataset: describeDataset(data, smoothness),
    optimum: optimum ? certificateOf(optimum) : null,
    environment: describeEnvironment(trajectory.contended),
    status,
    ...(repetitions && { race: repetitions }),
    tuning: tuned?.tuning ?? null,
    curve,
    summary: summarise(trajectory, problem.train.nonzeros),
  };
  return { result, preparation };
}

/** Tells the user how the data or a model change what was asked for. */
function noteAsked(
  { batch, warmStart, schedule, algorithm }: RunRequest,
  request: RunRequest,
  observer: Observer,
): void {
  if (request.batch < batch)
    observer.note(`batch ${batch} is above the ${request.batch} training rows: it is all of them`);
  const anew = [
    ...(schedule === constant ? [] : ['the schedule']),
    ...(algorithm.keepsState ? [`the state of ${algorithm.name}`] : []),
  ];
  if (warmStart !== undefined && anew.length > 0)
    observer.note(`a model holds weights alone: ${anew.join(' and ')} ${anew.length === 1 ? 'begins' : 'begin'} anew`);
}

/** Only an interrupt ends repetitions early; then the run is not what was asked for, even if its own curve is whole. */
function lacksRepetitions(repetitions: Repetitions | undefined, { repeats }: RunRequest): boolean {
  return repetitions !== undefined && repetitions.finalTrainLosses.length < repeats;
}

/** The optimum, if it is asked for or was computed before. */
async function knownOptimum(session: Session, request: RunRequest, observer: Observer): Promise<Optimum | undefined> {
  if (request.suboptimality) return session.optimum(request, observer);
  return cachedOptimum(await session.open(request, observer), request);
}

/** Saves the model; that of an interrupted run does not replace one that exists. */
async function keepModel(file: string, preparation: Preparation, result: Run, observer: Observer): Promise<void> {
  const target = result.status === 'interrupted' ? `${file}.interrupted` : file;
  if (result.status === 'diverged' || !hasFiniteWeights(preparation.problem)) {
    return observer.warn('the model was not saved, since the run diverged');
  }
  await saveModel(target, preparation, result);
  observer.note(`saved ${target}`);
}

function certificateOf({ objective, gradientNorm, gapBound }: Optimum): Run['optimum'] {
  return { objective, gradientNorm, gapBound };
}

function resolveStepSize(
  { stepSize: asked, algorithm }: RunRequest,
  { problem, settings }: Preparation,
  smoothness: number,
  observer: Observer,
): number {
  if (typeof asked === 'number') return asked;
  if (asked.endsWith('/L')) return Number.parseFloat(asked) / smoothness;
  const { stepSize, reason } = automaticStep(problem, smoothness, algorithm, settings);
  observer.note(`step size ${rounded(stepSize, 6)}: ${reason}`);
  return stepSize;
}

function noteTuned({ stepSize: asked }: RunRequest, { stepSize, tuning }: Tuned, observer: Observer): void {
  const { candidates, criterion, atEdge } = tuning;
  const [least, greatest] = [candidates[0], candidates.at(-1)].map((tried) => rounded(tried?.stepSize ?? stepSize, 6));
  const range = `${candidates.length} step sizes from ${least} to ${greatest}`;
  const at = asked === 'frozen' ? ' at batch 1' : '';
  observer.note(`step size ${rounded(stepSize, 6)}: the best of ${range}${at}, by ${criterion}`);
  if (atEdge) observer.warn(`the best step size, ${rounded(stepSize, 6)}, is at the edge of what was tried`);
}

function resolve(request: RunRequest, data: RunData, stepSize: number, warmStart: Model | undefined): Configuration {
  return {
    test: data.testSource,
    positive: data.classes?.positive ?? null,
    ...askedConfiguration(request),
    workers: workersOf(request),
    blocks: blocksOf(request, data.dataset),
    l2: lambdaOf(data, request),
    stepSize,
    stepSizeFrom:
      typeof request.stepSize === 'number' ? 'given' : request.stepSize === 'tune' ? 'tuned' : request.stepSize,
    warmStart: warmStart?.sha256 ?? null,
  };
}

function describeDataset({ dataset }: RunData, smoothness: number): Run['dataset'] {
  const { name, rows, features, nonzeros, sha256 } = dataset;
  return { name, rows, features, nonzeros, sha256, smoothness };
}

function summarise({ curve, waitedShare }: Trajectory, nonzeros: number): Run['summary'] {
  const losses = curve.map((point) => point.trainLoss).filter((loss) => loss !== null);
  const { seconds, epoch, trainLoss } = curve.at(-1) as Point;
  return {
    finalTrainLoss: trainLoss,
    bestTrainLoss: losses.length > 0 ? min(losses) : null,
    seconds,
    nanosecondsPerNonzero: epoch > 0 ? (seconds * 1e9) / (epoch * nonzeros) : null,
    ...(waitedShare !== undefined && { waitedShare }),
  };
}

/** Warns if workers waited long for each other, as they do without a core each. */
export function warnOfWaiting(share: number, observer: Observer): void {
  if (share <= MUCH_WAITING) return;
  observer.warn(
    `the workers waited for each other, or were set aside, ${percent(share)} of the time: try fewer ${setting('workers')}, or end other processes on these cores`,
  );
}
