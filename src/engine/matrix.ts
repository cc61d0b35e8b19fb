import type { EngineMemory } from './memory.js';

/** The fields of the kernels' Matrix: values, indices, offsets, labels, rows. */
const FIELDS = 5;

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
    this.address = memory.allocateU32(FIELDS);
    memory.u32(this.address, FIELDS).set([values, indices, offsets, labels, this.rows]);
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

  /** The same rows with other labels, one a row; returns the address of that matrix. */
  withLabels(memory: EngineMemory, labels: Float64Array): number {
    const address = memory.allocateU32(FIELDS);
    const fields = memory.u32(address, FIELDS);
    fields.set(memory.u32(this.address, FIELDS));
    fields[3] = memory.allocateF64(this.rows);
    memory.f64(fields[3], this.rows).set(labels);
    return address;
  }
}
