import type { RowChunk } from '../../rows.js';
import { LONGEST_DECIMAL, putDecimal, putWhole } from '../write-decimal.js';

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
 * @returns pieces of about 1 MB, or of the longest line's possible size
 */
export async function* libsvmText(rows: AsyncIterable<RowChunk>): AsyncGenerator<Uint8Array, void, void> {
  const lines = new Lines();
  for await (const { labels, lengths, indices, values } of rows) {
    let start = 0;
    for (let row = 0; row < labels.length; row++) {
      const end = start + lengths[row]!;
      const full = lines.makeRoomFor(LONGEST_DECIMAL + LONGEST_PAIR * (end - start) + 1);
      if (full.length > 0) yield full;
      lines.addLine(labels[row]!, indices, values, start, end);
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

  /** Makes room for `bytes` more bytes; returns the text that had to be taken for that. */
  makeRoomFor(bytes: number): Uint8Array {
    if (this.#length + bytes <= this.#bytes.length) return NOTHING;
    const taken = this.take();
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, bytes));
    return taken;
  }

  /** The text so far, which belongs to the caller from now on. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = this.#bytes.subarray(this.#length);
    this.#length = 0;
    return taken;
  }

  addLine(label: number, indices: Uint32Array, values: Float64Array, start: number, end: number): void {
    const bytes = this.#bytes;
    let at = putDecimal(bytes, this.#length, label);
    for (let position = start; position < end; position++) {
      bytes[at++] = SPACE;
      at = putWhole(bytes, at, indices[position]!);
      bytes[at++] = COLON;
      at = putDecimal(bytes, at, values[position]!);
    }
    bytes[at++] = NEWLINE;
    this.#length = at;
  }
}
