import { CsvError, Parser } from 'csv-parse';
import { InputError, type Place } from '../../../util/errors.js';
import { count } from '../../../util/text.js';
import { withoutComments } from '../comments.js';
import { isSeparatorLine, type Separator } from './separator.js';

/** One record of a CSV file. */
export interface CsvRecord {
  /** The cells, without quotes and without blanks around them. */
  cells: string[];
  /** The line it begins on, from 1. */
  line: number;
  /** Its text as the file has it, from the beginning of that line. */
  raw: string;
}

/** The most characters of one record. */
const LONGEST_RECORD = 1 << 21;
/** The most cells of a record; each takes some hundred bytes, whatever it holds. */
const MOST_CELLS = 100_000;
const WIDE_HINT = 'Data with so many columns are read as LIBSVM';
/** The bytes that are parsed at once: all their cells are in memory, at tens of bytes each. */
const STEP_BYTES = 1 << 16;
const NEWLINE = 10;
/** The replacement for bytes that are not UTF-8. Texts that differ only in such bytes would become one feature. */
const UNDECODABLE = '\uFFFD';
const LINE_ENDS = /[\r\n]/g;

/**
 * Reads the records of a CSV file as they stream in; blank lines, comments and a first line `sep=;` are skipped.
 *
 * @param chunks the file's bytes, cut anywhere
 * @param onComment called for every comment line
 * @throws InputError at the line of a record with a misplaced or unclosed quote, or with characters that text does not
 *   have
 */
export async function* csvRecords(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  separator: Separator,
  onComment: () => void = () => {},
): AsyncGenerator<CsvRecord, void, void> {
  const parser = new RecordParser(separator);
  let isFirst = true;
  try {
    for await (const failure of parser.steps(withLastLineEnd(withoutComments(chunks, onComment)))) {
      for (const record of parser.takeRecords()) {
        refuseDamaged(record, file);
        refuseWide(record, file);
        const cells = record.cells.map((cell) => cell.trim());
        if (cells.length === 1 && cells[0] === '') continue;
        if (!isFirst || !isSeparatorLine(record.raw)) yield { ...record, cells };
        isFirst = false;
      }
      if (failure) throw failure;
    }
  } catch (error) {
    throw error instanceof CsvError ? quoteFault(error, { file, line: parser.line, column: 1 }) : error;
  }
}

/**
 * Where a cell of a record begins, including its quote; the record's end if there is no such cell.
 *
 * @param position of the cell, from 0
 */
export function placeOfCell(record: CsvRecord, position: number, file: string, separator: Separator): Place {
  let isQuoted = false;
  let cell = 0;
  let start = 0;
  for (let at = 0; cell < position && at < record.raw.length; at++) {
    const character = record.raw[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      cell++;
      start = at + 1;
    }
  }
  if (cell < position) start = record.raw.trimEnd().length;
  const lines = record.raw.slice(0, start).split('\n');
  const column = Buffer.byteLength(lines.at(-1) ?? '') + 1;
  return { file, line: record.line + lines.length - 1, column };
}

/** The outcome of a step of the parser. */
type Failure = Error | null | undefined;

/**
 * Extends csv-parse with the line that each record begins on. Its own count is of parsed lines, counts CRLF within
 * quotes twice, and is useless once it has parsed ahead; so this class counts lines as the records are pushed. It also
 * keeps the records, since the first failure loses the stream's buffer.
 */
class RecordParser extends Parser {
  /** The line that the next record, or the blank lines before it, begins on. */
  line = 1;
  #records: CsvRecord[] = [];

  constructor(separator: Separator) {
    super({
      bom: true,
      delimiter: separator,
      max_record_size: LONGEST_RECORD,
      raw: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
    });
    // The step that fails reports its own failure.
    this.on('error', () => {});
  }

  /** Parses bytes as they come, and reports the outcome of each step; its records can be taken then. */
  async *steps(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Failure, void, void> {
    for await (const chunk of chunks) {
      for (let start = 0; start < chunk.length; start += STEP_BYTES) {
        const piece = chunk.subarray(start, start + STEP_BYTES);
        yield new Promise<Failure>((resolve) => this.write(piece, resolve));
      }
    }
    yield new Promise<Failure>((resolve) => this.end(resolve));
  }

  /** The records since the last call. */
  takeRecords(): CsvRecord[] {
    const taken = this.#records;
    this.#records = [];
    return taken;
  }

  override push(parsed: { record: string[]; raw: string } | null): boolean {
    if (parsed === null) return super.push(null);
    const { record: cells, raw } = parsed;
    // The raw text has the blank lines and then the record, with one character for each line end outside of
    // cells: the carriage return if the end is CRLF.
    const ends = raw.match(LINE_ENDS)?.length ?? 0;
    const within = ends > 1 ? (cells.join('').match(LINE_ENDS) ?? []) : [];
    const blankLines = ends - within.length - 1;
    const record: CsvRecord = { cells, line: this.line + blankLines, raw: raw.slice(blankLines) };
    this.line = record.line + 1 + within.filter((end) => end === '\n').length;
    this.#records.push(record);
    return true;
  }
}

async function* withLastLineEnd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  let last: number | undefined;
  for await (const chunk of chunks) {
    last = chunk.at(-1) ?? last;
    yield chunk;
  }
  if (last !== NEWLINE) yield Uint8Array.of(NEWLINE);
}

/** Refuses a record with characters that text does not have. */
function refuseDamaged({ cells, line, raw }: CsvRecord, file: string): void {
  const refuse = (sign: string, problem: string, hint: string) => {
    const lines = raw.slice(0, raw.indexOf(sign)).split('\n');
    const place = { file, line: line + lines.length - 1, column: Buffer.byteLength(lines.at(-1) ?? '') + 1 };
    throw new InputError(place, problem, hint);
  };
  if (raw.includes(UNDECODABLE)) {
    refuse(UNDECODABLE, 'the text is not UTF-8 here', 'Save it as UTF-8, as with iconv -f latin1 -t utf-8');
  }
  // The parser takes a NUL behind a quote for the end of the text.
  if (raw.includes('\0')) {
    refuse('\0', 'there is a NUL byte', 'This is not a text file, or it was damaged: fetch it again');
  }
  if (raw.includes('\r') && cells.some((cell) => cell.includes('\r')) && !raw.includes('"')) {
    refuse('\r', 'a carriage return is in the middle of a line', 'End every line with a newline');
  }
}

function refuseWide({ cells, line }: CsvRecord, file: string): void {
  if (cells.length <= MOST_CELLS) return;
  throw new InputError({ file, line, column: 1 }, `this row has ${count(cells.length, 'cell')}`, WIDE_HINT);
}

function quoteFault(error: CsvError, place: Place): InputError {
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    const hint = `Is a quote opened here and never closed? ${WIDE_HINT}`;
    return new InputError(place, 'this row is longer than 2 MiB', hint);
  }
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new InputError(place, 'a quote is opened in this row and never closed', 'Close it, or remove it');
  }
  return new InputError(
    place,
    'a quote is in the middle of a cell of this row',
    'Quote the whole cell, and double the quotes within it',
  );
}
