import { availableCores } from '../../engine/cores.js';
import type { EngineMemory } from '../../engine/memory.js';
import { fieldOf, writeStruct } from '../../engine/struct.js';

/** The number of u32, and of f64, in a cache line. */
const WORDS_A_LINE = 16;
const DOUBLES_A_LINE = 8;
/**
 * How often a worker looks for the others before it sleeps: `alone` if each has its own core (some 90 µs, since waking
 * takes as long as a batch), else `crowded`.
 */
const LOOKS = { alone: 200_000, crowded: 100 };

/** The kernels' Barrier. */
export const barrierLayout = { workers: 'u32', looks: 'u32', sleepers: 'u32', arrivals: 'u32', waited: 'u32' } as const;

/** The place where workers meet: a kernels' Barrier in memory. */
export class Barrier {
  readonly address: number;
  /** The first element of each worker's cache line. */
  readonly #arrivals: Uint32Array;
  readonly #waited: Float64Array;
  readonly #workers: Uint32Array;
  readonly #looks: Uint32Array;
  /** Read only once: reading it opens files, which would add to the time of every epoch. */
  readonly #cores = availableCores();

  /** @param most how many workers can meet; all of them do, until `open` says otherwise */
  constructor(memory: EngineMemory, most: number) {
    const arrivals = memory.allocateU32(most * WORDS_A_LINE);
    const waited = memory.allocateF64(most * DOUBLES_A_LINE);
    this.#arrivals = memory.u32(arrivals, most * WORDS_A_LINE);
    this.#waited = memory.f64(waited, most * DOUBLES_A_LINE);
    this.address = writeStruct(memory, barrierLayout, { workers: 0, looks: 0, sleepers: 0, arrivals, waited });
    this.#workers = fieldOf(memory, barrierLayout, this.address, 'workers');
    this.#looks = fieldOf(memory, barrierLayout, this.address, 'looks');
    this.open(most);
  }

  /** Makes the first `workers` workers meet from now on. No worker may be at the barrier. */
  open(workers: number): void {
    this.#arrivals.fill(0);
    this.#waited.fill(0);
    this.#workers[0] = workers;
    this.#looks[0] = workers <= this.#cores ? LOOKS.alone : LOOKS.crowded;
  }

  /** The milliseconds that the workers have waited since it was opened, added up. */
  get waited(): number {
    return this.#waited.reduce((sum, milliseconds) => sum + milliseconds);
  }
}
