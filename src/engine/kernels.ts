import { readFile } from 'node:fs/promises';
import v8 from 'node:v8';
import type { EngineMemory } from './memory.js';

/**
 * The kernels of src/engine/kernels, compiled from AssemblyScript: what they compute is said there.
 * Arrays and matrices are passed by their address in the engine's memory.
 */
export interface Kernels {
  steps(
    matrix: number,
    descent: number,
    order: number,
    samples: number,
    batch: number,
    stepSize: number,
    base: number,
  ): void;
  beginBatch(matrix: number, descent: number, rows: number, batch: number, stepSize: number, base: number): number;
  endBatch(
    matrix: number,
    descent: number,
    rows: number,
    batch: number,
    stepSize: number,
    base: number,
    length: number,
  ): void;
  startAverage(descent: number, averages: number): void;
  setIterate(descent: number, weights: number, features: number): void;
  copyIterate(descent: number, weights: number, features: number): void;
  settleAll(descent: number, features: number, stepSize: number): void;
  takeSnapshot(matrix: number, descent: number, features: number): void;
  measure(matrix: number, loss: number, weights: number): void;
  measuredLoss(): number;
  measuredErrors(): number;
  addGradient(matrix: number, loss: number, weights: number, gradient: number): void;
  fillCurvatures(matrix: number, loss: number, weights: number, curvatures: number): void;
  addCurvatureDiagonal(matrix: number, curvatures: number, diagonal: number): void;
  addCurvatureProduct(matrix: number, curvatures: number, vector: number, product: number): void;
  hasOneSidedFeature(matrix: number, sides: number, features: number): number;
  largestMargin(matrix: number, vector: number): number;
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
