import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import v8 from 'node:v8';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { EngineMemory } from '../../../src/engine/memory.js';
import { compileKernels, instantiate } from '../../../src/engine/wasm.js';

// V8 tells which of its compilers made the code of a function.
v8.setFlagsFromString('--allow-natives-syntax');
const IS_OPTIMISED = 'return %IsTurboFanFunction(wasmFunction)';
const isOptimised = new Function('wasmFunction', IS_OPTIMISED) as (wasmFunction: unknown) => boolean;

/** A module with a function, run, that does nothing. */
const OTHER = Buffer.from('AGFzbQEAAAABBAFgAAADAgEABwcBA3J1bgAACgQBAgAL', 'base64');

function isFunction([, value]: [string, unknown]): boolean {
  return typeof value === 'function';
}

test('all kernels are optimised before they are first called', async () => {
  const kernels = Object.entries(instantiate(await compileKernels(), new EngineMemory().memory)).filter(isFunction);
  expect(kernels.length).toBeGreaterThan(20);
  expect(kernels.filter(([, kernel]) => !isOptimised(kernel))).toEqual([]);
});

test('worker threads have the optimised kernels', async () => {
  const script = `
    const { parentPort, workerData: { module, memory } } = require('node:worker_threads');
    const isOptimised = new Function('wasmFunction', '${IS_OPTIMISED}');
    parentPort.postMessage(isOptimised(new WebAssembly.Instance(module, { env: { memory }, host: { now: () => 0, refuseLoss() {} } }).exports.steps));`;
  const workerData = { module: await compileKernels(), memory: new EngineMemory().memory };
  const worker = new Worker(script, { eval: true, workerData });
  expect(await new Promise((resolve) => worker.once('message', resolve))).toBe(true);
});

test('other WebAssembly in the process is compiled as it would be without the kernels', async () => {
  await compileKernels();
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(OTHER));
  expect(isOptimised(exports.run)).toBe(false);
});

test('a process lives until the kernels, and a module after them, are compiled', async () => {
  const script = `
    import { compileKernels } from '${new URL('../../../src/engine/wasm.ts', import.meta.url)}';
    await compileKernels();
    await WebAssembly.compile(Buffer.from('${OTHER.toString('base64')}', 'base64'));
    console.log('both are there');`;
  // It fails unless the exit code is 0.
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    script,
  ]);
  expect(stdout).toBe('both are there\n');
});
