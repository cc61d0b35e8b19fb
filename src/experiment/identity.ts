import { createHash } from 'node:crypto';
import type { Model } from '../results/model.js';
import type { Configuration } from '../results/schema.js';
import type { RunRequest } from './request.js';
import type { RunData } from './run-data.js';

const ID_DIGITS = 16;

/** The sha256 of the content of everything that a request names. */
export interface Contents {
  dataset: string;
  /** That of the held-out file, if there is one. */
  test: string | null;
  /** That of the model file that the run starts from, if there is one. */
  warmStart: string | null;
}

/** What a request is for, as far as the data decide it: a batch above the training rows means all of them. */
export function fitted<Request extends RunRequest>(request: Request, trainedRows: number): Request {
  return request.batch > trainedRows ? { ...request, batch: trainedRows } : request;
}

/** The content of the data that were read, and of the model that a run starts from. */
export function contentsOf({ dataset, testSource }: RunData, warmStart: Model | undefined): Contents {
  const test = testSource && 'sha256' in testSource ? testSource.sha256 : null;
  return { dataset: dataset.sha256, test, warmStart: warmStart?.sha256 ?? null };
}

/** What a request says by itself, before the data are read. */
export function askedConfiguration(request: RunRequest) {
  return {
    ...(request.scale && { scale: request.scale }),
    loss: request.loss.name,
    bias: request.bias,
    algorithm: request.algorithm.name,
    rule: request.rule.name,
    batch: request.batch,
    schedule: request.schedule.name,
    snapshotEvery: request.algorithm.takesSnapshots ? request.snapshotEvery : null,
    average: request.average ?? null,
    epochs: request.epochs,
    maxPasses: request.maxPasses ?? null,
    targetLoss: request.targetLoss ?? null,
    timeLimit: request.timeLimit ?? null,
    order: request.order.name,
    execution: request.execution.name,
    workers: request.execution.byWorkers ? request.workers : 1,
    ...(request.execution.blocks && { blocks: request.blocks ?? null }),
    measureEvery: request.measureEvery,
    seed: request.seed,
  } satisfies Partial<Record<keyof Configuration, unknown>>;
}

/** Whether a step search ranks candidates by their way to the optimum, which gives another target than without it. */
export function aimsByOptimum({ suboptimality, targetLoss }: RunRequest): boolean {
  return suboptimality && targetLoss === undefined;
}

/**
 * The id of the run that a request is for: the same for the same data and configuration, whatever the
 * data's name and the machine. What follows from the data (an automatic step size, λ as 1/n, the
 * positive label) is hashed as it was asked for, so that the id is known before the data are read.
 */
export function identify(request: RunRequest, { dataset, test, warmStart }: Contents): string {
  const { l2, stepSize, positive, splitSeed } = request;
  const heldOut = test ?? (request.test && 'fraction' in request.test ? { ...request.test, splitSeed } : null);
  const isSearched = stepSize === 'tune' || stepSize === 'frozen';
  const searched = isSearched && aimsByOptimum(request) ? { suboptimality: true } : {};
  const asked = { ...askedConfiguration(request), l2, stepSize, positive: positive ?? null, ...searched };
  const content = JSON.stringify([dataset, heldOut, warmStart, asked]);
  return createHash('sha256').update(content).digest('hex').slice(0, ID_DIGITS);
}
