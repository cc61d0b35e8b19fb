import { availableParallelism } from 'node:os';
import type { KernelCall } from '../../engine/kernels.js';
import type { EngineMemory } from '../../engine/memory.js';
import { writeStruct } from '../../engine/struct.js';
import type { Workers } from '../../engine/workers.js';
import type { Problem } from '../../objective/problem.js';
import type { Settings } from '../algorithm.js';
import { type Arrays, writeDescent } from '../kernel-descent.js';
import { weighBy } from '../weighing.js';
import type { Execution } from './execution.js';
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
    const { memory, workers } = problem;
    if (!workers) throw new Error('there are no workers');
    const weighing = weighBy(problem, settings);
    const { weigh } = weighing;
    const { descents, actives, shares, lengths } = layShares(
      problem,
      workers,
      settings,
      {
        ...weighing.arrays,
        ...own,
      },
      weighing.needsList,
    );
    const call = (name: 'synchronousSteps' | 'beginShare' | 'endShare', ...args: number[]) =>
      workers.call((worker): KernelCall[] => [[name, shares[worker] as number, ...args]]);
    return {
      descents,
      async take(order, samples, size, stepSize) {
        weighing.prepare(size);
        if (!weigh) return call('synchronousSteps', order, samples, size, stepSize, weighing.reserve(samples));
        for (let first = 0; first < samples; first += size) {
          const rows = order + first * Uint32Array.BYTES_PER_ELEMENT;
          const base = weighing.reserve(size);
          await call('beginShare', rows, size, stepSize, base);
          memory.u32(lengths, actives.length).forEach((length, block) => {
            weigh(actives[block] as number, length, size, base);
          });
          await call('endShare', rows, size, stepSize, base);
        }
      },
      takeSnapshot: () => takeSnapshotBy(workers, problem, descents),
    };
  },
};

/** Lays the kernels' Shares, one a worker, and what they share. */
function layShares(problem: Problem, workers: Workers, { batch }: Settings, arrays: Arrays, needsList: boolean) {
  const { memory, train } = problem;
  const { blocks } = train;
  const actives = blocks.map(({ first, end }) => (needsList ? memory.allocateU32(end - first + 1) : 0));
  const lengths = memory.allocateU32(blocks.length);
  const coefficients = Array.from({ length: workers.count }, () => memory.allocateF64(batch));
  const slices = coefficients.map((_, worker) => workers.sliceOf(worker, blocks.length));
  const descents = blocks.map((_, block) => {
    const owner = slices.findIndex(([, end]) => block < end);
    return writeDescent(problem, batch, coefficients[owner] as number, { ...arrays, active: actives[block] as number });
  });
  const common = {
    matrices: {
      u32: writeAddresses(
        memory,
        blocks.map(({ address }) => address),
      ),
    },
    descents: { u32: writeAddresses(memory, descents) },
    lengths: { u32: lengths },
    partials: { u32: memory.allocateF64(2 * blocks.length * batch) },
    barrier: { u32: writeBarrier(memory, workers.count) },
    blocks: { u32: blocks.length },
  };
  const shares = slices.map(([first, end]) =>
    writeStruct(memory, {
      ...common,
      first: { u32: first },
      end: { u32: end },
      batch: { u32: batch },
      turn: { u32: 0 },
    }),
  );
  return { descents, actives, shares, lengths };
}

function writeAddresses(memory: EngineMemory, addresses: readonly number[]): number {
  const array = memory.allocateU32(addresses.length);
  memory.u32(array, addresses.length).set(addresses);
  return array;
}

/** Lays the kernels' Barrier. */
function writeBarrier(memory: EngineMemory, parties: number): number {
  const spins = parties <= availableParallelism() ? SPINS.alone : SPINS.crowded;
  return writeStruct(memory, {
    parties: { u32: parties },
    spins: { u32: spins },
    arrived: { u32: 0 },
    meetings: { u32: 0 },
  });
}
