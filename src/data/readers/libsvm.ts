import { InputError } from '../../errors.js';
import type { RowChunk, RowReader } from '../rows.js';
import { parseDecimal } from './decimal.js';
import type { Format } from './format.js';
import { readLibsvmLine } from './libsvm-line.js';

/** What the LIBSVM reader has to be told. */
export interface LibsvmOptions {
  /** The file's name in messages. */
  file: string;
  /** The index of the first feature; detected from the whole file where it is not given. */
  indexBase?: 0 | 1;
}

/** LIBSVM as one of the formats that are recognised by a file's first lines. */
export const libsvmFormat: Format = {
  recognises: (lines) => !lines.some(hasQuote) && (lines.some(hasPairs) || isLabelled(lines[0] ?? '')),
  read: (bytes, file, _lines, { indexBase }) =>
    readLibsvm(bytes, { file, ...(indexBase !== undefined && { indexBase }) }),
};

/**
 * Reads rows in the LIBSVM format, `label [qid:int] index:value … [# comment]`, as they stream in.
 *
 * @param chunks the file's bytes, cut anywhere
 * @returns chunks of about 1 to 8 MB; `features` counts up to the largest index written, even with a zero
 * @throws InputError at the first fault, or where the file has no rows
 */
export async function* readLibsvm(chunks: AsyncIterable<Uint8Array>, options: LibsvmOptions): RowReader {
  const scanner = new LibsvmScanner(options);
  for await (const block of wholeLines(chunks)) {
    if (scanner.hasRows && !scanner.hasRoomFor(block.length)) yield scanner.take();
    scanner.scan(block);
  }
  if (scanner.rowsSeen === 0) {
    throw new InputError({ file: options.file }, 'there are no rows', 'A row is a line such as +1 3:0.5 7:1');
  }
  if (scanner.hasRows) yield scanner.take();
  const indexBase = options.indexBase ?? (scanner.zeroSeen ? 0 : 1);
  return { indexBase, features: scanner.largest + 1 - indexBase, notes: [] };
}

/** `index:value`, also of libffm (`field:feature:value`) or with a fault in the index or the value. */
const PAIR = /^[-+.\d]+:(?:[^:,;]*:)?[^:,;]*$/;

/** Whether most of what follows a line's first token is pairs, which the text of a CSV file hardly ever is. */
function hasPairs(line: string): boolean {
  const [, ...rest] = withoutComment(line.replace(/:[ \t]+/g, ':')).split(/[ \t]+/);
  return rest.filter((token) => PAIR.test(token)).length > rest.length / 2;
}

/** Whether a line begins with a number, and goes on without a separator of CSV or with a pair that has a decimal comma. */
function isLabelled(line: string): boolean {
  const text = withoutComment(line);
  const [label = ''] = text.split(/[ \t]+/, 1);
  return parseDecimal(label) !== undefined && (!/[,;\t]/.test(text) || /^\S+[ \t]+\d+:[-+]?\d*,\d/.test(text));
}

/** As CSV has them, around cells that may hold anything, lines of their own too. */
function hasQuote(line: string): boolean {
  return withoutComment(line).includes('"');
}

function withoutComment(line: string): string {
  const [text = ''] = line.split('#', 1);
  return text.trim();
}

const TAB = 9;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const COLON = 58;
const LOWER_E = 101;
/** ASCII letters differ from their capitals by this bit. */
const LOWER_CASE = 32;

/** A block may be larger only if it is a single line. */
const BLOCK_BYTES = 1 << 20;
/** The shortest pair with its separator is ` 1:1`, the shortest row `1` and a newline. */
const BYTES_PER_VALUE = 4;
const BYTES_PER_ROW = 2;

/** The powers of ten that are doubles exactly: a quotient or product with one of them is rounded once. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const LARGEST_POWER = POWERS_OF_TEN.length - 1;
/** Up to here every whole number is a double. */
const EXACT_INTEGERS = 2 ** 53;
/** More digits than this might not fit in 31 bits. */
const INDEX_DIGITS = 9;
const EXPONENT_DIGITS = 3;

/**
 * Cuts a stream of bytes into blocks of whole lines, each of at most `BLOCK_BYTES` unless a single
 * line is longer. The last line gets a newline if it has none.
 */
async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  let begun: Uint8Array[] = [];
  for await (const chunk of chunks) {
    const firstEnd = chunk.indexOf(NEWLINE) + 1;
    if (firstEnd === 0) {
      begun.push(chunk);
      continue;
    }
    let start = 0;
    if (begun.length > 0) {
      yield Buffer.concat([...begun, chunk.subarray(0, firstEnd)]);
      begun = [];
      start = firstEnd;
    }
    const lastEnd = chunk.lastIndexOf(NEWLINE) + 1;
    while (start < lastEnd) {
      const end = blockEnd(chunk, start, lastEnd);
      yield Buffer.from(chunk.buffer, chunk.byteOffset + start, end - start);
      start = end;
    }
    if (lastEnd < chunk.length) begun.push(chunk.subarray(lastEnd));
  }
  if (begun.length > 0) yield Buffer.concat([...begun, Uint8Array.of(NEWLINE)]);
}

function blockEnd(chunk: Uint8Array, start: number, lastEnd: number): number {
  if (lastEnd - start <= BLOCK_BYTES) return lastEnd;
  const end = chunk.lastIndexOf(NEWLINE, start + BLOCK_BYTES - 1) + 1;
  return end > start ? end : chunk.indexOf(NEWLINE, start) + 1;
}

/** Scans blocks of whole lines into the rows of the next chunk. */
class LibsvmScanner {
  rowsSeen = 0;
  /** The largest index written so far; with none, the one before the first. */
  largest: number;
  zeroSeen = false;

  readonly #options: LibsvmOptions;
  #line = 1;
  #labels = new Float64Array(0);
  #lengths = new Uint32Array(0);
  #indices = new Uint32Array(0);
  #values = new Float64Array(0);
  #rows = 0;
  #stored = 0;

  constructor(options: LibsvmOptions) {
    this.#options = options;
    this.largest = (options.indexBase ?? 1) - 1;
    this.#reserve(2 * BLOCK_BYTES);
  }

  get hasRows(): boolean {
    return this.#rows > 0;
  }

  /** Whether the rows of a block of so many bytes fit behind those that are waiting, whatever the block holds. */
  hasRoomFor(bytes: number): boolean {
    return (
      this.#rows + bytes / BYTES_PER_ROW <= this.#labels.length &&
      this.#stored + bytes / BYTES_PER_VALUE <= this.#values.length
    );
  }

  /** The rows scanned since the last call, copied out of the scanner's own arrays. */
  take(): RowChunk {
    const chunk = {
      labels: this.#labels.slice(0, this.#rows),
      lengths: this.#lengths.slice(0, this.#rows),
      indices: this.#indices.slice(0, this.#stored),
      values: this.#values.slice(0, this.#stored),
    };
    this.#rows = 0;
    this.#stored = 0;
    return chunk;
  }

  /**
   * Scans a block of whole lines. The loop knows plain lines only; at anything else it hands the line to
   * `readLibsvmLine`, which takes it or tells its fault. Everything is inlined and held in local
   * variables, since this loop is all the time that reading takes. It never looks for the block's end
   * within a line: whatever it skips, it stops at the newline.
   *
   * @param block lines with their newlines; there must be room for it, or no rows waiting
   */
  scan(block: Buffer): void {
    if (!this.hasRoomFor(block.length)) this.#reserve(block.length);
    const firstIndex = this.#options.indexBase ?? 0;
    const { length } = block;
    const indices = this.#indices;
    const values = this.#values;
    let stored = this.#stored;
    let at = this.#line === 1 ? bomLength(block) : 0;

    while (at < length) {
      const lineStart = at;
      const storedBefore = stored;
      let previous = firstIndex - 1;
      let index = previous;
      let label = 0;
      let isLabel = true;
      let byte = block[at] as number;

      let isPlain = false;
      for (;;) {
        // A number: the label first, then the values.
        const tokenStart = at;
        const negative = byte === MINUS;
        if (negative || byte === PLUS) byte = block[++at] as number;
        let mantissa = 0;
        let power = 0;
        let digitsStart = at;
        while (byte >= ZERO && byte < COLON) {
          mantissa = mantissa * 10 + (byte - ZERO);
          byte = block[++at] as number;
        }
        let digits = at - digitsStart;
        if (byte === POINT) {
          byte = block[++at] as number;
          digitsStart = at;
          while (byte >= ZERO && byte < COLON) {
            mantissa = mantissa * 10 + (byte - ZERO);
            byte = block[++at] as number;
          }
          power = digitsStart - at;
          digits -= power;
        }
        if (digits === 0) break;
        if ((byte | LOWER_CASE) === LOWER_E) {
          byte = block[++at] as number;
          const negativeExponent = byte === MINUS;
          if (negativeExponent || byte === PLUS) byte = block[++at] as number;
          let exponent = 0;
          digitsStart = at;
          while (byte >= ZERO && byte < COLON) {
            exponent = (exponent * 10 + (byte - ZERO)) | 0;
            byte = block[++at] as number;
          }
          if (at === digitsStart || at - digitsStart > EXPONENT_DIGITS) break;
          power += negativeExponent ? -exponent : exponent;
        }
        let value: number;
        if (mantissa < EXACT_INTEGERS && power <= 0 && power >= -LARGEST_POWER) {
          value = mantissa / (POWERS_OF_TEN[-power] as number);
          if (negative) value = -value;
        } else {
          value = numberAt(block, tokenStart, at);
          if (!Number.isFinite(value)) break;
        }

        if (isLabel) {
          label = value;
          isLabel = false;
        } else {
          indices[stored] = index;
          values[stored] = value;
          if (value !== 0) stored++;
        }

        // Blanks, of which there must be one, or the line's end.
        if (byte !== SPACE && byte !== TAB && byte !== NEWLINE && byte !== CARRIAGE_RETURN) break;
        while (byte === SPACE || byte === TAB) byte = block[++at] as number;
        if (byte === CARRIAGE_RETURN && block[at + 1] === NEWLINE) byte = block[++at] as number;
        if (byte === NEWLINE) {
          isPlain = true;
          break;
        }

        // An index and its colon.
        previous = index;
        index = 0;
        digitsStart = at;
        while (byte >= ZERO && byte < COLON) {
          index = (index * 10 + (byte - ZERO)) | 0;
          byte = block[++at] as number;
        }
        digits = at - digitsStart;
        if (byte !== COLON || digits === 0 || digits > INDEX_DIGITS || index <= previous) break;
        if (index === 0) this.zeroSeen = true;
        byte = block[++at] as number;
      }
      if (isPlain) {
        at++;
        if (index > this.largest) this.largest = index;
        this.#endRow(label, stored - storedBefore);
      } else {
        at = block.indexOf(NEWLINE, lineStart) + 1;
        stored = this.#readWithCare(block.subarray(lineStart, at - 1), storedBefore);
      }
    }
    this.#stored = stored;
  }

  /** Reads one line the slow way behind the `stored` values, and returns how many are stored then. */
  #readWithCare(line: Buffer, stored: number): number {
    const { file, indexBase } = this.#options;
    const row = readLibsvmLine(line.toString('latin1'), { file, line: this.#line, indexBase });
    if (row === undefined) {
      this.#line++;
      return stored;
    }
    const storedBefore = stored;
    row.indices.forEach((index, position) => {
      const value = row.values[position] as number;
      this.#indices[stored] = index;
      this.#values[stored] = value;
      if (value !== 0) stored++;
    });
    if (row.indices[0] === 0) this.zeroSeen = true;
    this.largest = Math.max(this.largest, row.indices.at(-1) ?? this.largest);
    this.#endRow(row.label, stored - storedBefore);
    return stored;
  }

  #endRow(label: number, length: number): void {
    this.#labels[this.#rows] = label;
    this.#lengths[this.#rows] = length;
    this.#rows++;
    this.#line++;
    this.rowsSeen++;
  }

  /** Makes room for a block of so many bytes; the rows that are waiting are lost. */
  #reserve(bytes: number): void {
    const rows = Math.ceil(bytes / BYTES_PER_ROW);
    const values = Math.ceil(bytes / BYTES_PER_VALUE);
    this.#labels = new Float64Array(rows);
    this.#lengths = new Uint32Array(rows);
    this.#indices = new Uint32Array(values);
    this.#values = new Float64Array(values);
  }
}

/** The number that a token of digits, point and exponent says, where the short way would round twice. */
function numberAt(block: Buffer, start: number, end: number): number {
  return Number(block.toString('latin1', start, end));
}

function bomLength(block: Uint8Array): number {
  return block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf ? 3 : 0;
}
