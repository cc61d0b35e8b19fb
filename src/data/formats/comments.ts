import { BOM_BYTES, bomLength } from '../bytes/byte-order-mark.js';
import { peek } from '../bytes/peek.js';

const TAB = 9;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;

/** A comment line: its first character that is not blank is `#`. */
export const COMMENT_LINE: RegExp = /^[ \t]*#/;

/**
 * Blanks the comment lines of CSV text, so that the other lines keep their numbers. A `#` within quotes is no comment.
 * A carriage return is left, since the lines behind it may be rows.
 *
 * @param onComment called for every comment line
 */
export async function* withoutComments(
  chunks: AsyncIterable<Uint8Array>,
  onComment: () => void,
): AsyncGenerator<Uint8Array, void, void> {
  const blanker = new CommentBlanker(onComment);
  let start: number | undefined;
  for await (const chunk of await peek(chunks, (head) => head.length >= BOM_BYTES)) {
    start ??= bomLength(chunk);
    yield blanker.blank(chunk.subarray(start));
    start = 0;
  }
  yield blanker.rest();
}

/** Goes from one `#` to the next, and decides whether each begins a line outside of quotes. */
class CommentBlanker {
  readonly #onComment: () => void;
  #isQuoted = false;
  #isComment = false;
  /** Whether the next byte begins a line. */
  #isLineStart = true;
  /** The blanks at the beginning of a line, until it is known what follows them. */
  #held: Uint8Array = new Uint8Array(0);

  constructor(onComment: () => void) {
    this.#onComment = onComment;
  }

  /** Processes one more chunk: returns the known text, a copy if something in it was blanked. */
  blank(chunk: Uint8Array): Uint8Array {
    const given = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    const known = given.subarray(0, this.#lineStart(given, given.length) ?? given.length);
    this.#held = given.subarray(known.length);
    let blanked = known;
    for (let at = 0; at < known.length; ) {
      if (this.#isComment) {
        if (blanked === known) blanked = new Uint8Array(known);
        at = this.#blankComment(blanked, at);
      } else {
        at = this.#nextHash(known, at);
      }
    }
    this.#isLineStart = known.length > 0 ? known.at(-1) === NEWLINE : this.#isLineStart;
    return blanked;
  }

  /** The blanks held back at the end. */
  rest(): Uint8Array {
    return this.#held;
  }

  /** Blanks the rest of a comment, or of the chunk, and returns where it ends. */
  #blankComment(chunk: Uint8Array, start: number): number {
    const newline = chunk.indexOf(NEWLINE, start);
    const end = newline < 0 ? chunk.length : newline;
    for (let at = start; at < end; at++) if (chunk[at] !== CARRIAGE_RETURN) chunk[at] = SPACE;
    this.#isComment = newline < 0;
    return end;
  }

  /** Goes behind the next `#`, or to the beginning of its line if that is a comment. */
  #nextHash(chunk: Uint8Array, start: number): number {
    const hash = chunk.indexOf(HASH, start);
    const end = hash < 0 ? chunk.length : hash;
    this.#isQuoted = isOdd(countQuotes(chunk, start, end)) !== this.#isQuoted;
    if (hash < 0) return end;
    const line = this.#isQuoted ? undefined : this.#lineStart(chunk, hash);
    if (line === undefined) return hash + 1;
    this.#isComment = true;
    this.#onComment();
    return line;
  }

  /** The start of a line that has only blanks before `end`; undefined if it has anything else. */
  #lineStart(chunk: Uint8Array, end: number): number | undefined {
    let at = end;
    while (at > 0 && (chunk[at - 1] === SPACE || chunk[at - 1] === TAB)) at--;
    const isStart = at > 0 ? chunk[at - 1] === NEWLINE : this.#isLineStart;
    return isStart ? at : undefined;
  }
}

function countQuotes(chunk: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = chunk.indexOf(QUOTE, start); at >= 0 && at < end; at = chunk.indexOf(QUOTE, at + 1)) count++;
  return count;
}

function isOdd(count: number): boolean {
  return count % 2 === 1;
}
