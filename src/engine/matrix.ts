import type { EngineMemory } from './memory.js';
import { writeStruct } from './struct.js';

/** The stored values of one row, within longer arrays: positions start … end − 1. */
export interface RowPiece {
  indices: Uint32Array;
  values: Float64Array;
  start: number;
  end: number;
  /** The index of the first feature. */
  indexBase: number;
}

/**
 * A CSR matrix with one label a row in the engine's memory, laid out as src/engine/kernels/matrix.ts
 * reads it. Its size is fixed at the start; rows are filled in any order.
 */
export class SparseMatrix {
  readonly rows: number;
  readonly nonzeros: number;
  /** One a row. */
  readonly labels: Float64Array;
  /** Where the kernels find it. */
  readonly address: number;
  readonly #arrays: { values: { u32: number }; indices: { u32: number }; offsets: { u32: number } };
  readonly #offsets: Uint32Array;
  readonly #indices: Uint32Array;
  readonly #values: Float64Array;

  /**
   * @param lengths the number of stored values of each row
   */
  constructor(memory: EngineMemory, lengths: Uint32Array) {
    this.rows = lengths.length;
    this.nonzeros = lengths.reduce((sum, length) => sum + length, 0);
    const values = memory.allocateF64(this.nonzeros);
    const indices = memory.allocateU32(this.nonzeros);
    const offsets = memory.allocateU32(this.rows + 1);
    const labels = memory.allocateF64(this.rows);
    this.#arrays = { values: { u32: values }, indices: { u32: indices }, offsets: { u32: offsets } };
    this.address = this.#describe(memory, labels);
    this.labels = memory.f64(labels, this.rows);
    this.#values = memory.f64(values, this.nonzeros);
    this.#indices = memory.u32(indices, this.nonzeros);
    this.#offsets = memory.u32(offsets, this.rows + 1);
    lengths.forEach((length, row) => {
      this.#offsets[row + 1] = (this.#offsets[row] as number) + length;
    });
  }

  /**
   * Fills one row from a piece of a dataset.
   * @param features how many features there are; a value in one beyond them is stored as a zero
   * @returns the number of such values
   */
  setRow(row: number, piece: RowPiece, features: number): number {
    let position = this.#offsets[row] as number;
    let beyond = 0;
    for (let source = piece.start; source < piece.end; source++, position++) {
      const feature = (piece.indices[source] as number) - piece.indexBase;
      const known = feature >= 0 && feature < features;
      this.#indices[position] = known ? feature : 0;
      this.#values[position] = known ? (piece.values[source] as number) : 0;
      if (!known) beyond++;
    }
    return beyond;
  }

  /** Stores a 1 in the given feature as the last value of every row: the constant feature of a bias. */
  setBias(feature: number): void {
    for (const end of this.#offsets.subarray(1)) {
      this.#indices[end - 1] = feature;
      this.#values[end - 1] = 1;
    }
  }

  /** The address of a matrix of the same rows whose labels are all 0. */
  withoutLabels(memory: EngineMemory): number {
    return this.#describe(memory, memory.allocateF64(this.rows));
  }

  /** Lays the kernels' Matrix in memory. */
  #describe(memory: EngineMemory, labels: number): number {
    return writeStruct(memory, { ...this.#arrays, labels: { u32: labels }, rows: { u32: this.rows } });
  }
}
