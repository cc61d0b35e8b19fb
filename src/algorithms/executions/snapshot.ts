import type { KernelCall } from '../../engine/wasm.js';
import type { Workers } from '../../engine/worker-pool.js';
import type { Problem } from '../../objective/problem.js';

/**
 * Takes SVRG's snapshot by workers: each does φ' of a slice of the rows, then the drift of the features that it owns.
 * The bits do not depend on the number of workers.
 * @param descents addresses of the kernels' Descents
 */
export async function takeSnapshotBy(workers: Workers, problem: Problem, descents: readonly number[]): Promise<void> {
  const { train } = problem;
  const [descent = 0] = descents;
  await workers.call((worker): KernelCall[] => {
    return [['fillDerivatives', train.address, descent, ...workers.sliceOf(worker, train.rows)]];
  });
  await fillDriftBy(workers, problem, descents);
}

/**
 * Makes the drift anew from what is stored of the rows, by workers: each does the features that it owns.
 * @param descents addresses of the kernels' Descents
 */
export async function fillDriftBy(workers: Workers, { train }: Problem, descents: readonly number[]): Promise<void> {
  const [descent = 0] = descents;
  await workers.call((worker) =>
    train.parts
      .slice(worker, worker + 1)
      .map(({ address, first, end }): KernelCall => ['fillDrift', address, descent, first, end]),
  );
}
