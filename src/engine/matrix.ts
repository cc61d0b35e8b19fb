import type { EngineMemory } from './memory.js';
import { type Fields, writeStruct } from './struct.js';

/** The column of a stored value whose column the matrix lacks. */
export const ABSENT = 2 ** 32 - 1;

/** The stored values of one row, within longer arrays: positions start … end − 1. */
export interface RowPiece {
  /** Counted from 0, or ABSENT. */
  columns: Uint32Array;
  values: Float64Array;
  start: number;
  end: number;
}

/** What a matrix will hold, and how its columns are cut. */
export interface MatrixShape {
  rows: number;
  /** The number of columns. */
  features: number;
  /** The first column of each block, ascending, the first one 0. */
  starts: Uint32Array;
  /** The number of stored values in each block of each row, row by row. */
  lengths: Uint32Array;
  /** The first block of each part, ascending, the first one 0; a part without blocks begins where the next one does. */
  parts: readonly number[];
}

/** Some of the columns of a matrix, in whole blocks, laid for one worker. */
export interface Part {
  /** Its address for the kernels. */
  address: number;
  /** Its first column. */
  first: number;
  /** The column after its last. */
  end: number;
  firstBlock: number;
}

/** The stored values of a matrix row by row: those of row r are at positions offsets[r] … offsets[r + 1] − 1. */
export interface StoredValues {
  offsets: Uint32Array;
  /** The column of each value. */
  indices: Uint32Array;
  values: Float64Array;
}

/** The kernels' Matrix. */
export const matrixLayout = {
  values: 'u32',
  indices: 'u32',
  offsets: 'u32',
  ends: 'u32',
  labels: 'u32',
  next: 'u32',
  rows: 'u32',
  blocks: 'u32',
} as const;

interface Arrays extends StoredValues {
  blocks: number;
  ends: Uint32Array;
  /** Their addresses. */
  addresses: Pick<Fields<typeof matrixLayout>, 'values' | 'indices' | 'offsets' | 'ends'>;
}

/**
 * A sparse matrix with one label a row in the engine's memory, laid out as src/engine/kernels/matrix.ts
 * reads it: in one part, or in one for each worker. Its size is fixed at the start; rows are filled in any order.
 */
export class SparseMatrix {
  readonly rows: number;
  /** The number of columns. */
  readonly features: number;
  readonly nonzeros: number;
  /** The number of blocks of columns, of all parts. */
  readonly blocks: number;
  readonly parts: readonly Part[];
  /** One per row. */
  readonly labels: Float64Array;
  readonly #starts: Uint32Array;
  readonly #arrays: Arrays[];
  /** The arrays of each block. */
  readonly #arraysOf: Arrays[];
  /** The position of the next value of each block, in the row being filled. */
  readonly #next: Uint32Array;
  /** The fields of the first part. */
  readonly #fields: Fields<typeof matrixLayout>;

  constructor(memory: EngineMemory, { rows, features, starts, lengths, parts }: MatrixShape) {
    this.rows = rows;
    this.blocks = starts.length;
    this.nonzeros = lengths.reduce((sum, length) => sum + length, 0);
    this.features = features;
    this.#starts = starts;
    this.#next = new Uint32Array(starts.length);
    const ends = parts.map((_, part) => parts[part + 1] ?? starts.length);
    this.#arrays = parts.map((first, part) => layPart(memory, lengths, starts.length, first, ends[part]!));
    this.#arraysOf = this.#arrays.flatMap((arrays) => Array.from({ length: arrays.blocks }, () => arrays));
    const labels = memory.allocateF64(rows);
    this.labels = memory.f64(labels, rows);
    let fields: Fields<typeof matrixLayout> | undefined;
    const laid: Part[] = [];
    // Each part has the address of the next one.
    for (let part = parts.length - 1; part >= 0; part--) {
      const [firstBlock, endBlock] = [parts[part]!, ends[part]!];
      fields = {
        ...(this.#arrays[part] as Arrays).addresses,
        ...{ labels, next: laid[0]?.address ?? 0, rows, blocks: endBlock - firstBlock },
      };
      const [first, end] = [starts[firstBlock] ?? features, starts[endBlock] ?? features];
      laid.unshift({ address: writeStruct(memory, matrixLayout, fields), first, end, firstBlock });
    }
    this.parts = laid;
    this.#fields = fields as Fields<typeof matrixLayout>;
  }

  /** The address for the kernels: that of the first of its parts. */
  get address(): number {
    return (this.parts[0] as Part).address;
  }

  /**
   * Fills one row. Within a block its values keep their order. An absent one is stored as a zero.
   * @returns the number of absent values
   */
  setRow(row: number, { columns, values, start, end }: RowPiece): number {
    const next = this.#beginningsIn(row);
    let absent = 0;
    for (let source = start; source < end; source++) {
      const column = columns[source]!;
      const block = blockOf(column, this.#starts);
      const arrays = this.#arraysOf[block] as Arrays;
      const position = next[block]!;
      next[block] = position + 1;
      const isAbsent = column === ABSENT;
      if (isAbsent) absent++;
      arrays.indices[position] = isAbsent ? 0 : column;
      arrays.values[position] = isAbsent ? 0 : values[source]!;
    }
    return absent;
  }

  /** Stores a 1 in the last column as the last value of every row: the constant feature of a bias. */
  setBias(): void {
    const last = this.features - 1;
    const { offsets, indices, values } = this.#arrays[this.parts.findIndex(({ end }) => end > last)] as Arrays;
    for (const end of offsets.subarray(1)) {
      indices[end - 1] = last;
      values[end - 1] = 1;
    }
  }

  /** What the first part stores, which is everything if there is one part. */
  get stored(): StoredValues {
    return this.#arrays[0] as Arrays;
  }

  /** The address of a matrix of the same rows whose labels are all 0. */
  withoutLabels(memory: EngineMemory): number {
    return writeStruct(memory, matrixLayout, { ...this.#fields, labels: memory.allocateF64(this.rows) });
  }

  /** The start of each block of a row. */
  #beginningsIn(row: number): Uint32Array {
    let block = 0;
    for (const { blocks, offsets, ends } of this.#arrays) {
      let start = offsets[row]!;
      for (let end = row * blocks; end < (row + 1) * blocks; end++) {
        this.#next[block++] = start;
        start = ends[end]!;
      }
    }
    return this.#next;
  }
}

/** The block of a column; an absent column is in the last one. */
export function blockOf(column: number, starts: Uint32Array): number {
  let block = 0;
  while (block + 1 < starts.length && column >= starts[block + 1]!) block++;
  return block;
}

/** Lays the arrays of a part with the blocks from `first` to before `end`, out of `blocks`. */
function layPart(memory: EngineMemory, lengths: Uint32Array, blocks: number, first: number, end: number): Arrays {
  const rows = lengths.length / blocks;
  const offsetsAt = memory.allocateU32(rows + 1);
  // With one block a row ends where the next one begins.
  const endsAt =
    end - first === 1 ? offsetsAt + Uint32Array.BYTES_PER_ELEMENT : memory.allocateU32(rows * (end - first));
  const offsets = memory.u32(offsetsAt, rows + 1);
  const ends = memory.u32(endsAt, rows * (end - first));
  let nonzeros = 0;
  for (let row = 0; row < rows; row++) {
    for (let block = first; block < end; block++) {
      nonzeros += lengths[row * blocks + block]!;
      ends[row * (end - first) + block - first] = nonzeros;
    }
    offsets[row + 1] = nonzeros;
  }
  const values = memory.allocateF64(nonzeros);
  const indices = memory.allocateU32(nonzeros);
  return {
    blocks: end - first,
    offsets,
    ends,
    indices: memory.u32(indices, nonzeros),
    values: memory.f64(values, nonzeros),
    addresses: { values, indices, offsets: offsetsAt, ends: endsAt },
  };
}
