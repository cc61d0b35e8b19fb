import { formatOf } from '../data/formats/user-format.js';
import { shufflePlacement } from '../data/split.js';
import { EngineMemory } from '../engine/memory.js';
import { compileKernels, instantiate, type Kernels } from '../engine/wasm.js';
import { Workers } from '../engine/worker-pool.js';
import type { Optimum } from '../objective/optimum.js';
import { createProblem, createTrainingSet, type Problem, type TrainingSet } from '../objective/problem.js';
import type { Search } from '../results/search.js';
import type { ProblemRequest } from '../settings/request.js';
import { DatasetCache } from './dataset-cache.js';
import type { Observer } from './observer.js';
import { cachedOptimum, cacheOptimum, computeOptimum } from './optimum.js';
import { type Cut, lambdaOf, openData, type PlacedRows, type RunData, uncut } from './run-data.js';

/** The rows of a request, laid in the engine's memory. */
interface Placed extends Pick<PlacedRows, 'test' | 'columns'> {
  training: TrainingSet;
  /** Where the scratch space of a run begins. */
  mark: number;
}

/** An objective over the rows of a request in the engine's memory. */
export interface LaidProblem extends Pick<PlacedRows, 'test' | 'columns'> {
  data: RunData;
  problem: Problem;
}

/** How the rows of a request are laid, and for whom. */
interface Placement {
  rows: 'shuffled' | 'file order';
  cut: Cut;
  /** How many threads work on them, if any. */
  workers?: number | undefined;
}

/**
 * What successive runs share: the engine and its memory, the dataset read last and its rows in memory.
 * So a dataset is read and laid once for all runs that can share it, and
 * many runs need the memory of one.
 */
export class Session {
  readonly #memory: EngineMemory;
  readonly #module: WebAssembly.Module;
  readonly #kernels: Kernels;
  #workers: Workers | undefined;
  readonly #datasets = new DatasetCache();
  #opened: { key: string; data: RunData } | undefined;
  #placed: { key: string; placed: Placed } | undefined;
  readonly #empty: number;
  /** The searches for step sizes that were carried out or read, by their keys. */
  readonly searches = new Map<string, Search>();
  /** Where searches are kept for other sessions, if anywhere. */
  readonly folder: string | undefined;

  private constructor(memory: EngineMemory, module: WebAssembly.Module, folder: string | undefined) {
    this.#memory = memory;
    this.#module = module;
    this.#kernels = instantiate(module, memory.memory);
    this.#empty = memory.mark;
    this.folder = folder;
  }

  /**
   * Starts the engine.
   * @param folder where searches for step sizes are kept; without it only this session knows them
   */
  static async start(folder?: string): Promise<Session> {
    return new Session(new EngineMemory(), await compileKernels(), folder);
  }

  /** Reads the data of a request. Throws as openData does. */
  async open(request: ProblemRequest, observer: Observer): Promise<RunData> {
    const key = dataKey(request);
    if (this.#opened?.key === key) return this.#opened.data;
    // If this fails, the rows in memory no longer belong to an open dataset.
    this.#opened = undefined;
    this.#placed = undefined;
    const data = await openData(request, this.#datasets, observer);
    this.#opened = { key, data };
    return data;
  }

  /**
   * Lays the rows of a request in memory and puts its objective over them, at w = 0. Frees what the last
   * problem took in the engine's memory.
   */
  async layProblem(request: ProblemRequest, placement: Placement, observer: Observer): Promise<LaidProblem> {
    const data = await this.open(request, observer);
    const { training, test, columns, mark } = await this.#place(data, request, placement);
    this.#memory.release(mark);
    const { loss, bias } = request;
    const workers = placement.workers === undefined ? undefined : await this.#startWorkers(placement.workers);
    const problem = createProblem(training, { loss, lambda: lambdaOf(data, request), bias }, workers);
    return { data, problem, test, columns };
  }

  /**
   * The optimum of a request's objective: from the cache, or computed.
   * @throws UserError if there is none, or none is found; an AbortError if the observer's signal is aborted
   */
  async optimum(request: ProblemRequest, observer: Observer): Promise<Optimum> {
    const data = await this.open(request, observer);
    const known = await cachedOptimum(data, request);
    if (known) return known;
    // In file order, whatever the order of the run, so that the optimum is the same to the last bit.
    const { problem } = await this.layProblem(request, { rows: 'file order', cut: uncut }, observer);
    const optimum = await computeOptimum(problem, observer);
    await cacheOptimum(data, request, optimum).catch(() => {
      observer.note('the optimum could not be cached: the cache folder cannot be written');
    });
    return optimum;
  }

  /** Releases the datasets and the threads. */
  async close(): Promise<void> {
    await this.#workers?.close();
    await this.#datasets.close();
  }

  /** The threads started last if there are `count` of them, else new ones. */
  async #startWorkers(count: number): Promise<Workers> {
    if (this.#workers?.areAlive && this.#workers.count === count) return this.#workers;
    await this.#workers?.close();
    this.#workers = await Workers.start(count, { module: this.#module, memory: this.#memory.memory });
    return this.#workers;
  }

  async #place(data: RunData, request: ProblemRequest, placement: Placement): Promise<Placed> {
    const { seed } = request;
    const key = JSON.stringify([dataKey(request), placement.cut, placement.rows === 'shuffled' ? seed : null]);
    if (this.#placed?.key === key) return this.#placed.placed;
    this.#placed = undefined;
    this.#memory.release(this.#empty);
    const { train: rows } = data.split;
    const order = placement.rows === 'shuffled' ? shufflePlacement(rows, seed) : rows;
    const { train, test, columns } = await data.place(this.#memory, order, placement.cut);
    const training = createTrainingSet(this.#memory, this.#kernels, train);
    const placed = { training, test, columns, mark: this.#memory.mark };
    this.#placed = { key, placed };
    return placed;
  }
}

/** A key of everything that the data of a request depends on. */
export function dataKey(request: ProblemRequest): string {
  const { dataset, test, positive, scale, loss, bias, seed, splitSeed = seed } = request;
  const split = test && 'fraction' in test ? [test.fraction, splitSeed] : test;
  return JSON.stringify([dataset, split, positive, formatOf(request), scale, loss.labels, bias]);
}
