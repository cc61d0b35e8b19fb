import { readFile } from 'node:fs/promises';
import v8 from 'node:v8';
import { packageFile } from '../package-files.js';

/**
 * The kernels of src/engine/kernels, compiled from AssemblyScript, which document what they compute.
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
    weights: number,
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
  fillDerivatives(matrix: number, descent: number, first: number, end: number): void;
  fillDrift(part: number, descent: number, first: number, end: number): void;
  synchronousSteps(
    share: number,
    order: number,
    samples: number,
    batch: number,
    stepSize: number,
    base: number,
    weights: number,
  ): void;
  meet(barrier: number, worker: number): void;
  beginShare(share: number, rows: number, batch: number, stepSize: number, base: number): void;
  endShare(share: number, rows: number, batch: number, stepSize: number, base: number): void;
  countVisits(matrix: number, weights: number, counters: number, order: number, samples: number, batch: number): number;
  fillLossDerivatives(matrix: number, loss: number, weights: number, derivatives: number): void;
  sumGradients(
    matrix: number,
    derivatives: number,
    order: number,
    samples: number,
    sums: number,
    counts: number,
    active: number,
  ): number;
  lossValue(loss: number, margin: number, label: number): number;
  lossDerivative(loss: number, margin: number, label: number): number;
  fillMargins(matrix: number, weights: number, margins: number): void;
  measure(matrix: number, loss: number, weights: number, first: number, end: number, sums: number): void;
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

/** A call of a kernel: its name and its arguments. */
export type KernelCall = [name: keyof Kernels, ...args: number[]];

/** Carries out calls of kernels that return nothing, in order. */
export function carryOut(kernels: Kernels, calls: readonly KernelCall[]): void {
  for (const [name, ...args] of calls) (kernels[name] as (...args: number[]) => void)(...args);
}

const MODULE = packageFile('dist/kernels.wasm');

// V8 first runs what its baseline compiler made of a function, and optimises it only when it has run for a while, so
// the first epoch of a curve took 1.2 to 3.1 times as long as the later ones. Without these parts of V8 all functions
// are optimised before the module is there, and it takes 1.0 to 1.3 times as long (medians of 15 runs on a9a and
// news20; Node 20.20, 22.23, 24.21 and 26.10). Since V8 14, in Node 25, optimised code can fall back to that of the
// baseline compiler; V8 crashes where it may do so and that compiler is off.
const UNWANTED = ['liftoff', 'wasm-lazy-compilation'];
if (Number.parseInt(process.versions.v8, 10) >= 14) UNWANTED.push('wasm-deopt');

/**
 * Compiles the kernels. Worker threads share their code.
 * V8 has its flags for the whole process, so they are set for this alone: on Node 24 and 26 an asynchronous compilation
 * with them, such as that of the xz unpacker, does not keep the process alive.
 */
export async function compileKernels(): Promise<WebAssembly.Module> {
  const code = await readFile(MODULE);
  for (const part of UNWANTED) v8.setFlagsFromString(`--no-${part}`);
  try {
    return new WebAssembly.Module(code);
  } finally {
    for (const part of UNWANTED) v8.setFlagsFromString(`--${part}`);
  }
}

/** The functions that the kernels call: see kernels/host.ts. */
const host = {
  now: () => performance.now(),
  refuseLoss(code: number): never {
    throw new Error(`the kernels know no loss ${code}`);
  },
};

/** The kernels over a memory. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory }, host }).exports as unknown as Kernels;
}

/**
 * The kernels' number for something of a kind: `squared-hinge` is the SQUARED_HINGE of their LossCode.
 * @throws Error if they lack it
 */
export function codeOf(kernels: Kernels, kind: 'LossCode' | 'StepKind', name: string): number {
  const constant = `${kind}.${name.toUpperCase().replaceAll('-', '_')}`;
  const found = (kernels as unknown as WebAssembly.Exports)[constant];
  if (found instanceof WebAssembly.Global) return found.value;
  throw new Error(`the kernels have no ${constant}`);
}
