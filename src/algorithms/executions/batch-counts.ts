import type { EngineMemory } from '../../engine/memory.js';

const LARGEST_STAMP = 2 ** 31 - 1;

/**
 * N_k, how often each feature is active in the current batch, as the kernels stamp it. A count is stored
 * above a base that grows with every batch, so that nothing is cleared between batches.
 */
export class BatchCounts {
  /** Address of the stamps (u32, one per feature). */
  readonly address: number;
  readonly #stamps: Uint32Array;
  #base: number;

  /**
   * @param base where the stamps begin; a test sets it close to the largest
   */
  constructor(memory: EngineMemory, features: number, base = 0) {
    this.address = memory.allocateU32(features);
    this.#stamps = memory.u32(this.address, features);
    this.#base = base;
  }

  /** How often a feature is active in the batch that was counted above a base. */
  of(feature: number, base: number): number {
    return this.#stamps[feature]! - base;
  }

  /** The base for a kernel call that raises it by `growth`; starts over if the stamps would overflow. */
  reserve(growth: number): number {
    if (this.#base + growth > LARGEST_STAMP) {
      this.#stamps.fill(0);
      this.#base = 0;
    }
    const base = this.#base;
    this.#base += growth;
    return base;
  }
}
