import { availableCores } from '../../engine/cores.js';
import type { EngineMemory } from '../../engine/memory.js';
import { writeStruct } from '../../engine/struct.js';

/** A cache line has so many u32. */
const WORDS_A_LINE = 16;
/** How often a worker looks for the others before it sleeps, where each has a core of its own, and where not. */
const SPINS = { alone: 200_000, crowded: 100 };

/** Lays the kernels' Barrier in memory, where so many workers meet; returns its address. */
export function writeBarrier(memory: EngineMemory, workers: number): number {
  const spins = workers <= availableCores() ? SPINS.alone : SPINS.crowded;
  return writeStruct(memory, {
    arrivals: { u32: memory.allocateU32(workers * WORDS_A_LINE) },
    workers: { u32: workers },
    spins: { u32: spins },
    sleepers: { u32: 0 },
  });
}
