import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { Random } from '../../util/random.js';

/** Makes a model whose weights are uniform in −1…1. */
export function plantModel(features: number, random: Random): Float64Array {
  return new Float64Array(features).map(() => 2 * uniformFloat64(random) - 1);
}

/** The margin that a model gives a row. */
export function margin(
  model: Float64Array,
  indices: Uint32Array,
  values: Float64Array,
  start: number,
  end: number,
): number {
  let sum = 0;
  for (let position = start; position < end; position++) {
    sum += model[indices[position]!]! * values[position]!;
  }
  return sum;
}
