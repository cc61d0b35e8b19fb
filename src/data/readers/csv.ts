import { InputError } from '../../errors.js';
import type { ColumnPlan, RowReader } from '../rows.js';
import { findColumns, matchColumns } from './csv-columns.js';
import { CsvEncoder } from './csv-encoder.js';
import { type CsvRecord, csvRecords, type Separator } from './csv-records.js';
import { type Format, type Report, refuse } from './format.js';

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
  read(bytes, file, [first = ''], { labelColumn, columns }, report) {
    const options = {
      file,
      separator: findSeparator(first) ?? ',',
      ...(labelColumn !== undefined && { labelColumn }),
      ...(columns !== undefined && { columns }),
    };
    return readCsv(bytes, options, report);
  },
};

/**
 * Reads the rows of a CSV file as they stream in. Numeric columns are features, text columns are one-hot encoded.
 *
 * @param chunks the file's bytes, cut anywhere
 * @param report told of every fault in a cell or in the length of a row
 * @returns chunks of about 1 MB; indices from 0
 * @throws UserError where the label's column does not exist; InputError at the first fault that `report` does not
 *   take, at one in the header or a quote, or without rows
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  options: CsvOptions,
  report: Report = refuse,
): RowReader {
  const { file, separator, labelColumn, columns: plan } = options;
  const records = csvRecords(chunks, file, separator);
  try {
    const { sample, failure } = await takeSample(records);
    if (sample.length === 0) throw failure ?? withoutRows(file);
    const columns = plan ? matchColumns(sample, file, plan) : findColumns(sample, file, labelColumn);
    const rows = columns.header ? sample.slice(1) : sample;
    if (rows.length === 0) throw failure ?? withoutRows(file);

    const encoder = new CsvEncoder(columns, rows, options, report);
    for (const record of rows) encoder.add(record);
    if (failure) throw failure;
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

/** The first records, and what went wrong behind them if that is why they are not more: their own faults come first. */
async function takeSample(records: AsyncIterator<CsvRecord>): Promise<{ sample: CsvRecord[]; failure?: unknown }> {
  const sample: CsvRecord[] = [];
  try {
    while (sample.length <= SAMPLE_RECORDS) {
      const next = await records.next();
      if (next.done === true) break;
      sample.push(next.value);
    }
    return { sample };
  } catch (failure) {
    return { sample, failure };
  }
}

function withoutRows(file: string): InputError {
  return new InputError({ file }, 'there are no rows', 'A CSV file needs at least one line besides the header');
}
