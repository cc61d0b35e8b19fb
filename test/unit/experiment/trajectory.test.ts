import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sgd } from '../../../src/algorithms/sgd.js';
import { holdOutStratified } from '../../../src/data/split.js';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { finalOf, reasonToStop } from '../../../src/experiment/trajectory.js';
import { writeModel } from '../../../src/results/model.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { temporaryFolder } from '../../support/folders.js';
import { randomProblem } from '../../support/problems.js';
import { writeData } from '../../support/random-data.js';
import { complaintOf } from '../../support/reading.js';
import { silentObserver, standardRequest } from '../../support/requests.js';
import { curveOf, point } from '../../support/runs.js';
import { squared } from '../../support/watched-runs.js';

const folder = temporaryFolder();
const session = await Session.start();
afterAll(() => session.close());

const dataOf = (rows: number) => writeData(randomProblem('logistic', 0, { rows }));
const problem = randomProblem('logistic', 0, { rows: 100 });
const request: RunRequest = { ...standardRequest, dataset: await writeData(problem), stepSize: 0.1, batch: 10 };

/** @param whenAt is called with the epochs that are done, after each piece of work */
async function carryOut(
  changes: Partial<RunRequest>,
  whenAt: (epoch: number) => void = () => {},
  signal?: AbortSignal,
) {
  const observer = { ...silentObserver, progress: whenAt, ...(signal && { signal }) };
  const result = await run(session, { ...request, ...changes }, observer);
  return { ...result, epochs: result.curve.map(({ epoch }) => epoch) };
}

/** Files by their number of rows. */
const files = new Map<number, string>();
for (const rows of [3, 7, 10, 20]) files.set(rows, await dataOf(rows));

describe('the points of a curve', () => {
  /** Walks batch by batch; returns the samples and updates at each point. An interval is `part` of `parts` of an epoch. */
  function walk(rows: number, batch: number, horizon: number, [part, parts]: [number, number]) {
    const points = [{ samples: 0, updates: 0 }];
    // Half a row is rounded up.
    const due = (number: number) => Math.floor((2 * number * part * rows + parts) / (2 * parts));
    let number = 1;
    for (let samples = 0, updates = 1; samples < horizon; updates++) {
      samples += Math.min(batch, rows - (samples % rows));
      const isDue = due(number) <= samples;
      while (due(number) <= samples) number++;
      if (isDue || samples >= horizon) points.push({ samples, updates });
    }
    return points;
  }

  const drawn = fc.record({
    rows: fc.constantFrom(...files.keys()),
    batch: fc.integer({ min: 1, max: 12 }),
    interval: fc.tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom<number[]>(1, 3, 4, 7, 20, 40)),
    samples: fc.integer({ min: 1, max: 70 }),
    average: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
  });

  test('a curve has the first end of a batch after each interval, and the end of the run, each once', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ rows, batch, interval, samples, average }) => {
        const { curve } = await carryOut({
          ...{
            dataset: files.get(rows) as string,
            batch,
            epochs: samples / rows,
            measureEvery: interval[0] / interval[1],
          },
          loss: squared,
          ...(average !== undefined && { average: average / rows }),
        });
        const found = curve.map(({ epoch, updates }) => ({ samples: Math.round(epoch * rows), updates }));
        expect(found).toEqual(walk(rows, Math.min(batch, rows), samples, interval));
        expect(curve.map(({ passes }) => passes)).toEqual(curve.map(({ epoch }) => epoch));
      }),
      {
        numRuns: 200,
        examples: [
          // An interval that ends half a row after an epoch does, and one half a row after an average begins.
          [{ rows: 10, batch: 1, interval: [21, 20], samples: 30, average: undefined }],
          [{ rows: 10, batch: 1, interval: [1, 4], samples: 10, average: 2 }],
        ],
      },
    );
  });
});

test('an average begins with the row that its pass comes to, whatever the rounding of the product', async () => {
  const losses = async (average: number) =>
    (await carryOut({ average, batch: 1, epochs: 0.2 })).curve.map(({ trainLoss }) => trainLoss);
  // 0.07 · 100 is 7.000000000000001.
  expect(await losses(0.07)).toEqual(await losses(0.065));
  expect(await losses(0.07)).not.toEqual(await losses(0.075));
});

test('the suboptimality of a point is how far its loss is above the optimum', async () => {
  const { curve, optimum } = await carryOut({ l2: 0.1, suboptimality: true });
  for (const { trainLoss, suboptimality } of curve) {
    expect(suboptimality).toBe((trainLoss as number) - (optimum?.objective as number));
    expect(suboptimality).toBeGreaterThan(0);
  }
});

describe('the clock of a run', () => {
  const EPOCH = { begin: 250, update: 1500, publish: 60_000 };
  let clock = 0;
  /** SGD whose work takes the given milliseconds. */
  const timed: RunRequest['algorithm'] = {
    ...sgd,
    start(problem, settings) {
      const descent = sgd.start(problem, settings);
      return {
        ...descent,
        beginEpoch() {
          clock += EPOCH.begin;
        },
        async update(...work) {
          await descent.update(...work);
          clock += EPOCH.update;
        },
        publish() {
          descent.publish();
          clock += EPOCH.publish;
        },
      };
    },
  };
  beforeEach(() => {
    clock = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
  });
  afterEach(() => void vi.restoreAllMocks());

  test('the clock of a run counts updates and what begins an epoch, in seconds, and not measuring', async () => {
    const { curve, summary } = await carryOut({ algorithm: timed, epochs: 3 });
    expect(curve.map(({ seconds }) => seconds)).toEqual([0, 1.75, 3.5, 5.25]);
    expect(summary.seconds).toBe(5.25);
  });

  test('a time limit is in seconds', async () => {
    const limited = { algorithm: timed, epochs: 9, timeLimit: 3.5 };
    const { status, epochs } = await carryOut(limited);
    expect({ status, epochs }).toEqual({ status: 'time-limit', epochs: [0, 1, 2] });
    // The limit makes no point before it ends the run.
    expect((await carryOut({ ...limited, measureEvery: 9 })).epochs).toEqual([0, 2]);
  });

  test('the speed of a run is in nanoseconds for each stored value of a training row that was visited', async () => {
    const { summary, dataset } = await carryOut({ algorithm: timed, epochs: 2 });
    expect(summary.nanosecondsPerNonzero).toBe(3.5e9 / (2 * dataset.nonzeros));
    const seed = 1;
    const held = await carryOut({ algorithm: timed, epochs: 1, test: { fraction: 0.5 }, seed });
    const { train } = holdOutStratified(Float64Array.from(problem.labels), 0.5, seed);
    const values = [...train].flatMap((row) => (problem.rows[row] as number[]).filter((value) => value !== 0));
    expect(held.summary.nanosecondsPerNonzero).toBe(1.75e9 / values.length);
  });
});

describe('the end of a run', () => {
  const running = { ...request, targetLoss: 0.5, timeLimit: 2 };

  test.each([
    ['goes on above its target', point({ trainLoss: 0.6 }), undefined],
    ['has reached a target that it meets exactly', point({ trainLoss: 0.5 }), 'target-reached'],
    ['goes on before its limit', point({ trainLoss: 0.6, seconds: 1.9 }), undefined],
    ['has used up its time to the second', point({ trainLoss: 0.6, seconds: 2 }), 'time-limit'],
    ['has reached its target, where its time is used up too', point({ seconds: 2 }), 'target-reached'],
    ['goes on at a million times the loss at the start', point({ trainLoss: 3e6 }), undefined],
    ['has diverged above that', point({ trainLoss: 3.000001e6 }), 'diverged'],
    ['has diverged where its loss is no longer finite', point({ trainLoss: null }), 'diverged'],
    ['has diverged, although its time is used up', point({ trainLoss: null, seconds: 3 }), 'diverged'],
  ])('a run ends where it should: it %s', (_, at, status) => {
    expect(reasonToStop(at, 3, running)).toBe(status);
  });

  test('a run ends at a target that a point meets exactly, with that point', async () => {
    const { curve } = await carryOut({ epochs: 4, measureEvery: 0.5 });
    for (const at of [0, 1, 4]) {
      const targetLoss = curve[at]?.trainLoss as number;
      const reached = await carryOut({ epochs: 4, measureEvery: 0.5, targetLoss });
      const first = curve.findIndex(({ trainLoss }) => (trainLoss as number) <= targetLoss);
      expect(reached.status).toBe('target-reached');
      expect(reached.epochs).toEqual(curve.slice(0, first + 1).map(({ epoch }) => epoch));
    }
  });

  test('a run ends before its first update if the start has the target, with no time a value', async () => {
    const { status, summary } = await carryOut({ targetLoss: 1 });
    expect(status).toBe('target-reached');
    const loss = expect.closeTo(Math.LN2, 12);
    expect(summary).toEqual({ finalTrainLoss: loss, bestTrainLoss: loss, seconds: 0, nanosecondsPerNonzero: null });
  });

  test('a run ends at its time limit with a point there, though none was due', async () => {
    const { status, epochs } = await carryOut({ timeLimit: 1e-9, measureEvery: 50, epochs: 50 });
    expect({ status, epochs }).toEqual({ status: 'time-limit', epochs: [0, 1] });
  });

  test('a run ends where it diverges, with the loss that says so', async () => {
    const { status, curve, summary } = await carryOut({ loss: squared, stepSize: 50, epochs: 20 });
    expect(status).toBe('diverged');
    const [start, last] = [curve[0]?.trainLoss as number, curve.at(-1)?.trainLoss ?? Number.POSITIVE_INFINITY];
    expect(last).toBeGreaterThan(1e6 * start);
    expect(curve.slice(0, -1).every(({ trainLoss }) => (trainLoss as number) <= 1e6 * start)).toBe(true);
    expect(curve.length).toBeLessThan(21);
    expect(finalOf(status, curve)).toBeNull();
    expect(summary.bestTrainLoss).toBe(
      Math.min(...curve.map(({ trainLoss }) => trainLoss ?? Number.POSITIVE_INFINITY)),
    );
  });

  test('a run that starts close to the optimum diverges by its loss at w = 0', async () => {
    const dataset = await writeData({ rows: [[1], [1]], labels: [2, 2] });
    const warmStart = path.join(folder, 'close.jsonl');
    await writeModel(warmStart, { run: 'x', dataset: 'data', loss: 'squared', bias: 0 }, [
      { feature: 1, weight: 2 + 1e-9 },
    ]);
    const from = { dataset, warmStart, loss: squared, batch: 1, stepSize: 3 };
    // The error doubles at every update: 10 epochs are 2^20, of a loss 2^40.
    const { status, curve } = await carryOut({ ...from, epochs: 10 });
    expect(status).toBe('completed');
    expect(curve.at(-1)?.trainLoss).toBeGreaterThan(1e6 * (curve[0]?.trainLoss as number));
    expect((await carryOut({ ...from, epochs: 40 })).status).toBe('diverged');
  });

  test('a run is refused before it begins if its loss at the start is not finite', async () => {
    const dataset = await writeData({ rows: [[1], [2]], labels: [1e200, -1e200] });
    expect(await complaintOf(carryOut({ dataset, loss: squared }))).toEqual([
      'the loss at the start is not a finite double: the labels, or the weights of a model, are too large',
      'Rescale the labels, or start from another model',
    ]);
  });
});

describe('an interrupt of a run', () => {
  const interruptedAt = (at: number, changes: Partial<RunRequest>) => {
    const stop = new AbortController();
    return carryOut({ epochs: 3, ...changes }, (epoch) => epoch >= at && stop.abort(), stop.signal);
  };

  test.each([
    ['adds a point if none was due', 1, { measureEvery: 3 }, { status: 'interrupted', epochs: [0, 1] }],
    ['adds no second point where there is one', 1, {}, { status: 'interrupted', epochs: [0, 1] }],
    [
      'keeps within an epoch what was measured',
      0.5,
      { measureEvery: 0.5 },
      { status: 'interrupted', epochs: [0, 0.5] },
    ],
    ['comes too late after the last update', 3, {}, { status: 'completed', epochs: [0, 1, 2, 3] }],
  ])('an interrupt %s', async (_, at, changes, wanted) => {
    const { status, epochs } = await interruptedAt(at, changes);
    expect({ status, epochs }).toEqual(wanted);
  });

  test('an interrupt comes too late after the target is reached', async () => {
    const targetLoss = (await carryOut({ epochs: 1, stepSize: 0.05 })).curve[1]?.trainLoss as number;
    const { status, epochs } = await interruptedAt(1, { stepSize: 0.05, targetLoss });
    expect({ status, epochs }).toEqual({ status: 'target-reached', epochs: [0, 1] });
  });
});

test('the progress of a run has the loss that was measured last', async () => {
  const told: [epoch: number, loss: number][] = [];
  const observer = { ...silentObserver, progress: (...step: (typeof told)[number]) => void told.push(step) };
  const { curve } = await run(session, { ...request, epochs: 3 }, observer);
  expect(told).toEqual(curve.slice(1).map(({ epoch, trainLoss }) => [epoch, trainLoss]));
});

test('the final loss of a run is its last loss, and none if it diverged', () => {
  expect(finalOf('completed', curveOf(3, 2, 1))).toBe(1);
  expect(finalOf('interrupted', curveOf(1, 2))).toBe(2);
  expect(finalOf('completed', curveOf(1, null))).toBeNull();
  expect(finalOf('diverged', curveOf(1, 2))).toBeNull();
});

describe('a run that had to share its cores', () => {
  /** A run whose every piece of work takes some milliseconds by the clock, and a part of them on a core. */
  async function measured(milliseconds: number, cores: number): Promise<boolean> {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      now += milliseconds;
      return now;
    });
    const spent = { user: cores * milliseconds * 500, system: cores * milliseconds * 500 };
    const processor = vi
      .spyOn(process, 'cpuUsage')
      .mockImplementation((before) => (before ? spent : { user: 0, system: 0 }));
    try {
      return (await carryOut({ epochs: 2 })).environment.contended;
    } finally {
      clock.mockRestore();
      processor.mockRestore();
    }
  }

  test.each([
    { cores: 0.89, contended: true },
    { cores: 0.91, contended: false },
    { cores: 2, contended: false },
  ])('$cores of a core during its updates: contended is $contended', async ({ cores, contended }) => {
    expect(await measured(1000, cores)).toBe(contended);
  });

  test('updates of less than 0.2 seconds tell too little', async () => {
    expect(await measured(1, 0.5)).toBe(false);
  });
});
