import type { Comparison } from '../../results/comparison/compare.js';
import { shown } from '../../util/visible.js';
import { comparisonCsv } from './csv.js';
import { comparisonJson } from './json.js';
import { comparisonMarkdown } from './markdown.js';
import { comparisonTable } from './table.js';

/** A way to write a comparison. */
export interface ComparisonFormat {
  name: string;
  summary: string;
  write(comparison: Comparison): string;
}

/** The formats of a comparison by name; a new one is one line here. */
export const comparisonFormats: readonly ComparisonFormat[] = [
  { name: 'table', summary: 'for the terminal', write: (comparison) => comparisonTable(shown(comparison)) },
  {
    name: 'markdown',
    summary: 'for a page or a comment',
    write: (comparison) => comparisonMarkdown(shown(comparison)),
  },
  { name: 'csv', summary: 'one line a row, for a spreadsheet or a script', write: comparisonCsv },
  { name: 'json', summary: 'everything, with the targets and the critical batches', write: comparisonJson },
];
