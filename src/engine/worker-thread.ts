import { parentPort, workerData } from 'node:worker_threads';
import { carryOut, instantiate, type KernelCall } from './wasm.js';
import type { WorkerData } from './worker-pool.js';

// A worker: carries out the kernel calls that it receives, one list after the other.

const { module, memory } = workerData as WorkerData;
const kernels = instantiate(module, memory);

parentPort?.on('message', (calls: KernelCall[]) => {
  carryOut(kernels, calls);
  parentPort?.postMessage('done');
});
parentPort?.postMessage('ready');
