import { readFile } from 'node:fs/promises';
import v8 from 'node:v8';
import type { EngineMemory } from './memory.js';

/**
 * The kernels of src/engine/kernels, compiled from AssemblyScript: what they compute is said there.
 * Arrays and matrices are passed by their address in the engine's memory.
 */
export interface Kernels {
  sgdUniform(
    matrix: number,
    loss: number,
    order: number,
    samples: number,
    batch: number,
    weights: number,
    step: number,
    coefficients: number,
  ): void;
  sgdByCount(
    matrix: number,
    loss: number,
    order: number,
    samples: number,
    batch: number,
    weights: number,
    stepSize: number,
    coefficients: number,
    counts: number,
    base: number,
    table: number,
  ): void;
  sgdProximal(
    matrix: number,
    loss: number,
    order: number,
    samples: number,
    batch: number,
    weights: number,
    stepSize: number,
    coefficients: number,
    counts: number,
    base: number,
    table: number,
    lambda: number,
    frequencies: number,
    active: number,
  ): void;
  beginBatch(
    matrix: number,
    loss: number,
    rows: number,
    batch: number,
    weights: number,
    coefficients: number,
    counts: number,
    base: number,
    active: number,
  ): number;
  endBatch(
    matrix: number,
    rows: number,
    batch: number,
    weights: number,
    stepSize: number,
    coefficients: number,
    counts: number,
    base: number,
    scales: number,
    lambda: number,
    frequencies: number,
    active: number,
    length: number,
  ): void;
  measure(matrix: number, loss: number, weights: number): void;
  measuredLoss(): number;
  measuredErrors(): number;
  addGradient(matrix: number, loss: number, weights: number, gradient: number): void;
  squaredNorm(array: number, length: number): number;
  largestSquaredRowNorm(matrix: number): number;
  fillFrequencies(matrix: number, frequencies: number, features: number): void;
}

// The same place as seen from src (tests) and from dist.
const MODULE = new URL('../../dist/engine/kernels.wasm', import.meta.url);

// V8 would run each kernel in its baseline compiler first and switch between calls, so the first
// seconds of a curve would be slower than the rest. These kernels are few: optimise them at once.
v8.setFlagsFromString('--no-liftoff');
v8.setFlagsFromString('--no-wasm-lazy-compilation');

/** Compiles the kernels over a memory. */
export async function loadKernels(memory: EngineMemory): Promise<Kernels> {
  const { instance } = await WebAssembly.instantiate(await readFile(MODULE), { env: { memory: memory.memory } });
  return instance.exports as unknown as Kernels;
}
