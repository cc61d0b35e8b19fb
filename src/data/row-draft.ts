import type { RowChunk } from './rows.js';

/** The approximate number of rows or values in a chunk. */
const CHUNK_SIZE = 1 << 16;

/** The rows of the next chunk, written row after row. */
export class RowDraft {
  /** Features, counted from 0. */
  readonly indices: Uint32Array;
  readonly values: Float64Array;
  /** Where the next row starts in `indices` and `values`. */
  start = 0;
  readonly #labels = new Float64Array(CHUNK_SIZE);
  readonly #lengths = new Uint32Array(CHUNK_SIZE);
  readonly #indexBase: 0 | 1;
  #rows = 0;

  /**
   * @param most the most values that a row can have
   * @param indexBase the index of the first feature in the chunks that are taken
   */
  constructor(most: number, indexBase: 0 | 1) {
    this.#indexBase = indexBase;
    this.indices = new Uint32Array(CHUNK_SIZE + most);
    this.values = new Float64Array(CHUNK_SIZE + most);
  }

  /** Whether it is time to take the rows: there may be no room for another. */
  get isFull(): boolean {
    return this.start > CHUNK_SIZE || this.#rows === CHUNK_SIZE;
  }

  /** Ends the row whose values end at `end`. */
  endRow(label: number, end: number): void {
    this.#labels[this.#rows] = label;
    this.#lengths[this.#rows] = end - this.start;
    this.#rows++;
    this.start = end;
  }

  /** The rows so far. */
  take(): RowChunk {
    const base = this.#indexBase;
    const chunk = {
      labels: this.#labels.slice(0, this.#rows),
      lengths: this.#lengths.slice(0, this.#rows),
      indices: this.indices.subarray(0, this.start).map((feature) => feature + base),
      values: this.values.slice(0, this.start),
    };
    this.#rows = 0;
    this.start = 0;
    return chunk;
  }
}
