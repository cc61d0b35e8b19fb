import { mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { EngineMemory } from '../../../src/engine/memory.js';
import { compileKernels, type KernelCall } from '../../../src/engine/wasm.js';
import { Workers } from '../../../src/engine/worker-pool.js';

async function start(count: number, script?: string): Promise<Workers> {
  const data = { module: await compileKernels(), memory: new EngineMemory().memory };
  if (script === undefined) return Workers.start(count, data);
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'adabatch-worker-')), 'worker.mjs');
  await writeFile(file, `import { parentPort, threadId } from 'node:worker_threads';\n${script}`);
  return Workers.start(count, data, pathToFileURL(file));
}

test.each([1, 2, 3, 7])('%i workers share things out in one slice each, of about the same size', async (count) => {
  const workers = await start(count);
  for (const things of [0, 1, 2, 5, 64, 100]) {
    const slices = Array.from({ length: count }, (_, worker) => workers.sliceOf(worker, things));
    expect(slices[0]?.[0]).toBe(0);
    expect(slices.at(-1)?.[1]).toBe(things);
    slices.slice(1).forEach(([first], before) => {
      expect(first).toBe(slices[before]?.[1]);
    });
    const sizes = slices.map(([first, end]) => end - first);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
  await workers.close();
});

// Workers that start; one of them ends when it is called, and the others never answer.
const DYING = `
parentPort.postMessage('ready');
parentPort.on('message', () => {
  DEATH
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** Any call. */
const called = (): KernelCall[] => [['squaredNorm', 0, 0]];

test.each([
  ['ends by itself', 'if (threadId % 2) process.exit(3);', 'exit code 3'],
  ['throws', "if (threadId % 2) throw new Error('a fault');", 'a fault'],
])('a worker that %s ends the call with an error, though the others never answer', async (_, death, reason) => {
  const workers = await start(2, DYING.replace('DEATH', death));
  await expect(workers.call(called)).rejects.toThrow(`a worker thread ended before its work was done (${reason})`);
  expect(workers.areAlive).toBe(false);
  await expect(workers.call(called)).rejects.toThrow('a worker thread ended');
});

test('workers that wait for each other can be closed, which ends their call and all later ones', async () => {
  const workers = await start(2, DYING.replace('DEATH', ''));
  const call = expect(workers.call(called)).rejects.toThrow('the worker threads were closed');
  await workers.close();
  await call;
  expect(workers.areAlive).toBe(false);
  await expect(workers.call(called)).rejects.toThrow('the worker threads were closed');
});

test('no worker is left if one does not start, and the error names the fault of that one', async () => {
  const starting = start(3, "if (threadId % 3) setInterval(() => {}, 1000); else throw new Error('a fault');");
  await expect(starting).rejects.toThrow('a worker thread ended before its work was done (a fault)');
  expect(process.getActiveResourcesInfo()).not.toContain('MessagePort');
});

const ANSWERING = `
parentPort.postMessage('ready');
parentPort.on('message', (calls) => {
  if (calls.length === 0) throw new Error('woken for nothing');
  parentPort.postMessage('done');
});`;

test('a worker without calls is not woken, nor waited for', async () => {
  const workers = await start(3, ANSWERING);
  await workers.call((worker) => (worker === 1 ? called() : []));
  await workers.call(() => []);
  await workers.call(called);
  expect(workers.areAlive).toBe(true);
  await workers.close();
});
