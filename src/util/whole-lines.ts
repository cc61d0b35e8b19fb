const NEWLINE = 10;

/** The largest block, unless it is a single line. */
export const BLOCK_BYTES: number = 1 << 20;

/** The most bytes of a line: in LIBSVM, one and a half million values. */
const LONGEST_LINE = 1 << 24;

/** The fault of a longer line, and a hint. */
export const LONG_LINE = ['this line is longer than 16 MiB', 'Is it text, with a newline behind every line?'] as const;

/**
 * Cuts a stream of bytes into blocks of whole lines, each of at most `BLOCK_BYTES` unless a single
 * line is longer. The last line gets a newline if it has none.
 *
 * @param refuse throws the error for a line that is too long; all lines before it were yielded
 * @param longest the most bytes of a line
 */
export async function* wholeLines(
  chunks: AsyncIterable<Uint8Array>,
  refuse: () => never,
  longest: number = LONGEST_LINE,
): AsyncGenerator<Buffer, void, void> {
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  for await (const chunk of chunks) {
    const firstEnd = chunk.indexOf(NEWLINE) + 1;
    begunBytes += firstEnd === 0 ? chunk.length : firstEnd;
    if (begunBytes > longest) refuse();
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
    begunBytes = chunk.length - lastEnd;
  }
  if (begun.length > 0) yield Buffer.concat([...begun, Uint8Array.of(NEWLINE)]);
}

function blockEnd(chunk: Uint8Array, start: number, lastEnd: number): number {
  if (lastEnd - start <= BLOCK_BYTES) return lastEnd;
  const end = chunk.lastIndexOf(NEWLINE, start + BLOCK_BYTES - 1) + 1;
  return end > start ? end : chunk.indexOf(NEWLINE, start) + 1;
}
