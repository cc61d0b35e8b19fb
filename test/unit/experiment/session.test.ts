import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { synchronous } from '../../../src/algorithms/executions/synchronous.js';
import { algorithms } from '../../../src/algorithms/index.js';
import { orders } from '../../../src/algorithms/orders.js';
import { RowsChanged } from '../../../src/data/storage/reread-rows.js';
import type { Workers } from '../../../src/engine/worker-pool.js';
import { prepare } from '../../../src/experiment/prepare.js';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { temporaryFolder } from '../../support/folders.js';
import { randomProblem } from '../../support/problems.js';
import { writeData } from '../../support/random-data.js';
import { contextOf, silentObserver, standardRequest } from '../../support/requests.js';
import { lossesOf } from '../../support/watched-runs.js';

// What a session keeps from run to run. settings.test.ts tests that no run gets what was another's.

const folder = temporaryFolder();
const dataset = await writeData(randomProblem('logistic', 0, { rows: 40 }));
const larger = await writeData(randomProblem('logistic', 0, { rows: 400 }));
const heldOut = path.join(folder, 'held-out.svm');
await writeFile(heldOut, '1 1:1 99:1\n-1 2:1\n');
const base: RunRequest = { ...standardRequest, dataset, stepSize: 0.1, batch: 8, order: orderOf('shuffle') };

function orderOf(name: string): RunRequest['order'] {
  return orders.find((order) => order.name === name) as RunRequest['order'];
}

let session: Session;
/** All remarks in a session: those on data go to whoever asked for them first. */
let said: string[];
beforeEach(async () => {
  session = await Session.start();
  said = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
  return session.close();
});

/** Carries out runs; returns the remarks on all of them. */
async function remarksOn(...requests: Partial<RunRequest>[]): Promise<string[]> {
  const before = said.length;
  const all = said;
  const say = (text: string) => void all.push(text);
  const observer = { ...silentObserver, note: say, noteOnce: say };
  for (const changes of requests) await run(session, { ...base, ...changes }, observer);
  return said.slice(before);
}

describe('a session', () => {
  test('a session takes back the memory of every run, whatever the run was', async () => {
    const takenFor = async (changes: Partial<RunRequest> = {}) => {
      const { problem } = await prepare(contextOf(session, { ...base, ...changes }));
      return { mark: problem.memory.mark, bytes: problem.memory.memory.buffer.byteLength };
    };
    const runs: Partial<RunRequest>[] = [
      {},
      ...algorithms.map((algorithm) => ({ algorithm })),
      { average: 0, bias: true, l2: 0.1, suboptimality: true },
      { dataset: larger, test: { fraction: 0.5 } },
      { execution: synchronous, workers: 2, blocks: 4 },
    ];
    const before = (await takenFor()).mark;
    // A run that finds its rows laid, and then others.
    await remarksOn({});
    expect((await takenFor()).mark).toBe(before);
    await remarksOn(...runs);
    const after = await takenFor();
    expect(after.mark).toBe(before);
    for (let time = 0; time < 20; time++) await remarksOn(...runs);
    expect(await takenFor()).toEqual(after);
  });

  test('a session lays rows in an order that the seed decides, if they are visited side by side', async () => {
    const placedBy = async (seed: number) => {
      const request = { ...base, order: orderOf('interleaved'), seed };
      return [...(await prepare(contextOf(session, request))).problem.train.labels];
    };
    expect(await placedBy(1)).not.toEqual(await placedBy(0));
    expect(await placedBy(0)).toEqual(await placedBy(0));
  });

  const isPlaced = (text: string) => text.includes('unseen in training');
  const isRead = (text: string) => text.includes('is +1');

  test('a session lays rows once for all runs that can share their place, and anew for others', async () => {
    const test = { file: heldOut };
    const places = async (...changes: Partial<RunRequest>[]) =>
      (await remarksOn(...changes.map((change) => ({ test, ...change })))).filter(isPlaced).length;
    const interleaved = orderOf('interleaved');
    expect(await places({ seed: 0 }, { seed: 1 }, { batch: 4 }, { order: orderOf('sequential'), l2: 0.1 })).toBe(1);
    expect(await places({ order: interleaved, seed: 0 }, { order: interleaved, seed: 1 })).toBe(2);
    const owned = { execution: synchronous, blocks: 4 };
    expect(await places({ ...owned, workers: 1 }, { ...owned, workers: 2 }, { ...owned, workers: 2, blocks: 5 })).toBe(
      3,
    );
  });

  test('a session reads a dataset once for runs that follow each other', async () => {
    const reads = async (...changes: Partial<RunRequest>[]) => (await remarksOn(...changes)).filter(isRead).length;
    expect(await reads({}, { seed: 1 }, { batch: 4 })).toBe(1);
    expect(await reads({ dataset: larger }, {}, { dataset: larger })).toBe(3);
  });

  test('a session goes on after data that cannot be read', async () => {
    const last = { ...base, order: orderOf('interleaved'), seed: 5 };
    const wanted = lossesOf(await run(session, last, silentObserver));
    for (const changes of [{ dataset: path.join(folder, 'none.svm') }, { positive: ['7'] }]) {
      await run(session, base, silentObserver);
      await expect(run(session, { ...base, ...changes }, silentObserver)).rejects.toThrow();
      expect(lossesOf(await run(session, last, silentObserver))).toEqual(wanted);
    }
  });

  /** The threads that a run with a number of workers gets. */
  const threadsOf = async (workers: number) => {
    const request = { ...base, execution: synchronous, workers };
    return (await prepare(contextOf(session, request))).problem.workers as Workers;
  };

  test('a session lays rows once more if their cache has changed meanwhile, and no more often', async () => {
    const wanted = lossesOf(await run(session, base, silentObserver));
    const { dataset: rows } = await session.open({ ...base, dataset: larger }, silentObserver);
    const { chunks } = rows;
    const failing = (times: number) => {
      rows.chunks = () => {
        if (--times === 0) rows.chunks = chunks;
        throw new RowsChanged('the rows have changed');
      };
    };
    failing(1);
    const { curve } = await run(session, { ...base, dataset: larger }, silentObserver);
    expect(curve).toHaveLength(3);
    failing(2);
    const anew = run(session, { ...base, dataset: larger, order: orderOf('interleaved') }, silentObserver);
    await expect(anew).rejects.toThrow('the rows have changed');
    expect(lossesOf(await run(session, base, silentObserver))).toEqual(wanted);
  });

  test('a session has as many threads as a run asks for, also after a run with another number', async () => {
    for (const workers of [2, 1, 3, 2]) expect((await threadsOf(workers)).count).toBe(workers);
  });

  test('a session keeps its threads for runs with as many, and ends them when it is closed', async () => {
    const two = await threadsOf(2);
    expect(await threadsOf(2)).toBe(two);
    const three = await threadsOf(3);
    expect([two.areAlive, three.areAlive]).toEqual([false, true]);
    await session.close();
    expect(three.areAlive).toBe(false);
  });

  test('a session starts new threads if its threads have ended', async () => {
    await (await threadsOf(2)).close();
    expect((await threadsOf(2)).areAlive).toBe(true);
  });

  test('a session closes its data when it is closed', async () => {
    const { dataset: rows } = await session.open(base, silentObserver);
    const read = async () => {
      for await (const _ of rows.chunks());
    };
    await expect(read()).resolves.toBeUndefined();
    await session.close();
    await expect(read()).rejects.toThrow('closed');
  });

  test('a session finds the same optimum to the last bit, whatever the seed and the order of the run', async () => {
    const found: unknown[] = [];
    for (const seed of [0, 1, 2, 3]) {
      vi.stubEnv('XDG_CACHE_HOME', path.join(folder, `cache-${seed}`));
      vi.stubEnv('LOCALAPPDATA', path.join(folder, `cache-${seed}`));
      const request = { ...base, dataset: larger, order: orderOf('interleaved'), l2: 0.1, seed };
      found.push(await session.optimum(request, silentObserver));
    }
    expect(found).toEqual(found.map(() => found[0]));
  });
});
