import { InputError } from '../../../util/errors.js';
import { BLOCK_BYTES } from '../../../util/whole-lines.js';
import { bomLength } from '../../bytes/byte-order-mark.js';
import type { RowChunk } from '../../rows.js';
import type { Report } from '../format.js';
import { type IndexBase, readLibsvmLine } from './line.js';

/** The options for reading LIBSVM text. */
export interface LibsvmOptions extends IndexBase {
  /** The file's name in messages. */
  file: string;
}

const TAB = 9;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const HASH = 35;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const COLON = 58;
const LOWER_E = 101;
/** ASCII letters differ from their capitals by this bit. */
const LOWER_CASE = 32;

/** The shortest pair with its separator is ` 1:1`, the shortest row `1` and a newline. */
const BYTES_PER_VALUE = 4;
const BYTES_PER_ROW = 2;

/** The powers of ten that are exact doubles: a quotient or product with one of them is rounded once. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const LARGEST_POWER = POWERS_OF_TEN.length - 1;
/** Every whole number up to here is a double. */
const EXACT_INTEGERS = 2 ** 53;
/** More digits than this might not fit in 31 bits. */
const INDEX_DIGITS = 9;
const EXPONENT_DIGITS = 3;

/** Scans blocks of whole lines into the rows of the next chunk. */
export class LibsvmScanner {
  /** The number of rows so far, including faulty ones. */
  rowsSeen = 0;
  /** The largest index so far; before the first, the index base less 1. */
  largest: number;

  readonly #options: LibsvmOptions;
  /** Undefined if it is detected from the whole file. */
  readonly #indexBase: 0 | 1 | undefined;
  readonly #report: Report;
  #line = 1;
  #labels = new Float64Array(0);
  #lengths = new Uint32Array(0);
  #indices = new Uint32Array(0);
  #values = new Float64Array(0);
  #rows = 0;
  #zeroSeen = false;
  #stored = 0;

  /** @param report called for every fault; if it returns, the line is left out */
  constructor(options: LibsvmOptions, report: Report) {
    this.#options = options;
    this.#report = report;
    this.#indexBase = options.indexBase ?? options.trainingIndexBase;
    this.largest = (this.#indexBase ?? 1) - 1;
  }

  /** The line that the next block begins with, from 1. */
  get line(): number {
    return this.#line;
  }

  get hasRows(): boolean {
    return this.#rows > 0;
  }

  /** Whether the rows of any block of `bytes` bytes fit behind the waiting rows. */
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
    this.clear();
    return chunk;
  }

  /** The index of the first feature: as the options give it, or 1 if no index so far is 0. */
  get indexBase(): 0 | 1 {
    return this.#indexBase ?? (this.#zeroSeen ? 0 : 1);
  }

  /** Forgets the rows scanned since the last call of `take`. */
  clear(): void {
    this.#rows = 0;
    this.#stored = 0;
  }

  /**
   * Scans a block of whole lines. The loop knows plain lines only; it hands any other line to
   * `readLibsvmLine`, which accepts it or reports its fault. Everything is inlined and held in local
   * variables, since this loop is all the time that reading takes. It never looks for the block's end
   * within a line: whatever it skips, it stops at the newline.
   *
   * @param block lines with their newlines; there must be room for it, or no rows waiting
   */
  scan(block: Buffer): void {
    if (!this.hasRoomFor(block.length)) this.#reserve(block.length);
    const firstIndex = this.#indexBase ?? 0;
    const { length } = block;
    const indices = this.#indices;
    const values = this.#values;
    let stored = this.#stored;
    let at = this.#line === 1 ? bomLength(block) : 0;

    while (at < length) {
      if (block[at] === NEWLINE) {
        at++;
        this.#line++;
        continue;
      }
      const lineStart = at;
      const storedBefore = stored;
      let previous = firstIndex - 1;
      let index = previous;
      let label = 0;
      let isLabel = true;
      let byte = block[at]!;

      let isPlain = false;
      for (;;) {
        // A number: the label first, then the values.
        const tokenStart = at;
        const negative = byte === MINUS;
        if (negative || byte === PLUS) byte = block[++at]!;
        let mantissa = 0;
        let power = 0;
        let digitsStart = at;
        while (byte >= ZERO && byte < COLON) {
          mantissa = mantissa * 10 + (byte - ZERO);
          byte = block[++at]!;
        }
        let digits = at - digitsStart;
        if (byte === POINT) {
          byte = block[++at]!;
          digitsStart = at;
          while (byte >= ZERO && byte < COLON) {
            mantissa = mantissa * 10 + (byte - ZERO);
            byte = block[++at]!;
          }
          power = digitsStart - at;
          digits -= power;
        }
        if (digits === 0) break;
        if ((byte | LOWER_CASE) === LOWER_E) {
          byte = block[++at]!;
          const negativeExponent = byte === MINUS;
          if (negativeExponent || byte === PLUS) byte = block[++at]!;
          let exponent = 0;
          digitsStart = at;
          while (byte >= ZERO && byte < COLON) {
            exponent = (exponent * 10 + (byte - ZERO)) | 0;
            byte = block[++at]!;
          }
          if (at === digitsStart || at - digitsStart > EXPONENT_DIGITS) break;
          power += negativeExponent ? -exponent : exponent;
        }
        let value: number;
        if (mantissa < EXACT_INTEGERS && power <= 0 && power >= -LARGEST_POWER) {
          value = mantissa / POWERS_OF_TEN[-power]!;
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

        // At least one blank, or the line's end.
        if (byte !== SPACE && byte !== TAB && byte !== NEWLINE && byte !== CARRIAGE_RETURN) break;
        while (byte === SPACE || byte === TAB) byte = block[++at]!;
        if (byte === CARRIAGE_RETURN && block[at + 1] === NEWLINE) byte = block[++at]!;
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
          byte = block[++at]!;
        }
        digits = at - digitsStart;
        if (byte !== COLON || digits === 0 || digits > INDEX_DIGITS || index <= previous) break;
        if (index === 0) this.#zeroSeen = true;
        byte = block[++at]!;
      }
      if (isPlain) {
        at++;
        if (index > this.largest) this.largest = index;
        this.#endRow(label, stored - storedBefore);
      } else {
        at = block.indexOf(NEWLINE, lineStart) + 1;
        if (isWithoutRow(block, lineStart, at - 1)) {
          stored = storedBefore;
          this.#line++;
        } else {
          stored = this.#readWithCare(block.subarray(lineStart, at - 1), storedBefore);
        }
      }
    }
    this.#stored = stored;
  }

  /** Reads one line the slow way behind the `stored` values, and returns how many are stored then. */
  #readWithCare(line: Buffer, stored: number): number {
    const { file } = this.#options;
    const { row, faults } = readLibsvmLine(line.toString('latin1'), this.#options);
    for (const { column, problem, hint } of faults) {
      this.#report(new InputError({ file, line: this.#line, column }, problem, hint));
    }
    if (faults.length > 0) this.rowsSeen++;
    if (faults.length > 0 || row === undefined) {
      this.#line++;
      return stored;
    }
    const storedBefore = stored;
    row.indices.forEach((index, position) => {
      const value = row.values[position]!;
      this.#indices[stored] = index;
      this.#values[stored] = value;
      if (value !== 0) stored++;
    });
    if (row.indices[0] === 0) this.#zeroSeen = true;
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

  /**
   * Makes room for a block of `bytes` bytes, and discards the waiting rows. The room is for four such blocks, but for
   * at most two of the largest usual ones, so that a small file does not take the memory of a large one.
   */
  #reserve(bytes: number): void {
    const room = Math.max(bytes, Math.min(4 * bytes, 2 * BLOCK_BYTES), this.#labels.length * BYTES_PER_ROW);
    const rows = Math.ceil(room / BYTES_PER_ROW);
    const values = Math.ceil(room / BYTES_PER_VALUE);
    this.#labels = new Float64Array(rows);
    this.#lengths = new Uint32Array(rows);
    this.#indices = new Uint32Array(values);
    this.#values = new Float64Array(values);
  }
}

/** Whether a line is blank or a sound comment: the slow way takes ten times as long for each. */
function isWithoutRow(block: Buffer, start: number, newline: number): boolean {
  const end = block[newline - 1] === CARRIAGE_RETURN && newline > start ? newline - 1 : newline;
  let at = start;
  while (at < end && (block[at] === SPACE || block[at] === TAB)) at++;
  if (at < end && block[at] !== HASH) return false;
  while (at < end && block[at] !== CARRIAGE_RETURN && block[at] !== 0) at++;
  return at === end;
}

/** The number that a token of digits, point and exponent gives, where the short way would round twice. */
function numberAt(block: Buffer, start: number, end: number): number {
  return Number(block.toString('latin1', start, end));
}
