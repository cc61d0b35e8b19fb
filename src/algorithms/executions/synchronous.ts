import { availableCores } from '../../engine/cores.js';
import type { KernelCall } from '../../engine/kernels.js';
import type { EngineMemory } from '../../engine/memory.js';
import { writeStruct } from '../../engine/struct.js';
import type { Problem } from '../../objective/problem.js';
import { type Arrays, writeDescent } from '../kernel-descent.js';
import { weighBy } from '../weighing.js';
import type { Execution, StepSettings } from './execution.js';
import { takeSnapshotBy } from './snapshot.js';

/** How many blocks the columns are cut into: no more workers than this can share the work. */
const BLOCKS = 8;
/** How often a worker looks for the others before it sleeps, where each has a core of its own, and where not. */
const SPINS = { alone: 20_000, crowded: 100 };

/**
 * The mini-batches of the sequential execution, done by several workers (ours): each owns blocks of columns, and all
 * meet once a batch. The curve does not depend on how many they are, to the last bit.
 */
export const synchronous: Execution = {
  name: 'synchronous',
  summary: 'each batch by all workers, which own features; the same curve for any number of them',
  byWorkers: true,
  blocks: BLOCKS,
  isDeterministic: true,
  refusal: () => undefined,
  start(problem, settings, own) {
    const { workers } = problem;
    if (!workers) throw new Error('there are no workers');
    const weighing = weighBy(problem, settings);
    const { weigh } = weighing;
    const shares = layShares(problem, settings, { ...weighing.arrays, ...own }, weighing.needsList);
    const descents = shares.map(({ descent }) => descent);
    const call = (name: 'synchronousSteps' | 'beginShare' | 'endShare', ...args: number[]) =>
      workers.call((worker): KernelCall[] => [[name, (shares[worker] as Share).address, ...args]]);
    return {
      descents,
      async take(order, samples, size, stepSize) {
        weighing.prepare(size);
        if (!weigh) return call('synchronousSteps', order, samples, size, stepSize, weighing.reserve(samples));
        for (let first = 0; first < samples; first += size) {
          const rows = order + first * Uint32Array.BYTES_PER_ELEMENT;
          const base = weighing.reserve(size);
          await call('beginShare', rows, size, stepSize, base);
          for (const { active, listed } of shares) weigh(active, listed(), size, base);
          await call('endShare', rows, size, stepSize, base);
        }
      },
      takeSnapshot: () => takeSnapshotBy(workers, problem, descents),
    };
  },
};

/** One worker's part in the work. */
interface Share {
  /** Address of the kernels' Share. */
  address: number;
  /** Address of the kernels' Descent. */
  descent: number;
  /** Address of the list of active features. */
  active: number;
  /** The length of that list. */
  listed(): number;
}

/** Lays the kernels' Shares, one a worker, with what they share. */
function layShares(problem: Problem, { batch }: StepSettings, arrays: Arrays, needsList: boolean): Share[] {
  const { memory, train } = problem;
  const barrier = writeBarrier(memory, train.parts.length);
  const partials = memory.allocateF64(2 * train.blocks * batch);
  return train.parts.map(({ address: matrix, first, end, firstBlock }) => {
    const active = needsList ? memory.allocateU32(end - first + 1) : 0;
    const descent = writeDescent(problem, batch, memory.allocateF64(batch), { ...arrays, active });
    const fields = {
      matrix: { u32: matrix },
      descent: { u32: descent },
      barrier: { u32: barrier },
      partials: { u32: partials },
      batch: { u32: batch },
      blocks: { u32: train.blocks },
      firstBlock: { u32: firstBlock },
      turn: { u32: 0 },
      listed: { u32: 0 },
    };
    const address = writeStruct(memory, fields);
    const view = memory.u32(address, Object.keys(fields).length);
    return { address, descent, active, listed: () => view.at(-1) as number };
  });
}

/** Lays the kernels' Barrier. */
function writeBarrier(memory: EngineMemory, parties: number): number {
  const spins = parties <= availableCores() ? SPINS.alone : SPINS.crowded;
  return writeStruct(memory, {
    parties: { u32: parties },
    spins: { u32: spins },
    arrived: { u32: 0 },
    meetings: { u32: 0 },
  });
}
