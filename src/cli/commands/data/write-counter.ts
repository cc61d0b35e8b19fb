import type { ReadSummary, RowChunk, RowReader } from '../../../data/rows.js';
import { count } from '../../../util/text.js';

/** Counts the rows, values and bytes of a file while it is written. */
export class WriteCounter {
  rows = 0;
  #values = 0;
  #bytes = 0;
  #summary: ReadSummary | undefined;

  /** The rows of a reader; calls `onChunk` whenever it has counted some more. */
  async *countRows(reader: RowReader, onChunk: () => void): AsyncGenerator<RowChunk, void, void> {
    for (;;) {
      const { done, value } = await reader.next();
      if (done) {
        this.#summary = value;
        return;
      }
      this.rows += value.labels.length;
      this.#values += value.values.length;
      onChunk();
      yield value;
    }
  }

  async *countBytes(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
    for await (const piece of pieces) {
      this.#bytes += piece.length;
      yield piece;
    }
  }

  /** What was written, in words; undefined if that is not all, since the reader stopped. */
  get description(): string | undefined {
    if (!this.#summary) return undefined;
    const size = this.#bytes < 1e6 ? count(this.#bytes, 'byte') : `${(this.#bytes / 1e6).toFixed(1)} MB`;
    const { features } = this.#summary;
    return [count(this.rows, 'row'), count(features, 'feature'), count(this.#values, 'value'), size].join(', ');
  }
}
