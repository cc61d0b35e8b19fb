import { createHash } from 'node:crypto';
import type { Settings } from '../algorithms/algorithm.js';
import { automaticStep } from '../algorithms/step-size.js';
import { loadKernels } from '../engine/kernels.js';
import { EngineMemory } from '../engine/memory.js';
import { createProblem, type Problem } from '../objective/problem.js';
import { sampleSmoothness } from '../objective/smoothness.js';
import type { Configuration, Point, Run } from '../results/schema.js';
import { loadData, type RunData } from './data.js';
import { describeEnvironment } from './environment.js';
import type { Observer, RunRequest } from './request.js';
import { trace } from './trajectory.js';

const ID_DIGITS = 16;

/**
 * Carries out one run: reads the data, lays it in memory, resolves what is automatic, updates and measures.
 * @throws UserError for bad input; an AbortError if it is interrupted before anything is measured
 */
export async function run(request: RunRequest, observer: Observer): Promise<Run> {
  const { rule, algorithm } = request;
  const memory = new EngineMemory();
  const kernels = await loadKernels(memory);
  const data = await loadData(request, memory, observer);
  const lambda = request.l2 === '1/n' ? 1 / data.train.rows : request.l2;
  const objective = { loss: request.loss, lambda, bias: request.bias };
  const problem = createProblem(memory, kernels, data.train, data.features, objective);
  const batch = Math.min(request.batch, data.train.rows);
  const settings = { rule, batch, snapshotEvery: request.snapshotEvery, average: request.average !== undefined };
  const smoothness = sampleSmoothness(problem);
  const stepSize = resolveStepSize(request, problem, smoothness, settings, observer);
  const descent = algorithm.start(problem, settings);
  observer.signal.throwIfAborted();
  const { status, curve } = await trace(problem, data.test, { descent, settings, stepSize }, request, observer);
  const configuration = resolve(request, data, lambda, stepSize);
  const dataset = describeDataset(data, smoothness);
  return {
    schema: 'adabatch/run@1',
    id: identify(dataset.sha256, configuration),
    configuration,
    dataset,
    environment: describeEnvironment(),
    status,
    curve,
    summary: summarise(curve, data.train.nonzeros),
  };
}

function resolveStepSize(
  request: RunRequest,
  problem: Problem,
  smoothness: number,
  settings: Settings,
  observer: Observer,
): number {
  if (request.stepSize !== 'auto') return request.stepSize;
  const { stepSize, reason } = automaticStep(problem, smoothness, request.algorithm, settings);
  observer.note(`step size ${Number(stepSize.toPrecision(6))}: ${reason}`);
  return stepSize;
}

function resolve(request: RunRequest, data: RunData, lambda: number, stepSize: number): Configuration {
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

/** The same for the same data and configuration; the data's name and the machine do not matter. */
function identify(dataset: string, configuration: Configuration): string {
  const content = JSON.stringify([dataset, configuration]);
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
