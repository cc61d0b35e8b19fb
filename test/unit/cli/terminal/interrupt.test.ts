import { expect, test, vi } from 'vitest';
import { interruptible, untilInterrupted } from '../../../../src/cli/terminal/interrupt.js';

async function collect<Item>(items: AsyncIterable<Item>, into: Item[]): Promise<Item[]> {
  for await (const item of items) into.push(item);
  return into;
}

test('an interrupt ends the process if its work does not end', async () => {
  vi.useFakeTimers();
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const stuck = new Promise(() => {});
  void untilInterrupted(() => stuck);
  process.emit('SIGTERM', 'SIGTERM');
  vi.advanceTimersByTime(200_000);
  expect(exit).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200_000);
  expect(exit).toHaveBeenCalledWith(130);
  vi.useRealTimers();
  exit.mockRestore();
});

test('items come through unchanged while nothing is interrupted', async () => {
  async function* three() {
    yield* [1, 2, 3];
  }
  expect(await collect(interruptible(three(), new AbortController().signal), [])).toEqual([1, 2, 3]);
});

test('an interrupt ends the wait for an item that never comes', async () => {
  const controller = new AbortController();
  async function* stalled() {
    yield 1;
    // The interrupt comes in a turn of its own, when the item is waited for.
    await new Promise(() => setImmediate(() => controller.abort()));
  }
  const seen: number[] = [];
  await expect(collect(interruptible(stalled(), controller.signal), seen)).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
  expect(seen).toEqual([1]);
});

test('an interrupt gets its turn though no item is waited for', async () => {
  async function* many() {
    for (let item = 0; item < 100_000; item++) yield item;
  }
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  await expect(collect(interruptible(many(), controller.signal), [])).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
});

test('a reader that stops early lets the source clean up', async () => {
  let isClosed = false;
  async function* source() {
    try {
      for (;;) yield 1;
    } finally {
      isClosed = true;
    }
  }
  for await (const _ of interruptible(source(), new AbortController().signal)) break;
  expect(isClosed).toBe(true);
});
