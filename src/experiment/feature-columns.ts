import type { Dataset } from '../data/dataset.js';
import { ABSENT } from '../engine/matrix.js';
import { UserError } from '../util/errors.js';
import { gibibytes } from '../util/text.js';

/**
 * The features that occur in a dataset, as the columns of its matrices. The most frequent come first, so that they
 * share cache lines; equally frequent ones are ordered by index. Features that do not occur cost nothing.
 */
export class FeatureColumns {
  /** The feature of each column, counted from 0. */
  readonly features: Uint32Array;
  /** The number of rows in which the feature of each column is active. */
  readonly counts: Uint32Array;
  readonly #indexBase: number;
  /** By the index of a feature in the file: its column plus 1, or 0 if it does not occur. */
  readonly #places: Uint32Array;

  /**
   * @param indices the indices of the features that occur, in any order
   * @param table by index, the number of rows in which a feature is active; it becomes part of the columns
   */
  constructor(indices: Uint32Array, table: Uint32Array, { rows, indexBase }: Pick<Dataset, 'rows' | 'indexBase'>) {
    // Sorted as whole numbers of 64 bits: first the number of rows that lack the feature, then its index.
    const keys = new Uint32Array(2 * indices.length);
    indices.forEach((index, at) => {
      keys[2 * at] = index;
      keys[2 * at + 1] = rows - table[index]!;
    });
    new BigUint64Array(keys.buffer).sort();
    this.features = new Uint32Array(indices.length);
    this.counts = new Uint32Array(indices.length);
    for (let column = 0; column < indices.length; column++) {
      const index = keys[2 * column]!;
      this.features[column] = index - indexBase;
      this.counts[column] = table[index]!;
      table[index] = column + 1;
    }
    this.#indexBase = indexBase;
    this.#places = table;
  }

  /** The column of a feature; undefined if it does not occur. */
  columnOf(feature: number): number | undefined {
    const place = this.#places[feature + this.#indexBase] ?? 0;
    return place > 0 ? place - 1 : undefined;
  }

  /** The columns of stored values by their indices in the file; ABSENT for features that do not occur. */
  columnsAt(indices: Uint32Array): Uint32Array {
    const places = this.#places;
    const columns = new Uint32Array(indices.length);
    for (let position = 0; position < indices.length; position++) {
      const index = indices[position]!;
      const place = index < places.length ? places[index]! : 0;
      columns[position] = place > 0 ? place - 1 : ABSENT;
    }
    return columns;
  }
}

/** The columns of a dataset, in time that follows its stored values. Throws a UserError if the table has no room. */
export async function featureColumns(dataset: Dataset): Promise<FeatureColumns> {
  const table = tableOf(dataset);
  const found = new Uint32Array(Math.min(dataset.features, dataset.nonzeros));
  let length = 0;
  for await (const { indices } of dataset.chunks()) {
    for (let position = 0; position < indices.length; position++) {
      const index = indices[position]!;
      const count = table[index]!;
      if (count === 0) found[length++] = index;
      table[index] = count + 1;
    }
  }
  return new FeatureColumns(found.subarray(0, length), table, dataset);
}

/**
 * Columns for some features of a space, whether or not they occur.
 * @param indices as files of that space count them, each once
 * @throws UserError if the table has no room
 */
export function columnsOf(indices: Uint32Array, space: Space): FeatureColumns {
  const table = tableOf(space);
  for (const index of indices) table[index] = 1;
  return new FeatureColumns(indices, table, { rows: 1, indexBase: space.indexBase });
}

/** A feature space, and what its features are of. */
type Space = Pick<Dataset, 'name' | 'features' | 'indexBase'>;

/** A table with one element per index of a feature space. The system makes room only for the parts that are written to. */
function tableOf({ name, features, indexBase }: Space): Uint32Array {
  const length = features + indexBase;
  try {
    return new Uint32Array(length);
  } catch {
    const room = gibibytes(length * Uint32Array.BYTES_PER_ELEMENT);
    throw new UserError(
      `${name}: to look up ${features} features takes ${room} of addresses, which the system does not give this process`,
      'The largest index makes for so many: number the features that occur from 1',
    );
  }
}
