import type { RowChunk } from '../rows.js';
import { LONGEST_DECIMAL, putDecimal, putWhole } from './decimal.js';

/** How labels become text. */
export interface LibsvmTextOptions {
  /** What is written for a label, without blanks; by default the number. */
  labelText?: (label: number) => string;
}

const PIECE_BYTES = 1 << 20;
/** A blank, an index of ten digits, a colon and a value. */
const LONGEST_PAIR = 12 + LONGEST_DECIMAL;

const NOTHING = new Uint8Array(0);
const NEWLINE = 10;
const SPACE = 32;
const COLON = 58;

/**
 * Writes rows in the LIBSVM format, a line `label index:value …` each. Indices are written as the rows count them,
 * numbers as the shortest decimals that read back to the same doubles.
 *
 * @returns pieces of about 1 MB, or of what the longest line may take
 */
export async function* libsvmText(
  rows: AsyncIterable<RowChunk>,
  { labelText }: LibsvmTextOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const lines = new Lines();
  for await (const { labels, lengths, indices, values } of rows) {
    let start = 0;
    for (let row = 0; row < labels.length; row++) {
      const label = labels[row] as number;
      const text = labelText && Buffer.from(labelText(label));
      const end = start + (lengths[row] as number);
      const longest = (text?.length ?? LONGEST_DECIMAL) + LONGEST_PAIR * (end - start) + 1;
      const full = lines.makeRoomFor(longest);
      if (full.length > 0) yield full;
      if (text) lines.addText(text);
      else lines.addNumber(label);
      lines.addPairs(indices, values, start, end);
      start = end;
    }
  }
  const last = lines.take();
  if (last.length > 0) yield last;
}

/** Text that grows until it is taken. */
class Lines {
  #bytes = Buffer.allocUnsafeSlow(PIECE_BYTES);
  #length = 0;

  /** Makes sure that so many bytes can be added; returns what had to be taken for that. */
  makeRoomFor(bytes: number): Uint8Array {
    if (this.#length + bytes <= this.#bytes.length) return NOTHING;
    const taken = this.take();
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, bytes));
    return taken;
  }

  /** The text so far, which is the caller's from now on. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = this.#bytes.subarray(this.#length);
    this.#length = 0;
    return taken;
  }

  addText(text: Uint8Array): void {
    this.#bytes.set(text, this.#length);
    this.#length += text.length;
  }

  addNumber(value: number): void {
    this.#length = putDecimal(this.#bytes, this.#length, value);
  }

  /** The features of a row and the end of its line. */
  addPairs(indices: Uint32Array, values: Float64Array, start: number, end: number): void {
    const bytes = this.#bytes;
    let at = this.#length;
    for (let position = start; position < end; position++) {
      bytes[at++] = SPACE;
      at = putWhole(bytes, at, indices[position] as number);
      bytes[at++] = COLON;
      at = putDecimal(bytes, at, values[position] as number);
    }
    bytes[at++] = NEWLINE;
    this.#length = at;
  }
}
