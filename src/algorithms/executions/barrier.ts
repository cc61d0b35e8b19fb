import { availableCores } from '../../engine/cores.js';
import type { EngineMemory } from '../../engine/memory.js';
import { writeStruct } from '../../engine/struct.js';

/** A cache line has so many u32, and so many f64. */
const WORDS_A_LINE = 16;
const DOUBLES_A_LINE = 8;
/** How often a worker looks for the others before it sleeps, where each has a core of its own, and where not. */
const LOOKS = { alone: 200_000, crowded: 100 };

/** Where the workers of a run meet: a kernels' Barrier in memory. */
export class Barrier {
  readonly address: number;
  /** How many milliseconds each worker has waited: the first f64 of its cache line. */
  readonly #waited: Float64Array;
  readonly #workers: number;
  /** Milliseconds. */
  #stepping = 0;

  constructor(memory: EngineMemory, workers: number) {
    this.#workers = workers;
    const length = workers * DOUBLES_A_LINE;
    const waited = memory.allocateF64(length);
    this.#waited = memory.f64(waited, length);
    this.address = writeStruct(memory, {
      arrivals: { u32: memory.allocateU32(workers * WORDS_A_LINE) },
      waited: { u32: waited },
      workers: { u32: workers },
      looks: { u32: workers <= availableCores() ? LOOKS.alone : LOOKS.crowded },
      sleepers: { u32: 0 },
    });
  }

  /** Has the workers take steps in which they meet, and takes the time. */
  async time(steps: () => Promise<void>): Promise<void> {
    const began = performance.now();
    await steps();
    this.#stepping += performance.now() - began;
  }

  /** The share of the time of these steps that the workers have waited for each other, from 0 to 1. */
  get waitedShare(): number {
    const waited = this.#waited.reduce((sum, milliseconds) => sum + milliseconds);
    return this.#stepping > 0 ? waited / (this.#workers * this.#stepping) : 0;
  }
}
