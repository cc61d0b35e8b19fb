import { writeStruct } from '../../engine/struct.js';
import { codeOf } from '../../engine/wasm.js';
import type { Problem } from '../../objective/problem.js';

/** The kernels' Descent. */
export const descentLayout = {
  kind: 'u32',
  loss: 'u32',
  batch: 'u32',
  weights: 'u32',
  frequencies: 'u32',
  lambda: 'f64',
  regularised: 'u32',
  derivatives: 'u32',
  counts: 'u32',
  active: 'u32',
  weightByCount: 'u32',
  weightByFeature: 'u32',
  state: 'u32',
  averages: 'u32',
  updates: 'f64',
} as const;

/** The steps of an algorithm, as the kernels take them: see kernels/step-kinds.ts. */
export interface OwnSteps {
  /** The name of a StepKind of the kernels, which refuse others: `variance-reduced` is VARIANCE_REDUCED. */
  kind: string;
  /** Address of what such steps keep for themselves; 0 if that is nothing. */
  state: number;
  /** Lays one more such state, if the shares of a batch, which all know φ' of all its rows, must not write to the same. */
  layState?: () => number;
}

/** Addresses of the arrays that only some rules or settings need: see the kernels' Descent. */
export type Arrays = Partial<Record<'counts' | 'active' | 'weightByFeature', number>>;

/**
 * Lays the kernels' Descent in memory.
 * @param batch the samples of a batch, except a short last one
 * @returns its address
 */
export function writeDescent(problem: Problem, batch: number, { kind, state }: OwnSteps, arrays: Arrays): number {
  const { memory, kernels, lossCode, weights, frequencies, lambda, regularised } = problem;
  return writeStruct(memory, descentLayout, {
    ...{ kind: codeOf(kernels, 'StepKind', kind), state, loss: lossCode, batch },
    ...{ weights, frequencies, lambda, regularised, derivatives: memory.allocateF64(batch) },
    ...{ counts: 0, active: 0, weightByFeature: 0, ...arrays },
    // Set by every call of steps, and once averaging begins.
    ...{ weightByCount: 0, averages: 0, updates: 0 },
  });
}
