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

/** What a matrix is to hold. Its columns may be cut into blocks, so that workers can own some each. */
export interface MatrixShape {
  rows: number;
  features: number;
  /** The first feature of each block, ascending, the first one 0. */
  starts: Uint32Array;
  /** The number of stored values of each row in each block, block by block. */
  lengths: Uint32Array;
}

/** One block of columns, in the engine's memory, as CSR. */
export interface Block {
  /** Where the kernels find it. */
  address: number;
  /** Its features are those from here … */
  first: number;
  /** … to before here. */
  end: number;
}

interface Arrays {
  offsets: Uint32Array;
  indices: Uint32Array;
  values: Float64Array;
  fields: { values: { u32: number }; indices: { u32: number }; offsets: { u32: number } };
}

/**
 * A sparse matrix with one label a row in the engine's memory, laid out as src/engine/kernels/matrix.ts
 * reads it: one block, or several for columns that different workers own. Its size is fixed at the
 * start; rows are filled in any order.
 */
export class SparseMatrix {
  readonly rows: number;
  readonly nonzeros: number;
  /** One a row. */
  readonly labels: Float64Array;
  readonly blocks: readonly Block[];
  readonly #features: number;
  readonly #arrays: Arrays[];

  constructor(memory: EngineMemory, { rows, features, starts, lengths }: MatrixShape) {
    this.rows = rows;
    this.nonzeros = lengths.reduce((sum, length) => sum + length, 0);
    this.#features = features;
    this.#arrays = Array.from(starts, (_, block) =>
      layBlock(memory, lengths.subarray(block * rows, (block + 1) * rows)),
    );
    const labels = memory.allocateF64(rows);
    this.labels = memory.f64(labels, rows);
    const blocks: Block[] = [];
    // Each block tells where the next one is.
    for (let block = starts.length - 1, next = 0; block >= 0; block--) {
      const { fields } = this.#arrays[block] as Arrays;
      next = writeStruct(memory, { ...fields, labels: { u32: labels }, next: { u32: next }, rows: { u32: rows } });
      blocks.unshift({ address: next, first: starts[block] as number, end: starts[block + 1] ?? features });
    }
    this.blocks = blocks;
  }

  /** Where the kernels find it: the first of its blocks. */
  get address(): number {
    return (this.blocks[0] as Block).address;
  }

  /**
   * Fills one row from a piece of a dataset.
   * @param features how many features of the dataset there are; a value in one beyond them is stored as a zero
   * @returns the number of such values
   */
  setRow(row: number, { indices, values, start, end, indexBase }: RowPiece, features: number): number {
    let block = 0;
    let arrays = this.#arrays[0] as Arrays;
    let position = arrays.offsets[row] as number;
    let beyond = 0;
    for (let source = start; source < end; source++, position++) {
      const feature = (indices[source] as number) - indexBase;
      const known = feature >= 0 && feature < features;
      if (!known) beyond++;
      while (known && feature >= (this.blocks[block] as Block).end) {
        arrays = this.#arrays[++block] as Arrays;
        position = arrays.offsets[row] as number;
      }
      arrays.indices[position] = known ? feature : 0;
      arrays.values[position] = known ? (values[source] as number) : 0;
    }
    return beyond;
  }

  /** Stores a 1 in the last feature as the last value of every row: the constant feature of a bias. */
  setBias(): void {
    const { offsets, indices, values } = this.#arrays.at(-1) as Arrays;
    for (const end of offsets.subarray(1)) {
      indices[end - 1] = this.#features - 1;
      values[end - 1] = 1;
    }
  }

  /** The address of a matrix of the same rows whose labels are all 0. */
  withoutLabels(memory: EngineMemory): number {
    const [first] = this.#arrays as [Arrays];
    const labels = memory.allocateF64(this.rows);
    const next = this.blocks[1]?.address ?? 0;
    return writeStruct(memory, {
      ...first.fields,
      labels: { u32: labels },
      next: { u32: next },
      rows: { u32: this.rows },
    });
  }
}

/** @param lengths the number of stored values of each row */
function layBlock(memory: EngineMemory, lengths: Uint32Array): Arrays {
  const nonzeros = lengths.reduce((sum, length) => sum + length, 0);
  const values = memory.allocateF64(nonzeros);
  const indices = memory.allocateU32(nonzeros);
  const offsets = memory.allocateU32(lengths.length + 1);
  const ends = memory.u32(offsets, lengths.length + 1);
  lengths.forEach((length, row) => {
    ends[row + 1] = (ends[row] as number) + length;
  });
  return {
    offsets: ends,
    indices: memory.u32(indices, nonzeros),
    values: memory.f64(values, nonzeros),
    fields: { values: { u32: values }, indices: { u32: indices }, offsets: { u32: offsets } },
  };
}
