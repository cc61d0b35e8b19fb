import type { Random } from '../../util/random.js';
import { AliasTable } from './alias-table.js';

/** Counts less likely than this, relative to the likeliest, are left out. */
const NEGLIGIBLE = 1e-18;

/** Draws counts of a Poisson law from a table that needs no exponential. */
export class PoissonCount {
  /** The largest count that can be drawn. */
  readonly most: number;
  readonly #least: number;
  readonly #table: AliasTable;

  /** @param mean at least 0 */
  constructor(mean: number) {
    const likeliest = Math.floor(mean);
    const above = ratios((step) => mean / (likeliest + step));
    const below = ratios((step) => (likeliest - step + 1) / mean);
    this.most = likeliest + above.length;
    this.#least = likeliest - below.length;
    this.#table = new AliasTable(Float64Array.from([...below.reverse(), 1, ...above]));
  }

  draw(random: Random): number {
    return this.#least + this.#table.draw(random);
  }
}

/** The running products of the factors of steps 1, 2, … as long as they are not negligible. */
function ratios(factor: (step: number) => number): number[] {
  const found: number[] = [];
  for (let ratio = factor(1); ratio > NEGLIGIBLE; ratio *= factor(found.length + 1)) found.push(ratio);
  return found;
}
