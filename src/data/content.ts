import type { Dataset } from './dataset.js';
import type { RowChunk } from './rows.js';

/** What is written of a dataset: all of it, or what was made of it. */
export type Content = Pick<
  Dataset,
  'name' | 'rows' | 'features' | 'labels' | 'labelNames' | 'indexBase' | 'columns' | 'notes' | 'chunks'
>;

/**
 * The same with other chunks of rows.
 * @param change told the position of a chunk's first row, too
 */
export function mapChunks<Data extends Content>(
  content: Data,
  change: (chunk: RowChunk, firstRow: number) => RowChunk,
): Data {
  return {
    ...content,
    async *chunks() {
      let firstRow = 0;
      for await (const chunk of content.chunks()) {
        yield change(chunk, firstRow);
        firstRow += chunk.labels.length;
      }
    },
  };
}
