import { createHash } from 'node:crypto';
import type { Settings } from '../algorithms/algorithm.js';
import { automaticStep } from '../algorithms/step-size.js';
import { loadKernels } from '../engine/kernels.js';
import { EngineMemory } from '../engine/memory.js';
import type { Optimum } from '../objective/optimum.js';
import { createProblem, type Problem } from '../objective/problem.js';
import { sampleSmoothness } from '../objective/smoothness.js';
import { type Model, readModel } from '../results/model.js';
import type { Configuration, Point, Run } from '../results/schema.js';
import { lambdaOf, openData, type RunData } from './data.js';
import { describeEnvironment } from './environment.js';
import { saveModel, startFrom } from './model.js';
import { cachedOptimum, referenceOptimum } from './optimum.js';
import type { Observer, RunRequest } from './request.js';
import { shufflePlacement } from './split.js';
import { trace } from './trajectory.js';

const ID_DIGITS = 16;

/**
 * Carries out one run: reads the data, lays it in memory, resolves what is automatic, updates and measures.
 * @throws UserError for bad input; an AbortError if it is interrupted before anything is measured
 */
export async function run(request: RunRequest, observer: Observer): Promise<Run> {
  const start = request.warmStart === undefined ? undefined : await readModel(request.warmStart);
  const data = await openData(request, observer);
  try {
    const optimum = await (request.suboptimality ? referenceOptimum : cachedOptimum)(data, request, observer);
    return await runOn(data, { start, optimum }, request, observer);
  } finally {
    await data.close();
  }
}

async function runOn(
  data: RunData,
  { start, optimum }: { start: Model | undefined; optimum: Optimum | undefined },
  request: RunRequest,
  observer: Observer,
): Promise<Run> {
  const { rule, algorithm, loss, bias, order, seed } = request;
  const memory = new EngineMemory();
  const kernels = await loadKernels(memory);
  const { train: rows } = data.split;
  const train = await data.placeTraining(memory, order.shuffledPlacement ? shufflePlacement(rows, seed) : rows);
  const test = await data.placeHeldOut(memory);
  const lambda = lambdaOf(data, request);
  const problem = createProblem(memory, kernels, train, data.features, { loss, lambda, bias });
  const warmStart = start ? startFrom(start, problem, data.dataset, observer) : null;
  const batch = Math.min(request.batch, train.rows);
  const settings = { rule, batch, snapshotEvery: request.snapshotEvery, average: request.average !== undefined };
  const smoothness = sampleSmoothness(problem);
  const stepSize = resolveStepSize(request, problem, smoothness, settings, observer);
  const descent = algorithm.start(problem, settings);
  observer.signal.throwIfAborted();
  const work = { problem, test, descent, settings, stepSize, optimum: optimum?.objective };
  const { status, curve } = await trace(work, request, observer);
  const configuration = { ...resolve(request, data, lambda, stepSize), warmStart };
  const dataset = describeDataset(data, smoothness);
  const run: Run = {
    schema: 'adabatch/run@1',
    id: identify(dataset.sha256, configuration),
    configuration,
    dataset,
    optimum: optimum ? certificateOf(optimum) : null,
    environment: describeEnvironment(),
    status,
    tuning: null,
    curve,
    summary: summarise(curve, train.nonzeros),
  };
  if (request.saveModel !== undefined) await keepModel(request.saveModel, problem, data, run, observer);
  return run;
}

async function keepModel(
  file: string,
  problem: Problem,
  { dataset }: RunData,
  run: Run,
  observer: Observer,
): Promise<void> {
  if (run.status === 'diverged') return observer.note('the model was not saved, since the run diverged');
  await saveModel(file, problem, dataset, run);
  observer.note(`saved ${file}`);
}

function certificateOf({ objective, gradientNorm, gapBound }: Optimum): Run['optimum'] {
  return { objective, gradientNorm, gapBound };
}

function resolveStepSize(
  request: RunRequest,
  problem: Problem,
  smoothness: number,
  settings: Settings,
  observer: Observer,
): number {
  if (typeof request.stepSize === 'number') return request.stepSize;
  const { stepSize, reason } = automaticStep(problem, smoothness, request.algorithm, settings);
  observer.note(`step size ${Number(stepSize.toPrecision(6))}: ${reason}`);
  return stepSize;
}

function resolve(
  request: RunRequest,
  data: RunData,
  lambda: number,
  stepSize: number,
): Omit<Configuration, 'warmStart'> {
  return {
    test: data.testSource,
    positive: data.positive,
    loss: request.loss.name,
    l2: lambda,
    bias: request.bias,
    algorithm: request.algorithm.name,
    rule: request.rule.name,
    batch: request.batch,
    stepSize,
    stepSizeFrom: typeof request.stepSize === 'number' ? 'given' : 'auto',
    schedule: request.schedule.name,
    snapshotEvery: request.algorithm.name === 'svrg' ? request.snapshotEvery : null,
    average: request.average ?? null,
    epochs: request.epochs,
    maxPasses: request.maxPasses ?? null,
    targetLoss: request.targetLoss ?? null,
    timeLimit: request.timeLimit ?? null,
    order: request.order.name,
    execution: 'sequential',
    workers: 1,
    measureEvery: request.measureEvery,
    seed: request.seed,
  };
}

function describeDataset({ dataset }: RunData, smoothness: number): Run['dataset'] {
  const { name, rows, features, nonzeros, sha256 } = dataset;
  return { name, rows, features, nonzeros, sha256, smoothness };
}

/**
 * The same for the same data and configuration; the data's name and the machine do not matter. A step
 * size that follows from the rest is not part of it, so that it is known before the data is looked at.
 */
function identify(dataset: string, configuration: Configuration): string {
  const { stepSize, stepSizeFrom } = configuration;
  const content = JSON.stringify([dataset, { ...configuration, stepSize: stepSizeFrom === 'given' ? stepSize : null }]);
  return createHash('sha256').update(content).digest('hex').slice(0, ID_DIGITS);
}

function summarise(curve: Point[], nonzeros: number): Run['summary'] {
  const losses = curve.map((point) => point.trainLoss).filter((loss) => loss !== null);
  const { seconds, epoch, trainLoss } = curve.at(-1) as Point;
  return {
    finalTrainLoss: trainLoss,
    bestTrainLoss: losses.length > 0 ? Math.min(...losses) : null,
    seconds,
    nanosecondsPerNonzero: epoch > 0 ? (seconds * 1e9) / (epoch * nonzeros) : null,
  };
}
