import type { KernelCall } from '../../engine/kernels.js';
import { writeStruct } from '../../engine/struct.js';
import type { Problem } from '../../objective/problem.js';
import { type Arrays, writeDescent } from '../kernel-descent.js';
import { type Weighing, weighBy } from '../weighing.js';
import { Barrier } from './barrier.js';
import { type BatchRun, batchesOf, type Execution, type StepSettings } from './execution.js';
import { takeSnapshotBy } from './snapshot.js';

/**
 * A block has about so many stored values of a row: each block of a row costs as much as four to ten values do
 * (measured). But only as many workers can share the work as there are blocks.
 */
const VALUES_A_BLOCK = 40;
const MOST_BLOCKS = 64;

/**
 * The mini-batches of the sequential execution, done by several workers (ours): each owns blocks of columns, and all
 * meet once a batch. The curve does not depend on how many they are, to the last bit.
 */
export const synchronous: Execution = {
  name: 'synchronous',
  summary: 'each batch by all workers, which own features; the same curve for any number of them',
  byWorkers: true,
  blocks: (valuesARow) => Math.min(MOST_BLOCKS, Math.max(2, 2 * Math.round(valuesARow / (2 * VALUES_A_BLOCK)))),
  isDeterministic: true,
  batch: 64,
  refusal: () => undefined,
  start(problem, settings, own) {
    const { workers } = problem;
    if (!workers) throw new Error('there are no workers');
    const weighing = weighBy(problem, settings);
    const { weigh } = weighing;
    const barrier = new Barrier(problem.memory, workers.count);
    const shares = layShares(problem, settings, barrier, { ...weighing.arrays, ...own }, weighing.needsList);
    const descents = shares.map(({ descent }) => descent);
    const call = (name: 'beginShare' | 'endShare', ...args: number[]) =>
      workers.call((worker) => [[name, (shares[worker] as Share).address, ...args]]);
    const takeByRule = async (run: BatchRun, stepSize: number, weigh: NonNullable<Weighing['weigh']>) => {
      for (const rows of batchesOf(run)) {
        const base = weighing.reserve(run.batch);
        await call('beginShare', rows, run.batch, stepSize, base);
        for (const { active, listed } of shares) weigh(active, listed(), run.batch, base);
        await call('endShare', rows, run.batch, stepSize, base);
      }
    };
    const take = async (runs: readonly BatchRun[], stepSize: number) => {
      if (weigh) {
        for (const run of runs) await takeByRule(run, stepSize, weigh);
        return;
      }
      const args = runs.map(({ order, samples, batch }) => {
        return [order, samples, batch, stepSize, weighing.reserve(samples), weighing.tableFor(batch)];
      });
      await workers.call((worker) =>
        args.map((own): KernelCall => ['synchronousSteps', (shares[worker] as Share).address, ...own]),
      );
    };
    return {
      descents,
      take: (runs, stepSize) => barrier.time(() => take(runs, stepSize)),
      waitedShare: () => barrier.waitedShare,
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
function layShares(
  problem: Problem,
  { batch }: StepSettings,
  barrier: Barrier,
  arrays: Arrays,
  needsList: boolean,
): Share[] {
  const { memory, train } = problem;
  const partials = memory.allocateF64(2 * train.blocks * batch);
  return train.parts.map(({ address: matrix, first, end, firstBlock }, worker) => {
    const active = needsList ? memory.allocateU32(end - first + 1) : 0;
    const descent = writeDescent(problem, batch, memory.allocateF64(batch), { ...arrays, active });
    const fields = {
      matrix: { u32: matrix },
      descent: { u32: descent },
      barrier: { u32: barrier.address },
      worker: { u32: worker },
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
