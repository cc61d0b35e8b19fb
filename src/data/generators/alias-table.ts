import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { Random } from '../../util/random.js';

/**
 * Draws positions with given weights in constant time (the alias method of Walker, as set up by Vose). It draws a
 * column uniformly, and then either the column's own position or the other one that shares it.
 */
export class AliasTable {
  /** The share of each column that belongs to its own position. */
  readonly #own: Float64Array;
  readonly #other: Uint32Array;

  /** @param weights at least 0, not all of them 0 */
  constructor(weights: Float64Array) {
    const columns = weights.length;
    const perColumn = weights.reduce((sum, weight) => sum + weight, 0) / columns;
    this.#own = weights.map((weight) => weight / perColumn);
    this.#other = Uint32Array.from({ length: columns }, (_, column) => column);
    this.#fillUp();
  }

  draw(random: Random): number {
    const place = uniformFloat64(random) * this.#own.length;
    const column = Math.floor(place);
    return place - column < this.#own[column]! ? column : this.#other[column]!;
  }

  /** Fills each column that lacks weight from one that has too much, until each has its share of 1. */
  #fillUp(): void {
    const own = this.#own;
    const lacking = new Uint32Array(own.length);
    const ample = new Uint32Array(own.length);
    let lackingEnd = 0;
    let ampleEnd = 0;
    own.forEach((share, column) => {
      if (share < 1) lacking[lackingEnd++] = column;
      else ample[ampleEnd++] = column;
    });
    while (lackingEnd > 0 && ampleEnd > 0) {
      const filled = lacking[--lackingEnd]!;
      const giver = ample[ampleEnd - 1]!;
      this.#other[filled] = giver;
      own[giver] = own[giver]! - (1 - own[filled]!);
      if (own[giver]! < 1) {
        ampleEnd--;
        lacking[lackingEnd++] = giver;
      }
    }
    // The remaining columns lack or exceed their share only by rounding.
  }
}
