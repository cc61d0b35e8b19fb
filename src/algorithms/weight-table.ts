import type { EngineMemory } from '../engine/memory.js';
import type { Rule } from '../rules/rule.js';

/** A rule's weights by count (f64, one for each count up to the batch size), for rules that do not look at the frequency. */
export class WeightTable {
  /** Where the kernels find it: element n is the weight of a feature active n times. */
  readonly address: number;
  readonly #weights: Float64Array;
  readonly #rule: Rule;
  #batch = 0;

  /** @param batch the largest batch that the table will be asked for */
  constructor(memory: EngineMemory, rule: Rule, batch: number) {
    this.address = memory.allocateF64(batch + 1);
    this.#weights = memory.f64(this.address, batch + 1);
    this.#rule = rule;
  }

  /** Makes it the table of batches of the given size. */
  fillFor(batch: number): void {
    if (batch === this.#batch) return;
    for (let count = 1; count <= batch; count++) this.#weights[count] = weightByCount(this.#rule, batch, count);
    this.#batch = batch;
  }
}

/** The weight of a rule that does not look at the frequency. */
function weightByCount(rule: Rule, batch: number, count: number): number {
  return rule.weight({ batch, count, frequency: Number.NaN });
}
