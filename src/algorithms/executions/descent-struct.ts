import { type Field, writeStruct } from '../../engine/struct.js';
import type { Problem } from '../../objective/problem.js';

/** Arrays that a descent may do without: see the kernels' Descent. */
type Optional = 'counts' | 'active' | 'weightByFeature' | 'snapshotDerivatives' | 'drift' | 'adaptive';

/** Addresses of the arrays that a descent has. They also say whose steps it takes: SVRG's have a drift, Adagrad's adaptive features. */
export type Arrays = Partial<Record<Optional, number>>;

/**
 * Lays the kernels' Descent in memory.
 * @param batch the samples of a batch, but for a short last one
 * @param coefficients the address of an array of f64, one a sample of a batch
 * @returns its address
 */
export function writeDescent(problem: Problem, batch: number, coefficients: number, arrays: Arrays): number {
  const { memory, loss, weights, frequencies, lambda, regularised } = problem;
  const address = (name: Optional): Field => ({ u32: arrays[name] ?? 0 });
  return writeStruct(memory, {
    loss: { u32: loss.code },
    batch: { u32: batch },
    weights: { u32: weights },
    frequencies: { u32: frequencies },
    lambda: { f64: lambda },
    regularised: { u32: regularised },
    coefficients: { u32: coefficients },
    counts: address('counts'),
    active: address('active'),
    weightByCount: { u32: 0 },
    weightByFeature: address('weightByFeature'),
    snapshotDerivatives: address('snapshotDerivatives'),
    drift: address('drift'),
    adaptive: address('adaptive'),
    averages: { u32: 0 },
    updates: { f64: 0 },
  });
}
