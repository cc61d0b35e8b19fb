import type { EngineMemory } from '../../engine/memory.js';
import type { Rule } from '../../rules/rule.js';

/** A rule's weights by count (f64, one for each count up to the batch size), for rules that ignore the frequency. */
export class WeightTables {
  readonly #memory: EngineMemory;
  readonly #rule: Rule;
  readonly #byBatch = new Map<number, number>();

  /** Lays tables for the two batch sizes of an epoch over `rows` rows: the last batch may be short. */
  constructor(memory: EngineMemory, rule: Rule, batch: number, rows: number) {
    this.#memory = memory;
    this.#rule = rule;
    for (const size of [batch, rows % batch]) this.addressFor(size);
  }

  /** The address of the table for batches of a size: element n is the weight of a feature that is active n times. */
  addressFor(batch: number): number {
    const known = this.#byBatch.get(batch);
    if (known !== undefined) return known;
    const address = this.#memory.allocateF64(batch + 1);
    const weights = this.#memory.f64(address, batch + 1);
    for (let count = 1; count <= batch; count++) weights[count] = weightByCount(this.#rule, batch, count);
    this.#byBatch.set(batch, address);
    return address;
  }
}

/** The weight of a rule that ignores the frequency. */
function weightByCount(rule: Rule, batch: number, count: number): number {
  return rule.weight({ batch, count, frequency: Number.NaN });
}
