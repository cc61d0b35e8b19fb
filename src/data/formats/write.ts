import { UserError } from '../../util/errors.js';
import { setting } from '../../util/setting.js';
import { listed } from '../../util/text.js';
import type { Content } from '../content.js';
import { distinctLabels } from '../labels.js';
import { withNumbers } from '../transforms/relabel.js';
import { binaryBytes } from './binary/writer.js';
import { csvText, inColumns } from './csv/writer.js';
import { countFrom, withBounds } from './indices.js';
import { MAX_INDEX } from './libsvm/line.js';
import { libsvmText } from './libsvm/writer.js';

/** How to write a dataset, and how to report remarks on that. */
export interface WriteOptions {
  /** LIBSVM: the index of the first feature; by default that of the LIBSVM file that was read, or 1. */
  indexBase?: 0 | 1 | undefined;
  note(text: string): void;
}

/** A format that datasets are written in. */
export interface OutputFormat {
  name: string;
  summary: string;
  /** The endings of its file names; the first is the usual one. */
  endings: readonly string[];
  /**
   * Converts a dataset to what the format can express, once for all of its parts.
   * @throws UserError if the format cannot express the dataset
   */
  prepare(content: Content, options: WriteOptions): Promise<Content>;
  /** Writes a prepared dataset, or some of its rows. */
  write(prepared: Content): AsyncIterable<string | Uint8Array>;
}

export const libsvm: OutputFormat = {
  name: 'libsvm',
  summary: 'a line of label and index:value pairs for every row; labels are numbers and features have no names',
  endings: ['.svm', '.libsvm', '.svmlight'],
  async prepare(content, { indexBase = content.columns ? 1 : content.indexBase, note }) {
    const numbered = withNumbers(content);
    if (content.labelNames) noteNumbers(distinctLabels(content), note);
    if (content.features + indexBase - 1 > MAX_INDEX) {
      throw new UserError(
        `${content.name} has an index above ${MAX_INDEX} if indices start at 1`,
        `Say ${setting('toBase')} 0`,
      );
    }
    if (content.columns) note(`features are numbered from ${indexBase}, without their names`);
    return countFrom(numbered, indexBase);
  },
  write: (content) => libsvmText(withBounds(content)),
};

export const csv: OutputFormat = {
  name: 'csv',
  summary: 'a table with zeros written out, the columns those of the CSV file that was read, or one a feature',
  endings: ['.csv'],
  prepare: (content, { note }) => inColumns(content, note),
  write: csvText,
};

export const binary: OutputFormat = {
  name: 'binary',
  summary: 'all that was read, and read back fastest; only adabatch reads it',
  endings: ['.bin'],
  prepare: async (content) => content,
  write: binaryBytes,
};

function noteNumbers(labels: string[], note: WriteOptions['note']): void {
  note(`labels are numbered: ${listed(labels.map((label, number) => `${label} = ${number}`))}`);
  if (labels.length > 1) return;
  note(
    `${labels[0]} is the only label here, and may have another number in other files: ${setting('like')} or ${setting('labels')} says which`,
  );
}

/** The formats that datasets are written in. */
export const outputFormats: readonly OutputFormat[] = [libsvm, csv, binary];
