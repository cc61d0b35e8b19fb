import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Descent, Settings } from '../algorithms/algorithm.js';
import type { SparseMatrix } from '../engine/matrix.js';
import { UserError } from '../errors.js';
import { measure, objectiveValue, type Problem } from '../objective/problem.js';
import { randomFor } from '../random.js';
import type { Point, Status } from '../results/schema.js';
import type { Observer, RunRequest } from './request.js';
import { reasonToStop } from './stopping.js';

/** Stored values between two looks at the clock and at the interrupt: some 20 ms of work. */
const VALUES_A_SLICE = 4_000_000;

/** The measured part of a run and how it ended. */
export interface Trajectory {
  status: Status;
  curve: Point[];
}

/** An algorithm at work and what it was started with. */
export interface Work {
  descent: Descent;
  settings: Settings;
  /** γ, before the schedule. */
  stepSize: number;
}

/**
 * Runs the updates of a request, epoch by epoch, and measures as it goes. Measurements fall on the
 * ends of batches: on the first at or after the sample where they are due.
 * @param test held-out rows in the engine's memory, if any
 */
export async function trace(
  problem: Problem,
  test: SparseMatrix | undefined,
  { descent, settings, stepSize }: Work,
  request: RunRequest,
  observer: Observer,
): Promise<Trajectory> {
  const { memory, train } = problem;
  const order = memory.allocateU32(train.rows);
  const visits = memory.u32(order, train.rows);
  visits.forEach((_, position) => {
    visits[position] = position;
  });
  const random = randomFor(request.seed, 'visit');
  const timeLimit = request.timeLimit ?? Number.POSITIVE_INFINITY;
  const passes = (epochs: number) => request.algorithm.passes(epochs, settings);
  const pace = new Pace(train, request, settings);
  const done = { samples: 0, updates: 0, seconds: 0 };
  const timed = (work: () => void) => {
    const started = performance.now();
    work();
    done.seconds += (performance.now() - started) / 1000;
  };
  const measured = () => {
    descent.beforeMeasure();
    return recordPoint(problem, test, { ...done, epoch: done.samples / train.rows, passes });
  };
  const first = measured();
  if (first.trainLoss === null) {
    throw new UserError('the loss at w = 0 is not a finite double: the labels are too large', 'Rescale the labels');
  }
  const curve = [first];
  let status = reasonToStop(first, first, request);
  let currentStep = stepSize;
  while (status === undefined && done.samples < pace.horizon) {
    const position = done.samples % train.rows;
    if (position === 0) {
      const epoch = done.samples / train.rows;
      currentStep = stepSize * request.schedule.factor(passes(epoch));
      request.order.nextEpoch(visits, random);
      timed(() => descent.beginEpoch(epoch));
    }
    const samples = pace.samplesFrom(done.samples);
    const due = pace.isDue(done.samples, samples);
    timed(() => descent.update(order + position * Uint32Array.BYTES_PER_ELEMENT, samples, currentStep));
    done.samples += samples;
    done.updates += Math.ceil(samples / settings.batch);
    if (due || done.seconds >= timeLimit) {
      const point = measured();
      curve.push(point);
      status = reasonToStop(point, first, request);
    }
    observer.progress(done.samples / train.rows, curve.at(-1)?.trainLoss ?? Number.NaN);
    await nextTurn();
    if (observer.signal.aborted && done.samples < pace.horizon && status === undefined) {
      status = 'interrupted';
      if (!due) curve.push(measured());
    }
  }
  return { status: status ?? 'completed', curve };
}

/** How far a run has come. */
interface Progress {
  epoch: number;
  passes(epochs: number): number;
  updates: number;
  seconds: number;
}

function recordPoint(problem: Problem, test: SparseMatrix | undefined, progress: Progress): Point {
  const train = measure(problem, problem.train);
  const held = test && measure(problem, test);
  return {
    epoch: progress.epoch,
    passes: progress.passes(progress.epoch),
    updates: progress.updates,
    seconds: progress.seconds,
    trainLoss: finiteOrNull(objectiveValue(problem, train.meanLoss)),
    trainError: train.error,
    testLoss: held ? finiteOrNull(held.meanLoss) : null,
    testError: held?.error ?? null,
    suboptimality: null,
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Cuts a run into slices that end where a measurement is due, an epoch ends, or the user may want to stop. */
class Pace {
  /** The samples of the whole run. */
  readonly horizon: number;
  readonly #batch: number;
  readonly #rows: number;
  readonly #interval: number;
  readonly #slice: number;

  constructor({ rows, nonzeros }: SparseMatrix, request: RunRequest, settings: Settings) {
    const { epochs, maxPasses, measureEvery, algorithm } = request;
    const most = maxPasses === undefined ? epochs : algorithm.epochsWithin(maxPasses, settings);
    this.horizon = Math.round(Math.min(epochs, most) * rows);
    this.#batch = settings.batch;
    this.#rows = rows;
    this.#interval = measureEvery * rows;
    const valuesABatch = settings.batch * Math.max(1, nonzeros / rows);
    this.#slice = settings.batch * Math.max(1, Math.floor(VALUES_A_SLICE / valuesABatch));
  }

  /** How many samples to consume next, after so many: whole batches, or the rest of the epoch. */
  samplesFrom(samples: number): number {
    const position = samples % this.#rows;
    const stop = Math.min(this.#nextMeasurement(samples), this.horizon) - samples;
    const wholeBatches = Math.ceil(Math.min(stop, this.#slice) / this.#batch) * this.#batch;
    return Math.min(wholeBatches, this.#rows - position);
  }

  /** Whether a measurement fell due between `before` and `before` + `samples`. */
  isDue(before: number, samples: number): boolean {
    return before + samples >= Math.min(this.#nextMeasurement(before), this.horizon);
  }

  /** The first sample count above the given one at which to measure. */
  #nextMeasurement(samples: number): number {
    const number = Math.floor((samples + 0.5) / this.#interval) + 1;
    return Math.round(number * this.#interval);
  }
}
