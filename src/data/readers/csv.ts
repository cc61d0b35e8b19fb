import { InputError } from '../../errors.js';
import type { ColumnPlan, RowReader } from '../rows.js';
import { findColumns, matchColumns } from './csv-columns.js';
import { CsvEncoder } from './csv-encoder.js';
import { type CsvRecord, csvRecords, type Separator } from './csv-records.js';
import type { Format } from './format.js';

/** What the CSV reader has to be told. */
export interface CsvOptions {
  /** The file's name in messages. */
  file: string;
  separator: Separator;
  /** The name of the label's column, or its number from 1; a usual name or the last column where it is not given. */
  labelColumn?: string;
  /** How the columns of the training file became features, where this is a test file. */
  columns?: ColumnPlan;
}

const SAMPLE_RECORDS = 1000;

/** CSV as one of the formats that are recognised by a file's first lines. */
export const csvFormat: Format = {
  recognises: ([first = '']) => findSeparator(first) !== undefined,
  read: (bytes, file, [first = ''], { labelColumn, columns }) =>
    readCsv(bytes, {
      file,
      separator: findSeparator(first) ?? ',',
      ...(labelColumn !== undefined && { labelColumn }),
      ...(columns !== undefined && { columns }),
    }),
};

/**
 * Reads the rows of a CSV file as they stream in. Numeric columns are features, text columns are one-hot encoded.
 *
 * @param chunks the file's bytes, cut anywhere
 * @returns chunks of about 1 MB; indices from 0
 * @throws UserError where the label's column does not exist; InputError at the first fault, or without rows
 */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>, options: CsvOptions): RowReader {
  const { file, separator, labelColumn, columns: plan } = options;
  const records = csvRecords(chunks, file, separator);
  try {
    const sample = await take(records, SAMPLE_RECORDS + 1);
    if (sample.length === 0) throw withoutRows(file);
    const columns = plan ? matchColumns(sample, file, plan) : findColumns(sample, file, labelColumn);
    const rows = columns.header ? sample.slice(1) : sample;
    if (rows.length === 0) throw withoutRows(file);

    const encoder = new CsvEncoder(columns, rows, options);
    for (const record of rows) encoder.add(record);
    for await (const record of records) {
      if (encoder.isFull) yield encoder.take();
      encoder.add(record);
    }
    yield encoder.take();
    return encoder.summary();
  } finally {
    await records.return();
  }
}

/**
 * The separator of a CSV line: the character that separates most of its cells, quoted ones aside. A comma between
 * digits may be a decimal comma, and does not count where there are semicolons or tabs.
 *
 * @returns undefined where there is none
 */
export function findSeparator(line: string): Separator | undefined {
  const bare = line.replace(/"[^"]*"?/g, '');
  const commas = /[;\t]/.test(bare) ? bare.replace(/(?<=\d),(?=\d)/g, '') : bare;
  const counts: [Separator, number][] = [
    ['\t', bare.split('\t').length - 1],
    [';', bare.split(';').length - 1],
    [',', commas.split(',').length - 1],
  ];
  const [separator, count] = counts.reduce((most, candidate) => (candidate[1] > most[1] ? candidate : most));
  return count > 0 ? separator : undefined;
}

async function take(records: AsyncGenerator<CsvRecord, void, void>, count: number): Promise<CsvRecord[]> {
  const taken: CsvRecord[] = [];
  while (taken.length < count) {
    const next = await records.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

function withoutRows(file: string): InputError {
  return new InputError({ file }, 'there are no rows', 'A CSV file needs at least one line besides the header');
}
