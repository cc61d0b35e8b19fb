import type { Dataset } from './dataset.js';
import type { RowChunk } from './rows.js';

/** The part of a dataset that is written: the dataset itself, or one made from it. */
export type Content = Pick<
  Dataset,
  'name' | 'rows' | 'features' | 'labels' | 'labelNames' | 'indexBase' | 'columns' | 'notes' | 'chunks'
>;

/**
 * The same content with other chunks of rows.
 * @param change also given the position of a chunk's first row
 */
export function mapChunks<Data extends Pick<Content, 'chunks'>>(
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
