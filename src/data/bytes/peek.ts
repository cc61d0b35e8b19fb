/** A byte stream whose beginning is known and which still gives all of its bytes. */
export interface PeekedBytes extends AsyncIterableIterator<Uint8Array> {
  /** The first bytes: at least as many as were asked for, or all of them. */
  readonly head: Uint8Array;
  /** Whether `head` is the whole stream. */
  readonly complete: boolean;
  /** Closes the stream, even before the first chunk was taken; a generator's `return` does not. */
  return(): Promise<IteratorResult<Uint8Array>>;
}

/** Takes at least this many bytes. A head that doubles is checked only a few times, however small the chunks are. */
async function takeUntil(
  source: AsyncIterator<Uint8Array>,
  wanted: number,
): Promise<{ bytes: Uint8Array[]; isLast: boolean }> {
  const bytes: Uint8Array[] = [];
  for (let length = 0; ; ) {
    const { done, value } = await source.next();
    if (done === true) return { bytes, isLast: true };
    bytes.push(value);
    length += value.length;
    if (length >= wanted) return { bytes, isLast: false };
  }
}

/**
 * Looks at the beginning of a byte stream without consuming it.
 *
 * @param chunks the stream, which must not be used by anyone else afterwards
 * @param isEnough given all the bytes so far, says whether they are enough
 */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  isEnough: (head: Uint8Array) => boolean,
): Promise<PeekedBytes> {
  const source = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let complete = false;
  while (!complete && !isEnough(head)) {
    const { bytes, isLast } = await takeUntil(source, head.length);
    head = head.length === 0 && bytes.length === 1 ? (bytes[0] as Uint8Array) : Buffer.concat([head, ...bytes]);
    complete = isLast;
  }
  let headIsDue = head.length > 0;
  const peeked: PeekedBytes = {
    head,
    complete,
    async next() {
      if (!headIsDue) return source.next();
      headIsDue = false;
      return { done: false, value: head };
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => peeked,
  };
  return peeked;
}
