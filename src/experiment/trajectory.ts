import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Descent, Settings } from '../algorithms/algorithm.js';
import type { Order } from '../algorithms/orders.js';
import type { SparseMatrix } from '../engine/matrix.js';
import { measure, measureBy, objectiveValue, type Problem } from '../objective/problem.js';
import type { Point, Status } from '../results/schema.js';
import type { RunRequest } from '../settings/request.js';
import { UserError } from '../util/errors.js';
import { finiteOrNull } from '../util/finite.js';
import { type Random, randomFor } from '../util/random.js';
import { setting } from '../util/setting.js';
import { count } from '../util/text.js';
import type { Observer } from './observer.js';

/** Stored values between two checks of the clock and of the interrupt: some 20 ms of work. */
const VALUES_A_SLICE = 4_000_000;
/** The same with workers, larger: they leave this thread free meanwhile, and starting them takes time. */
const VALUES_A_SLICE_OF_WORKERS = 16_000_000;
/**
 * The least stored values that a batch counts for if workers that own blocks meet after it. A meeting takes some 2 µs,
 * and up to 100 µs if they do not have a core each.
 */
const VALUES_A_MEETING = 4000;

/** The most points of a curve: a result with this many takes some 100 MB, and files above 128 MiB are not read. */
const MOST_POINTS = 300_000;

/** The measured part of a run and how it ended. */
export interface Trajectory {
  status: Status;
  curve: Point[];
  /** Whether others used the cores that its updates needed. */
  contended: boolean;
  /** The share of the update time that workers waited for each other, if they meet. */
  waitedShare: number | undefined;
}

/** An algorithm at work, with its data and settings. */
export interface Work {
  problem: Problem;
  /** Held-out rows in the engine's memory, if any. */
  test: SparseMatrix | undefined;
  descent: Descent;
  settings: Settings;
  /** γ, before the schedule. */
  stepSize: number;
  /** F(0), if the run starts elsewhere. */
  lossAtZero: number | undefined;
  /** F*, if known. */
  optimum: number | undefined;
}

/**
 * Runs the updates of a request, epoch by epoch, and measures along the way. A measurement falls on the end of a
 * batch: the first at or after the sample where it is due.
 */
export async function trace(work: Work, request: RunRequest, observer: Observer): Promise<Trajectory> {
  const { problem, descent, settings, stepSize } = work;
  const { rows } = problem.train;
  const visits = new Visits(problem, request);
  const pace = new Pace(problem.train, request, settings);
  const done = new Progress((epochs) => request.algorithm.passes(epochs, settings));
  const measured = () => {
    descent.publish();
    return recordPoint(work, done);
  };
  let averaging = false;
  /** Does what is due at the start of an epoch. Returns the epoch's step size. */
  const beginEpoch = async () => {
    const { epoch } = done;
    const passes = done.passes(epoch);
    visits.drawNext();
    await done.time(() => descent.beginEpoch(epoch));
    return stepSize * request.schedule.factor(passes);
  };
  const first = await measured();
  refuseInfinite(first);
  const curve = [first];
  // A run may start from a model close to the optimum, so its own start is no measure of divergence.
  const startLoss = Math.max(first.trainLoss as number, work.lossAtZero ?? 0);
  let status = reasonToStop(first, startLoss, request);
  let currentStep = stepSize;
  while (status === undefined && done.samples < pace.horizon) {
    const position = done.samples % rows;
    if (position === 0) currentStep = await beginEpoch();
    if (!averaging && done.samples >= pace.averageFrom) {
      averaging = true;
      descent.startAverage();
    }
    const samples = pace.samplesFrom(done.samples);
    const due = pace.isDue(done.samples, samples);
    await done.time(() => descent.update(visits.addressOf(position), samples, currentStep));
    done.add(samples, Math.ceil(samples / settings.batch), rows);
    if (due || done.seconds >= (request.timeLimit ?? Number.POSITIVE_INFINITY)) {
      const point = await measured();
      curve.push(point);
      status = reasonToStop(point, startLoss, request);
    }
    observer.progress(done.epoch, curve.at(-1)?.trainLoss ?? Number.NaN);
    await nextTurn();
    if (observer.signal.aborted && done.samples < pace.horizon && status === undefined) {
      status = 'interrupted';
      if (!due) curve.push(await measured());
    }
    if (curve.length > MOST_POINTS && done.samples < pace.horizon && status === undefined) {
      observer.warn(
        `the run ends here, since a curve has at most ${count(MOST_POINTS, 'point')}: try a larger ${setting('measureEvery')}`,
      );
      status = 'interrupted';
    }
  }
  if (request.average !== undefined && !averaging) {
    observer.warn(`nothing was averaged: no update began at pass ${request.average} or later`);
  }
  return {
    status: status ?? 'completed',
    curve,
    contended: done.isContended,
    waitedShare: descent.waitedShare?.(),
  };
}

/** The length of a run in epochs: what was asked for, or what fits within its passes. */
export function epochsOf({ epochs, maxPasses, algorithm }: RunRequest, settings: Settings): number {
  return maxPasses === undefined ? epochs : Math.min(epochs, algorithm.epochsWithin(maxPasses, settings));
}

/** The train loss that a run ends with; null where it diverged. */
export function finalOf(status: Status, curve: Point[]): number | null {
  return status === 'diverged' ? null : (curve.at(-1)?.trainLoss ?? null);
}

function refuseInfinite({ trainLoss }: Point): void {
  if (trainLoss !== null) return;
  throw new UserError(
    'the loss at the start is not a finite double: the labels, or the weights of a model, are too large',
    'Rescale the labels, or start from another model',
  );
}

/** The rows that the current epoch visits, in order, in the engine's memory. */
class Visits {
  readonly #address: number;
  readonly #rows: Uint32Array;
  readonly #order: Order;
  readonly #random: Random;

  constructor({ memory, train }: Problem, { order, seed }: RunRequest) {
    this.#address = memory.allocateU32(train.rows);
    this.#rows = memory.u32(this.#address, train.rows);
    this.#rows.forEach((_, position) => {
      this.#rows[position] = position;
    });
    this.#order = order;
    this.#random = randomFor(seed, 'visit');
  }

  drawNext(): void {
    this.#order.nextEpoch(this.#rows, this.#random);
  }

  addressOf(position: number): number {
    return this.#address + position * Uint32Array.BYTES_PER_ELEMENT;
  }
}

/** With fewer cores than this during its updates, a run waited for others. */
const LEAST_CORES = 0.9;
/** Processor time tells little of shorter work: some systems count it in steps of 16 ms. */
const TELLING_SECONDS = 0.2;

/** How far a run has come. */
class Progress {
  samples = 0;
  epoch = 0;
  updates = 0;
  seconds = 0;
  #coreSeconds = 0;
  readonly passes: (epochs: number) => number;

  /** @param passes maps a number of epochs to its gradient evaluations, in passes */
  constructor(passes: (epochs: number) => number) {
    this.passes = passes;
  }

  /** Does some work and adds the time it took. */
  async time(work: () => void | Promise<void>): Promise<void> {
    const [started, used] = [performance.now(), process.cpuUsage()];
    await work();
    this.seconds += (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(used);
    this.#coreSeconds += (user + system) / 1e6;
  }

  /** Whether the updates had to wait for a core; all threads together should have had one at least. */
  get isContended(): boolean {
    return this.seconds >= TELLING_SECONDS && this.#coreSeconds < LEAST_CORES * this.seconds;
  }

  add(samples: number, updates: number, rows: number): void {
    this.samples += samples;
    this.epoch = this.samples / rows;
    this.updates += updates;
  }
}

async function recordPoint({ problem, test, optimum }: Work, progress: Progress): Promise<Point> {
  const { workers } = problem;
  const measured = (matrix: SparseMatrix) => (workers ? measureBy(workers, problem, matrix) : measure(problem, matrix));
  const train = await measured(problem.train);
  const objective = objectiveValue(problem, train.meanLoss);
  const held = test && (await measured(test));
  return {
    epoch: progress.epoch,
    passes: progress.passes(progress.epoch),
    updates: progress.updates,
    seconds: progress.seconds,
    trainLoss: finiteOrNull(objective),
    trainError: train.error,
    testLoss: held ? finiteOrNull(held.meanLoss) : null,
    testError: held?.error ?? null,
    suboptimality: optimum === undefined ? null : finiteOrNull(objective - optimum),
  };
}

/** A tolerance in samples, for products of rows and a share: 1/49 of 49 rows is one sample, and 0.07 of 100 is 7. */
const ROUNDING = 1e-6;

/** The error for a budget that is used up before the first update, which leaves nothing to measure. */
function noUpdate({ epochs, maxPasses, algorithm }: RunRequest, rows: number): UserError {
  if (epochs * rows < 1 - ROUNDING) {
    return new UserError(`${setting('epochs')} ${epochs} of ${rows} rows is less than one row`, 'Give more epochs');
  }
  return new UserError(
    `${setting('maxPasses')} ${maxPasses} leaves no update for ${algorithm.name}`,
    algorithm.takesSnapshots ? 'Its snapshot takes a pass; give more' : 'Give more passes',
  );
}

/** Cuts a run into slices that end where a measurement is due, an epoch ends, or the user may want to stop. */
class Pace {
  /** The number of samples in the whole run. */
  readonly horizon: number;
  /** The number of samples after which averaging begins; infinite without averaging. */
  readonly averageFrom: number;
  readonly #batch: number;
  readonly #rows: number;
  readonly #interval: number;
  readonly #slice: number;

  constructor({ rows, nonzeros }: SparseMatrix, request: RunRequest, settings: Settings) {
    const samples = epochsOf(request, settings) * rows;
    if (samples < 1 - ROUNDING) throw noUpdate(request, rows);
    this.horizon = Math.round(samples);
    const { average, algorithm } = request;
    this.averageFrom =
      average === undefined
        ? Number.POSITIVE_INFINITY
        : Math.ceil(algorithm.epochsWithin(average, settings) * rows - ROUNDING);
    this.#batch = settings.batch;
    this.#rows = rows;
    this.#interval = request.measureEvery * rows;
    this.#refuseManyPoints(request);
    const { byWorkers, blocks } = settings.execution;
    const valuesABatch = Math.max(settings.batch * Math.max(1, nonzeros / rows), blocks ? VALUES_A_MEETING : 0);
    const values = byWorkers ? VALUES_A_SLICE_OF_WORKERS : VALUES_A_SLICE;
    this.#slice = settings.batch * Math.max(1, Math.floor(values / valuesABatch));
  }

  /** Refuses too many points, unless the run may end long before, at a target or a time limit. */
  #refuseManyPoints({ measureEvery, targetLoss, timeLimit }: RunRequest): void {
    const batches = (this.horizon / this.#rows) * Math.ceil(this.#rows / this.#batch);
    const points = Math.min(this.horizon / this.#interval, batches);
    if (points <= MOST_POINTS || targetLoss !== undefined || timeLimit !== undefined) return;
    throw new UserError(
      `${setting('measureEvery')} ${measureEvery} would make a curve of more than ${count(MOST_POINTS, 'point')}`,
      'Measure less often',
    );
  }

  /** How many samples to consume next, after `samples`: whole batches, or the rest of the epoch. */
  samplesFrom(samples: number): number {
    const position = samples % this.#rows;
    const average = samples < this.averageFrom ? this.averageFrom : Number.POSITIVE_INFINITY;
    const stop = Math.min(this.#nextMeasurement(samples), this.horizon, average) - samples;
    const wholeBatches = Math.ceil(Math.min(stop, this.#slice) / this.#batch) * this.#batch;
    return Math.min(wholeBatches, this.#rows - position);
  }

  /** Whether a measurement falls due between `before` and `before` + `samples`. */
  isDue(before: number, samples: number): boolean {
    return before + samples >= Math.min(this.#nextMeasurement(before), this.horizon);
  }

  /** The first sample count above the given one at which to measure; half a sample is rounded up. */
  #nextMeasurement(samples: number): number {
    const number = Math.floor((samples + 0.5 - ROUNDING) / this.#interval) + 1;
    return Math.max(samples + 1, Math.round(number * this.#interval + ROUNDING));
  }
}

/** A loss this many times the starting loss counts as diverged. */
const DIVERGED_FACTOR = 1e6;

/**
 * Why a run ends after this point, or undefined if it goes on.
 * @param startLoss the objective at the start, or at w = 0 if that is larger
 */
export function reasonToStop(point: Point, startLoss: number, request: RunRequest): Status | undefined {
  const { targetLoss, timeLimit } = request;
  if (hasDiverged(point, startLoss)) return 'diverged';
  if (targetLoss !== undefined && (point.trainLoss as number) <= targetLoss) return 'target-reached';
  if (timeLimit !== undefined && point.seconds >= timeLimit) return 'time-limit';
  return undefined;
}

function hasDiverged({ trainLoss }: Point, startLoss: number): boolean {
  return trainLoss === null || trainLoss > DIVERGED_FACTOR * startLoss;
}
