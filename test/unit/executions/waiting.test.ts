import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { Barrier } from '../../../src/algorithms/executions/barrier.js';
import { hogwild } from '../../../src/algorithms/executions/hogwild.js';
import { sequential } from '../../../src/algorithms/executions/sequential.js';
import { synchronous } from '../../../src/algorithms/executions/synchronous.js';
import { compileKernels, instantiate } from '../../../src/engine/kernels.js';
import { EngineMemory } from '../../../src/engine/memory.js';
import { Workers } from '../../../src/engine/workers.js';
import type { RunRequest } from '../../../src/experiment/request.js';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { warnOfWaiting } from '../../../src/experiment/workers.js';
import { expected } from '../../../src/rules/expected.js';
import { writeData, writeRandomData } from '../../support/random-data.js';
import { silentObserver, standardRequest } from '../../support/requests.js';

const session = await Session.start();
afterAll(() => session.close());

async function watch(changes: Partial<RunRequest>) {
  const warnings: string[] = [];
  const observer = { ...silentObserver, warn: (text: string) => void warnings.push(text) };
  const request = { ...standardRequest, stepSize: 0.2, execution: synchronous, ...changes };
  return { warnings, share: (await run(session, request, observer)).summary.waitedShare };
}

test('a worker that is held up makes the other wait for as long', async () => {
  const memory = new EngineMemory();
  const module = await compileKernels();
  const kernels = instantiate(module, memory.memory);
  const workers = await Workers.start(2, { module, memory: memory.memory });
  const barrier = new Barrier(memory, 2);
  // Where the second worker waits for this thread before it meets the first.
  const gate = new Barrier(memory, 2);
  const began = performance.now();
  let held = 0;
  await barrier.time(async () => {
    const met = workers.call((worker) => [
      ...(worker === 1 ? [['meet', gate.address, 1] as ['meet', number, number]] : []),
      ['meet', barrier.address, worker],
    ]);
    while (!isAsleepAt(barrier, memory)) await nextTurn();
    const asleep = performance.now();
    while (held < 9 * (asleep - began)) {
      await nextTurn();
      held = performance.now() - asleep;
    }
    kernels.meet(gate.address, 0);
    await met;
  });
  const took = performance.now() - began;
  await workers.close();
  // One of two has waited for all of the time that the other was held up, and none has waited twice.
  expect(barrier.waitedShare).toBeGreaterThanOrEqual(held / (2 * took));
  expect(barrier.waitedShare).toBeLessThanOrEqual(0.5);
});

/** Whether a worker sleeps at a kernels' Barrier, or is about to: `sleepers` is its fifth field. */
function isAsleepAt({ address }: Barrier, memory: EngineMemory): boolean {
  return Atomics.load(memory.u32(address, 5), 4) > 0;
}

describe('the share of the time that workers have waited', () => {
  test('is large, and warned about, where one of two has all of the work', async () => {
    // One feature: the second of the two blocks has none.
    const rows = Array.from({ length: 20_000 }, (_, row) => [1 + (row % 7)]);
    const dataset = await writeData({ rows, labels: rows.map((_, row) => (row % 2 ? 1 : -1)) });
    const { share = 0, warnings } = await watch({ dataset, batch: 5000, epochs: 50, workers: 2, blocks: 2 });
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThanOrEqual(1);
    expect(warnings.filter((text) => text.includes('waited'))).toHaveLength(share > 0.3 ? 1 : 0);
  });

  test.each([{ workers: 1 }, { workers: 2 }, { workers: 3, batch: 1 }, { workers: 8, rule: expected }])(
    'is between 0 and 1 for %j',
    async (changes) => {
      const { share } = await watch({ dataset: await writeRandomData(), blocks: 8, ...changes });
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
      if (changes.workers === 1) expect(share).toBe(0);
    },
  );

  test.each([sequential, hogwild])('is not known of $name, whose workers wait for nobody', async (execution) => {
    const { share } = await watch({ dataset: await writeRandomData(), execution });
    expect(share).toBeUndefined();
  });
});

test('more than 30 % of waiting is warned about, with what to try', () => {
  const warned = (share: number) => {
    const warnings: string[] = [];
    warnOfWaiting(share, { ...silentObserver, warn: (text) => void warnings.push(text) });
    return warnings;
  };
  expect(warned(0.3)).toEqual([]);
  expect(warned(0.3004)).toHaveLength(1);
  expect(warned(0.4567)).toEqual([
    'the workers waited for each other 45.7 % of the time: try fewer --workers, or end other processes on these cores',
  ]);
});
