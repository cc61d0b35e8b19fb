import type { Comparison } from '../../results/comparison/compare.js';
import { shown } from '../../util/visible.js';
import { comparisonCsv } from './csv.js';
import { comparisonJson } from './json.js';
import { comparisonMarkdown } from './markdown.js';
import type { Spell } from './remarks.js';
import { comparisonTable } from './table.js';

/** A way to write a comparison. */
export interface ComparisonFormat {
  name: string;
  summary: string;
  /** @param spell leaves settings as they are by default */
  write(comparison: Comparison, spell?: Spell): string;
}

/** The formats of a comparison by name; a new one is one line here. */
export const comparisonFormats: readonly ComparisonFormat[] = [
  {
    name: 'table',
    summary: 'for the terminal',
    write: (comparison, spell) => comparisonTable(shown(comparison), spell),
  },
  {
    name: 'markdown',
    summary: 'for a page or a comment',
    write: (comparison, spell) => comparisonMarkdown(shown(comparison), spell),
  },
  { name: 'csv', summary: 'one line a row, for a spreadsheet or a script', write: comparisonCsv },
  { name: 'json', summary: 'everything, with the targets and the critical batches', write: comparisonJson },
];
