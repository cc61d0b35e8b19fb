import { setImmediate } from 'node:timers/promises';

/**
 * Does some work that Ctrl-C (or SIGTERM) ends early, by the abort signal; a second Ctrl-C ends the process at once.
 */
export async function untilInterrupted<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/**
 * The same items until the signal is aborted, which throws its reason, even while the next item is waited for.
 * Between items signals get their turn, also where making and taking items never waits.
 */
export async function* interruptible<Item>(items: AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => {});
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      await setImmediate();
      signal.throwIfAborted();
      const next = iterator.next();
      // What is raced is kept as long as `aborted`, so it is not the item itself.
      await Promise.race([next.then(() => {}), aborted]);
      const { done, value } = await next;
      if (done) return;
      yield value;
    }
  } finally {
    // Not waited for: it comes after an item that may never come.
    iterator.return?.().catch(() => {});
  }
}
