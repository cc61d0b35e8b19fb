import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { Dataset } from '../data/dataset.js';
import { loadKernels } from '../engine/kernels.js';
import { EngineMemory } from '../engine/memory.js';
import { cacheFolder, makeFolder, writeWhole } from '../files.js';
import { findOptimum, type Optimum } from '../objective/optimum.js';
import { createProblem } from '../objective/problem.js';
import type { Configuration } from '../results/schema.js';
import { lambdaOf, openData, type RunData } from './data.js';
import type { Observer, ProblemRequest } from './request.js';

/** Raised whenever the solver changes what it finds. */
const SOLVER_VERSION = 1;

/** An optimum and what it is of: what `adabatch optimum --json` prints. */
export interface OptimumReport {
  schema: 'adabatch/optimum@1';
  dataset: Pick<Dataset, 'name' | 'rows' | 'features' | 'nonzeros' | 'sha256'>;
  configuration: Pick<Configuration, 'test' | 'positive' | 'loss' | 'l2' | 'bias' | 'seed'>;
  optimum: Optimum;
}

/**
 * Reads the data of a request and finds the optimum of its objective.
 * @throws UserError for bad input, or where there is no optimum; an AbortError if the observer's signal is aborted
 */
export async function reportOptimum(request: ProblemRequest, observer: Observer): Promise<OptimumReport> {
  const data = await openData(request, observer);
  try {
    const optimum = await referenceOptimum(data, request, observer);
    const { name, rows, features, nonzeros, sha256 } = data.dataset;
    const { loss, bias, seed } = request;
    const objective = { loss: loss.name, l2: lambdaOf(data, request), bias, seed };
    return {
      schema: 'adabatch/optimum@1',
      dataset: { name, rows, features, nonzeros, sha256 },
      configuration: { test: data.testSource, positive: data.positive, ...objective },
      optimum,
    };
  } finally {
    await data.close();
  }
}

const cachedSchema = z.object({
  key: z.string(),
  optimum: z.strictObject({
    objective: z.number(),
    gradientNorm: z.number(),
    initialGradientNorm: z.number(),
    gapBound: z.number().nullable(),
    newtonSteps: z.int(),
    hessianProducts: z.int(),
  }),
});

/**
 * The optimum of a request's objective: from the user's cache folder, or computed and cached there.
 * @throws UserError where there is none, or none is found; an AbortError if the observer's signal is aborted
 */
export async function referenceOptimum(data: RunData, request: ProblemRequest, observer: Observer): Promise<Optimum> {
  return (await cachedOptimum(data, request)) ?? (await computeOptimum(data, request, observer));
}

/** The optimum of a request's objective, where it was computed before. */
export async function cachedOptimum(data: RunData, request: ProblemRequest): Promise<Optimum | undefined> {
  try {
    const { file, key } = await cacheEntry(data, request);
    const cached = cachedSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return cached.key === key ? cached.optimum : undefined;
  } catch {
    // There is none, or none to be trusted.
    return undefined;
  }
}

async function computeOptimum(data: RunData, request: ProblemRequest, observer: Observer): Promise<Optimum> {
  const memory = new EngineMemory();
  const kernels = await loadKernels(memory);
  // In file order, whatever the order of the run: so it is the same to the last bit.
  const train = await data.placeTraining(memory, data.split.train);
  const objective = { loss: request.loss, lambda: lambdaOf(data, request), bias: request.bias };
  const problem = createProblem(memory, kernels, train, data.features, objective);
  const optimum = await findOptimum(problem, {
    async pause() {
      await nextTurn();
      observer.signal.throwIfAborted();
    },
    step: observer.approaching,
  });
  await save(data, request, optimum).catch(() => {
    observer.note('the optimum could not be cached: the cache folder cannot be written');
  });
  return optimum;
}

async function save(data: RunData, request: ProblemRequest, optimum: Optimum): Promise<void> {
  const { file, key } = await cacheEntry(data, request);
  await makeFolder(path.dirname(file), 0o700);
  await writeWhole(file, `${JSON.stringify({ key, optimum }, null, 2)}\n`);
}

/** Where an optimum is kept, and all that it depends on. */
async function cacheEntry(data: RunData, request: ProblemRequest): Promise<{ file: string; key: string }> {
  const { dataset, positive, split } = data;
  const { loss, bias, seed } = request;
  const rows = split.test.length > 0 ? { heldOut: split.test.length, seed } : 'all';
  const key = JSON.stringify([
    SOLVER_VERSION,
    dataset.sha256,
    positive,
    rows,
    loss.name,
    lambdaOf(data, request),
    bias,
  ]);
  const folder = await cacheFolder('optima');
  if (folder === undefined) throw new Error('the user has no cache folder');
  return { file: path.join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`), key };
}
