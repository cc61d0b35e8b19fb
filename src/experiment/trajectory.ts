import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Update } from '../algorithms/algorithm.js';
import type { SparseMatrix } from '../engine/matrix.js';
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

/**
 * Runs the updates of a request, epoch by epoch, and measures as it goes. Measurements fall on the
 * ends of batches: on the first at or after the sample where they are due.
 * @param test held-out rows in the engine's memory, if any
 */
export async function trace(
  problem: Problem,
  test: SparseMatrix | undefined,
  update: Update,
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
  const pace = new Pace(train, request);
  const done = { samples: 0, updates: 0, seconds: 0 };
  const first = recordPoint(problem, test, done);
  const curve = [first];
  let status = reasonToStop(first, first, request);
  while (status === undefined && done.samples < pace.horizon) {
    const position = done.samples % train.rows;
    if (position === 0) request.order.nextEpoch(visits, random);
    const samples = pace.samplesFrom(done.samples);
    const due = pace.isDue(done.samples, samples);
    const started = performance.now();
    update(order + position * Uint32Array.BYTES_PER_ELEMENT, samples);
    done.seconds += (performance.now() - started) / 1000;
    done.samples += samples;
    done.updates += Math.ceil(samples / pace.batch);
    if (due || done.seconds >= timeLimit) {
      const point = recordPoint(problem, test, done);
      curve.push(point);
      status = reasonToStop(point, first, request);
    }
    observer.progress(done.samples / train.rows, curve.at(-1)?.trainLoss ?? Number.NaN);
    await nextTurn();
    if (observer.signal.aborted && done.samples < pace.horizon) status ??= 'interrupted';
  }
  return { status: status ?? 'completed', curve };
}

function recordPoint(
  problem: Problem,
  test: SparseMatrix | undefined,
  done: { samples: number; updates: number; seconds: number },
): Point {
  const train = measure(problem, problem.train);
  const held = test && measure(problem, test);
  const epoch = done.samples / problem.train.rows;
  return {
    epoch,
    passes: epoch,
    updates: done.updates,
    seconds: done.seconds,
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
  /** The size of a batch, at most the number of rows. */
  readonly batch: number;
  /** The samples of the whole run. */
  readonly horizon: number;
  readonly #rows: number;
  readonly #interval: number;
  readonly #slice: number;

  constructor({ rows, nonzeros }: SparseMatrix, { batch, epochs, maxPasses, measureEvery }: RunRequest) {
    this.batch = Math.min(batch, rows);
    this.horizon = Math.max(1, Math.round(Math.min(epochs, maxPasses ?? epochs) * rows));
    this.#rows = rows;
    this.#interval = measureEvery * rows;
    const valuesABatch = this.batch * Math.max(1, nonzeros / rows);
    this.#slice = this.batch * Math.max(1, Math.floor(VALUES_A_SLICE / valuesABatch));
  }

  /** How many samples to consume next, after so many: whole batches, or the rest of the epoch. */
  samplesFrom(samples: number): number {
    const position = samples % this.#rows;
    const stop = Math.min(this.#nextMeasurement(samples), this.horizon) - samples;
    const wholeBatches = Math.ceil(Math.min(stop, this.#slice) / this.batch) * this.batch;
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
