import { setImmediate } from 'node:timers/promises';
import { ExitCode } from '../exit-code.js';

/** The signals that end a process: Ctrl-C, the system, a closing terminal, a scheduler that needs the machine. */
export const INTERRUPTS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

/** Work ends within seconds of an interrupt, or within minutes if it saves a large model; later it is stuck. */
const LONGEST_END_MS = 300_000;

/** Ensures that the process ends whatever becomes of interrupted work. Returns the timer. */
export function endLater(): NodeJS.Timeout {
  return setTimeout(() => process.exit(ExitCode.interrupted), LONGEST_END_MS).unref();
}

/**
 * Does some work that a signal ends early, by the abort signal. A second signal ends the process at once, and the first
 * ends it after five minutes if the work does not.
 */
export async function untilInterrupted<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  let end: NodeJS.Timeout | undefined;
  const interrupt = () => {
    end = endLater();
    for (const name of INTERRUPTS) process.off(name, interrupt);
    controller.abort();
  };
  for (const name of INTERRUPTS) process.on(name, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(end);
    for (const name of INTERRUPTS) process.off(name, interrupt);
  }
}

/**
 * Yields the same items until the signal is aborted, which throws its reason, even while waiting for the next item.
 * Between items signals get their turn, even if making and taking items never waits.
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
      // Promises in a race live as long as `aborted`, so the item itself is not raced.
      await Promise.race([next.then(() => {}), aborted]);
      const { done, value } = await next;
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: it comes after an item that may never come.
    iterator.return?.().catch(() => {});
  }
}
