import { createHash } from 'node:crypto';
import { InputError } from '../../util/errors.js';
import { CHECKSUM } from '../formats/binary/layout.js';

/** The bytes of a file in the binary form, taken piece by piece and checked against the checksums among them. */
export class CheckedBytes {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #file: string;
  readonly #hash = createHash(CHECKSUM.algorithm);
  /** The chunks that arrived and are not yet taken. */
  #waiting: Uint8Array[] = [];
  #bytes = 0;

  /** @param file its name in messages */
  constructor(chunks: AsyncIterable<Uint8Array>, file: string) {
    this.#source = chunks[Symbol.asyncIterator]();
    this.#file = file;
  }

  /**
   * Takes `size` bytes, as memory of their own.
   *
   * @throws InputError if there are fewer
   */
  async take(size: number): Promise<ArrayBuffer> {
    while (this.#bytes < size) if (!(await this.#receive())) throw this.damage();
    const taken = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      const [first = taken, ...rest] = this.#waiting;
      const piece = first.subarray(0, size - at);
      taken.set(piece, at);
      at += piece.length;
      this.#waiting = piece.length < first.length ? [first.subarray(piece.length), ...rest] : rest;
    }
    this.#bytes -= size;
    this.#hash.update(taken);
    return taken.buffer;
  }

  /**
   * Takes a checksum, which must match everything taken so far.
   *
   * @throws InputError if it does not match
   */
  async check(): Promise<void> {
    const wanted = this.#hash.copy().digest();
    if (!wanted.equals(Buffer.from(await this.take(CHECKSUM.bytes)))) throw this.damage();
  }

  /**
   * Makes sure that no bytes are left.
   *
   * @throws InputError if some are left
   */
  async end(): Promise<void> {
    while (this.#bytes === 0) if (!(await this.#receive())) return;
    throw this.damage();
  }

  /** The error for a file that is damaged. */
  damage(): InputError {
    return new InputError(
      { file: this.#file },
      'this file in the binary form is cut short or damaged',
      'Fetch it again, or make it again with adabatch data convert',
    );
  }

  async #receive(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done === true) return false;
    this.#waiting.push(value);
    this.#bytes += value.length;
    return true;
  }
}
