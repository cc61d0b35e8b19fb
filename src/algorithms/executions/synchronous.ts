import { fieldOf, writeStruct } from '../../engine/struct.js';
import type { KernelCall } from '../../engine/wasm.js';
import type { Problem } from '../../objective/problem.js';
import { Barrier } from './barrier.js';
import { Crew } from './crew.js';
import { type OwnSteps, writeDescent } from './descent-struct.js';
import { type BatchRun, batchesOf, type Execution, type StepSettings } from './execution.js';
import { type Weighing, weighBy } from './rule-weights.js';
import { takeSnapshotBy } from './snapshot.js';

/**
 * About this many stored values of a row fall in a block: each block of a row costs as much as four to ten values do
 * (measured). But at most as many workers as blocks can share the work.
 */
const VALUES_A_BLOCK = 40;
const MOST_BLOCKS = 64;

/**
 * The mini-batches of the sequential execution, done by several workers (this project's): each owns blocks of columns,
 * and all meet once per batch. The curve is the same to the last bit for any number of workers.
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
    const crew = new Crew(workers.count);
    const shares = layShares(problem, settings, barrier, weighing, own);
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
    const takeTogether = async (runs: readonly BatchRun[], stepSize: number) => {
      const args = runs.map(({ order, samples, batch }) => {
        return [order, samples, batch, stepSize, weighing.reserve(samples), weighing.tableFor(batch)];
      });
      const { size } = crew;
      deal(shares, size);
      barrier.open(size);
      const began = performance.now();
      const callsOf = ({ address }: Share) => args.map((own): KernelCall => ['synchronousSteps', address, ...own]);
      await workers.call((worker) => (worker < size ? callsOf(shares[worker] as Share) : []));
      const samples = runs.reduce((sum, run) => sum + run.samples, 0);
      crew.learn({ samples, milliseconds: performance.now() - began, waited: barrier.waited });
    };
    return {
      descents,
      async take(runs, stepSize) {
        if (!weigh) return takeTogether(runs, stepSize);
        for (const run of runs) await takeByRule(run, stepSize, weigh);
      },
      waitedShare: weigh ? undefined : () => crew.waitedShare,
      takeSnapshot: () => takeSnapshotBy(workers, problem, descents),
    };
  },
};

/** A share of the work; there are as many as workers. */
interface Share {
  /** Address of the kernels' Share. */
  address: number;
  /** Address of the kernels' Descent. */
  descent: number;
  /** Address of the list of active features. */
  active: number;
  /** The length of that list. */
  listed(): number;
  /** Sets the share that the same worker does next, or none: see the kernels' Share. */
  setNext(address: number): void;
}

/** Deals the shares to `workers` workers, in turn; the first share of each has its worker's number. */
function deal(shares: readonly Share[], workers: number): void {
  shares.forEach((share, number) => {
    share.setNext(shares[number + workers]?.address ?? 0);
  });
}

/** The kernels' Share. */
export const shareLayout = {
  next: 'u32',
  listed: 'u32',
  matrix: 'u32',
  descent: 'u32',
  barrier: 'u32',
  worker: 'u32',
  partials: 'u32',
  batch: 'u32',
  blocks: 'u32',
  firstBlock: 'u32',
  turn: 'u32',
} as const;

/** Lays the kernels' Shares, one per worker, with what they have in common. */
function layShares(
  problem: Problem,
  { batch }: StepSettings,
  barrier: Barrier,
  { arrays, needsList }: Weighing,
  own: OwnSteps,
): Share[] {
  const { memory, train } = problem;
  const partials = memory.allocateF64(2 * train.blocks * batch);
  return train.parts.map(({ address: matrix, first, end, firstBlock }, worker) => {
    const active = needsList ? memory.allocateU32(end - first + 1) : 0;
    const state = worker > 0 && own.layState ? own.layState() : own.state;
    const descent = writeDescent(problem, batch, { ...own, state }, { ...arrays, active });
    const address = writeStruct(memory, shareLayout, {
      ...{ matrix, descent, barrier: barrier.address, worker, partials, batch, blocks: train.blocks, firstBlock },
      ...{ next: 0, listed: 0, turn: 0 },
    });
    const [next, listed] = [
      fieldOf(memory, shareLayout, address, 'next'),
      fieldOf(memory, shareLayout, address, 'listed'),
    ];
    const setNext = (share: number) => {
      next[0] = share;
    };
    return { address, descent, active, setNext, listed: () => listed[0]! };
  });
}
