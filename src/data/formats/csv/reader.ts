import { InputError } from '../../../util/errors.js';
import type { RowReader } from '../../rows.js';
import { type Format, type FormatOptions, type Report, refuse, refuseOtherFormat } from '../format.js';
import { findColumns, matchColumns, refuseOddFirstLine } from './columns.js';
import { CsvEncoder } from './encoder.js';
import { type CsvRecord, csvRecords } from './records.js';
import { findSeparator, type Separator } from './separator.js';

/** The options of the CSV reader. */
export interface CsvOptions extends FormatOptions {
  /** The file's name in messages. */
  file: string;
  separator: Separator;
}

const SAMPLE_RECORDS = 1000;
/** The most characters in the sample, so that fewer records of wide tables are read ahead. */
const SAMPLE_TEXT = 1 << 20;

/** CSV as one of the formats that are recognised by a file's first lines. */
export const csvFormat: Format = {
  recognises: (lines) => findSeparator(lines) !== undefined,
  read: (bytes, file, lines, options, report) =>
    readCsv(bytes, { ...options, file, separator: findSeparator(lines) ?? ',' }, report),
};

/**
 * Reads the rows of a CSV file as they stream in. Numeric columns are features, text columns are one-hot encoded.
 *
 * @param chunks the file's bytes, cut anywhere
 * @param report called for every fault in a cell or in the length of a row
 * @returns chunks of about 1 MB; indices from 0
 * @throws UserError if a column that the options name does not exist; InputError at the first fault that `report` does
 *   not accept, at a fault in the header or a quote, if there are no rows, or if the training file is LIBSVM
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  options: CsvOptions,
  report: Report = refuse,
): RowReader {
  const { file, separator, columns: plan } = options;
  refuseOtherFormat(file, true, options);
  let comments = 0;
  const blankMissing = missingBlanker(options);
  const records = csvRecords(chunks, file, separator, () => comments++);
  try {
    const { sample, failure } = await takeSample(records);
    if (sample.length === 0) throw failure ?? withoutRows(file);
    refuseOddFirstLine(sample, file);
    const columns = plan ? matchColumns(sample, file, plan, options) : findColumns(sample, file, options);
    const rows = columns.header ? sample.slice(1) : sample;
    if (rows.length === 0) throw failure ?? withoutRows(file);

    rows.forEach(blankMissing);
    const encoder = new CsvEncoder(columns, rows, options, report);
    for (const record of rows) encoder.add(record);
    if (failure) throw failure;
    for await (const record of records) {
      if (encoder.isFull) yield encoder.take();
      blankMissing(record);
      encoder.add(record);
    }
    yield encoder.take();
    return encoder.summary(comments);
  } finally {
    await records.return();
  }
}

/** Makes a function that blanks the cells of a record that stand for a missing value. */
function missingBlanker({ missing = [] }: FormatOptions): (record: CsvRecord) => void {
  const marks = new Set(missing);
  if (marks.size === 0) return () => {};
  return (record) => {
    record.cells = record.cells.map((cell) => (marks.has(cell) ? '' : cell));
  };
}
/** Takes the first records, and the failure that ended them early, if any: faults of these records come first. */
async function takeSample(records: AsyncIterator<CsvRecord>): Promise<{ sample: CsvRecord[]; failure?: unknown }> {
  const sample: CsvRecord[] = [];
  let text = 0;
  try {
    // At least a header and a row.
    while (sample.length < 2 || (sample.length <= SAMPLE_RECORDS && text < SAMPLE_TEXT)) {
      const next = await records.next();
      if (next.done === true) break;
      sample.push(next.value);
      text += next.value.raw.length;
    }
    return { sample };
  } catch (failure) {
    return { sample, failure };
  }
}

function withoutRows(file: string): InputError {
  return new InputError({ file }, 'there are no rows', 'A CSV file needs at least one line besides the header');
}
