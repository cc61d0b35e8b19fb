import { createHash } from 'node:crypto';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { findOptimum, type Optimum } from '../objective/optimum.js';
import type { Problem } from '../objective/problem.js';
import type { ProblemRequest } from '../settings/request.js';
import { cacheFolder, makeFolder, readText, writeWhole } from '../util/files.js';
import { parseJson } from '../util/json.js';
import type { Observer } from './observer.js';
import { lambdaOf, type RunData } from './run-data.js';

/** Raised whenever the solver changes what it finds. */
const SOLVER_VERSION = 2;

const cachedSchema = z.object({
  key: z.string(),
  /** The sha256 of `optimum`. */
  sha256: z.string(),
  optimum: z.strictObject({
    objective: z.number(),
    gradientNorm: z.number(),
    initialGradientNorm: z.number(),
    gapBound: z.number().nullable(),
    newtonSteps: z.int(),
    hessianProducts: z.int(),
  }),
});

/** The optimum of a request's objective, if it was computed before. */
export async function cachedOptimum(data: RunData, request: ProblemRequest): Promise<Optimum | undefined> {
  try {
    const { file, key } = await cacheEntry(data, request);
    const cached = cachedSchema.parse(parseJson(await readText(file)));
    return cached.key === key && cached.sha256 === digest(cached.optimum) ? cached.optimum : undefined;
  } catch {
    // The cache has none, or none that can be trusted.
    return undefined;
  }
}

/**
 * Finds the optimum of a problem.
 * @throws UserError if there is none, or none is found; an AbortError if the observer's signal is aborted
 */
export async function computeOptimum(problem: Problem, observer: Observer): Promise<Optimum> {
  return findOptimum(problem, {
    async pause() {
      await nextTurn();
      observer.signal.throwIfAborted();
    },
    step: observer.approaching,
  });
}

/** Keeps the optimum of a request's objective for other runs. Throws as the system does. */
export async function cacheOptimum(data: RunData, request: ProblemRequest, optimum: Optimum): Promise<void> {
  const { file, key } = await cacheEntry(data, request);
  await makeFolder(path.dirname(file), 0o700);
  await writeWhole(file, `${JSON.stringify({ key, sha256: digest(optimum), optimum }, null, 2)}\n`);
}

/** Where an optimum is kept, and everything that it depends on. */
async function cacheEntry(data: RunData, request: ProblemRequest): Promise<{ file: string; key: string }> {
  const { dataset, classes, split } = data;
  const { scale = null, loss, bias } = request;
  const heldOut = split.test.length > 0 ? createHash('sha256').update(split.test).digest('hex') : null;
  const objective = [scale, loss.name, lambdaOf(data, request), bias];
  const key = JSON.stringify([SOLVER_VERSION, dataset.sha256, classes?.positive, heldOut, ...objective]);
  const folder = await cacheFolder('optima');
  if (folder === undefined) throw new Error('the user has no cache folder');
  return { file: path.join(folder, `${digest(key).slice(0, 32)}.json`), key };
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
