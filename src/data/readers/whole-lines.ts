const NEWLINE = 10;

/** A block may be larger only if it is a single line. */
export const BLOCK_BYTES: number = 1 << 20;

/**
 * Cuts a stream of bytes into blocks of whole lines, each of at most `BLOCK_BYTES` unless a single
 * line is longer. The last line gets a newline if it has none.
 */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
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
