import type { Dataset } from './dataset.js';

/** What is written of a dataset: all of it, or what was made of it. */
export type Content = Pick<
  Dataset,
  'name' | 'rows' | 'features' | 'labels' | 'labelNames' | 'indexBase' | 'columns' | 'notes' | 'chunks'
>;
