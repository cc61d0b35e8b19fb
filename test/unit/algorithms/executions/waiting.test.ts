import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { Barrier } from '../../../../src/algorithms/executions/barrier.js';
import { hogwild } from '../../../../src/algorithms/executions/hogwild.js';
import { sequential } from '../../../../src/algorithms/executions/sequential.js';
import { synchronous } from '../../../../src/algorithms/executions/synchronous.js';
import { EngineMemory } from '../../../../src/engine/memory.js';
import { compileKernels, instantiate, type KernelCall } from '../../../../src/engine/wasm.js';
import { Workers } from '../../../../src/engine/worker-pool.js';
import { run, warnOfWaiting } from '../../../../src/experiment/run.js';
import { Session } from '../../../../src/experiment/session.js';
import { expected } from '../../../../src/rules/expected.js';
import { mean } from '../../../../src/rules/mean.js';
import type { RunRequest } from '../../../../src/settings/request.js';
import { writeData, writeRandomData } from '../../../support/random-data.js';
import { silentObserver, standardRequest } from '../../../support/requests.js';

const session = await Session.start();
afterAll(() => session.close());

async function watch(changes: Partial<RunRequest>) {
  const warnings: string[] = [];
  const observer = { ...silentObserver, warn: (text: string) => void warnings.push(text) };
  const request = { ...standardRequest, stepSize: 0.2, execution: synchronous, ...changes };
  return { warnings, share: (await run(session, request, observer)).summary.waitedShare };
}

test('a worker that is held up makes the other one wait for as long', async () => {
  const memory = new EngineMemory();
  const module = await compileKernels();
  const kernels = instantiate(module, memory.memory);
  const workers = await Workers.start(2, { module, memory: memory.memory });
  const barrier = new Barrier(memory, 2);
  // The second worker waits here for this thread before it meets the first one.
  const gate = new Barrier(memory, 2);
  const began = performance.now();
  const met = workers.call((worker): KernelCall[] => {
    const meeting: KernelCall = ['meet', barrier.address, worker];
    return worker === 0 ? [meeting] : [['meet', gate.address, 1], meeting];
  });
  while (!isAsleepAt(barrier, memory)) await nextTurn();
  const asleep = performance.now();
  let held = 0;
  while (held < 9 * (asleep - began)) {
    await nextTurn();
    held = performance.now() - asleep;
  }
  kernels.meet(gate.address, 0);
  await met;
  const took = performance.now() - began;
  await workers.close();
  expect(barrier.waited).toBeGreaterThanOrEqual(held);
  // The waiting is that of one worker alone.
  expect(barrier.waited).toBeLessThanOrEqual(took);
});

/** Whether a worker sleeps at a kernels' Barrier, or is about to: `sleepers` is its third field. */
function isAsleepAt({ address }: Barrier, memory: EngineMemory): boolean {
  return Atomics.load(memory.u32(address, 3), 2) > 0;
}

describe('the waited share', () => {
  test('the waited share is large, and warned about, if one of two workers has all of the work', async () => {
    // There is one feature, so that the second of the two blocks has none.
    const rows = Array.from({ length: 20_000 }, (_, row) => [1 + (row % 7)]);
    const dataset = await writeData({ rows, labels: rows.map((_, row) => (row % 2 ? 1 : -1)) });
    const { share = 0, warnings } = await watch({ dataset, batch: 5000, epochs: 50, workers: 2, blocks: 2 });
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThanOrEqual(1);
    expect(warnings.filter((text) => text.includes('waited'))).toHaveLength(share > 0.3 ? 1 : 0);
  });

  test.each([{ workers: 1 }, { workers: 2 }, { workers: 3, batch: 1 }, { workers: 8, rule: mean }])(
    'the waited share is between 0 and 1 for %j',
    async (changes) => {
      const { share } = await watch({ dataset: await writeRandomData(), blocks: 8, ...changes });
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
      if (changes.workers === 1) expect(share).toBe(0);
    },
  );

  test.each([
    ['sequential', { execution: sequential }],
    ['hogwild', { execution: hogwild, workers: 2 }],
    ['synchronous with a rule that is asked for every batch', { rule: expected, workers: 2 }],
  ])('the waited share is not known if the workers do not meet: %s', async (_, changes) => {
    const { share } = await watch({ dataset: await writeRandomData(), ...changes });
    expect(share).toBeUndefined();
  });
});

test('a waited share of more than 30 % is warned about, with what to try', () => {
  const warned = (share: number) => {
    const warnings: string[] = [];
    warnOfWaiting(share, { ...silentObserver, warn: (text) => void warnings.push(text) });
    return warnings;
  };
  expect(warned(0.3)).toEqual([]);
  expect(warned(0.3004)).toHaveLength(1);
  expect(warned(0.4567)).toEqual([
    'the workers waited for each other, or were set aside, 45.7 % of the time: try fewer ‹workers›, or end other processes on these cores',
  ]);
});
