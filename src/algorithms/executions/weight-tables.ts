import type { EngineMemory } from '../../engine/memory.js';
import type { Rule } from '../../rules/rule.js';

/** A rule's weights by count (f64, one for each count up to the batch size), for rules that do not look at the frequency. */
export class WeightTables {
  readonly #memory: EngineMemory;
  readonly #rule: Rule;
  readonly #byBatch = new Map<number, number>();

  /** Lays the tables of the two sizes that the batches of an epoch over so many rows have: the last one may be short. */
  constructor(memory: EngineMemory, rule: Rule, batch: number, rows: number) {
    this.#memory = memory;
    this.#rule = rule;
    for (const size of [batch, rows % batch]) this.addressFor(size);
  }

  /** Where the kernels find the table of batches of a size: element n is the weight of a feature active n times. */
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

/** The weight of a rule that does not look at the frequency. */
function weightByCount(rule: Rule, batch: number, count: number): number {
  return rule.weight({ batch, count, frequency: Number.NaN });
}
