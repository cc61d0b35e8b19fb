import type { KernelCall } from '../../engine/kernels.js';
import type { Workers } from '../../engine/workers.js';
import type { Problem } from '../../objective/problem.js';

/**
 * Takes SVRG's snapshot by workers: φ' of the rows, a slice of them each, then the drift of the blocks that they own.
 * The bits do not depend on how many workers there are.
 * @param descents addresses of the kernels' Descents, one a block, or one for all
 */
export async function takeSnapshotBy(workers: Workers, { train }: Problem, descents: readonly number[]): Promise<void> {
  const [descent = 0] = descents;
  await workers.call((worker): KernelCall[] => {
    return [['fillDerivatives', train.address, descent, ...workers.sliceOf(worker, train.rows)]];
  });
  await workers.call((worker) => {
    const own = train.blocks.slice(...workers.sliceOf(worker, train.blocks.length));
    return own.map((block): KernelCall => ['fillDrift', block.address, descent, block.first, block.end]);
  });
}
