/** A source of the supports of generated rows. */
export interface Supports {
  /** The most features that a row can have. */
  readonly most: number;
  /**
   * Writes the features of the next row, counted from 0 and strictly increasing, into an array from `start` on, where
   * there is room for `most`.
   * @returns the position after the last
   */
  draw(into: Uint32Array, start: number): number;
}

/** Every row has all features. */
export function denseSupports(features: number): Supports {
  return { most: features, draw: (into, start) => fillFrom(into, start, 0, features) };
}

/** Every row has `nnz` features that no other row has. */
export function disjointSupports(nnz: number): Supports {
  let next = 0;
  return {
    most: nnz,
    draw(into, start) {
      const first = next;
      next += nnz;
      return fillFrom(into, start, first, nnz);
    },
  };
}

function fillFrom(into: Uint32Array, start: number, first: number, count: number): number {
  for (let position = 0; position < count; position++) into[start + position] = first + position;
  return start + count;
}
