import { afterAll, describe, expect, test } from 'vitest';
import { hogwild } from '../../../src/algorithms/executions/hogwild.js';
import { sequential } from '../../../src/algorithms/executions/sequential.js';
import { synchronous } from '../../../src/algorithms/executions/synchronous.js';
import { prepare } from '../../../src/experiment/prepare.js';
import { Session } from '../../../src/experiment/session.js';
import { trace } from '../../../src/experiment/trajectory.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { writeData } from '../../support/random-data.js';
import { complaintOf } from '../../support/reading.js';
import { contextOf, silentObserver, standardRequest } from '../../support/requests.js';

// The pieces of a run, between which it looks at the clock and for an interrupt, and the number of its points.

const ROWS = 60_000;
const session = await Session.start();
afterAll(() => session.close());
const dataset = await writeData({
  rows: Array.from({ length: ROWS }, () => [1]),
  labels: Array.from({ length: ROWS }, (_, row) => (row % 2 ? 1 : -1)),
});

/**
 * Traces an epoch whose updates do nothing.
 * @param values stored ones, that the rows are said to have
 * @returns how many samples each piece had, and what the trajectory came to
 */
async function traceIdle(changes: Partial<RunRequest>, values: number, observer = silentObserver) {
  const request: RunRequest = { ...standardRequest, dataset, stepSize: 1, batch: 1, epochs: 1, ...changes };
  const { execution } = request;
  const prepared = await prepare(contextOf(session, { ...request, execution: sequential }));
  const { problem, lossAtZero } = prepared;
  const { train } = problem;
  const claimed = new Proxy(train, {
    get: (matrix, key) => (key === 'nonzeros' ? values : Reflect.get(matrix, key, matrix)),
  });
  const pieces: number[] = [];
  const descent = {
    beginEpoch: () => {},
    update: async (_: number, samples: number) => void pieces.push(samples),
    startAverage: () => {},
    publish: () => {},
  };
  const trajectory = await trace(
    {
      ...{ problem: { ...problem, train: claimed }, test: undefined, descent, stepSize: 1, lossAtZero },
      ...{ settings: { ...prepared.settings, execution }, optimum: undefined },
    },
    request,
    observer,
  );
  return { pieces, ...trajectory };
}

describe('a piece of a run', () => {
  test.each([
    ['4 million stored values', sequential, 1, 200, 20_000],
    ['as many in whole batches', sequential, 64, 200, 64 * 312],
    ['at least a batch', sequential, 64, 1e6, 64],
    ['16 million of them where workers do the steps', hogwild, 1, 400, 40_000],
    ['fewer where workers meet at every batch, which counts for 4000', synchronous, 1, 1, 4000],
    ['16 million where their batches are larger than that', synchronous, 64, 400, 64 * 625],
  ])('a piece of a run has %s', async (_, execution, batch, valuesARow, samples) => {
    const { pieces } = await traceIdle({ execution, batch }, valuesARow * ROWS);
    expect(pieces[0]).toBe(samples);
    expect(pieces.reduce((sum, piece) => sum + piece)).toBe(ROWS);
  });
});

describe('the number of points of a curve', () => {
  const stopped = { ...silentObserver, signal: AbortSignal.abort() };
  /** Whether a run with a point at every batch begins, and is ended then. */
  const begins = async (changes: Partial<RunRequest>) =>
    (await traceIdle({ measureEvery: 1 / ROWS, ...changes }, ROWS, stopped)).status === 'interrupted';

  test('a run is refused before it begins if its curve would have more than 300,000 points', async () => {
    expect(await complaintOf(begins({ epochs: 6 }))).toEqual([
      `‹measureEvery› ${1 / ROWS} would make a curve of more than 300,000 points`,
      'Measure less often',
    ]);
    await expect(begins({ epochs: 5 + 1 / ROWS })).rejects.toThrow('would make a curve');
    // An epoch has 8571 whole batches of 7, and a short one.
    await expect(begins({ epochs: 35, batch: 7 })).rejects.toThrow('would make a curve');
  });

  test.each<[string, Partial<RunRequest>]>([
    ['300,000 points', { epochs: 5 }],
    ['fewer, since there are fewer batches', { epochs: 6, batch: 2 }],
    ['fewer, since it is measured less often', { epochs: 6, measureEvery: 2 / ROWS }],
    ['fewer, perhaps, since it may reach its target', { epochs: 6, targetLoss: 0.1 }],
    ['fewer, perhaps, since its time may be up', { epochs: 6, timeLimit: 3600 }],
  ])('a run begins if its curve has %s', async (_, changes) => {
    expect(await begins(changes)).toBe(true);
  });
});
