import type { Observer } from '../experiment/observer.js';

/** An observer that hears what it asks for, and stops nothing unless it has a signal. */
export function observerOf(asked: Partial<Observer> = {}): Observer {
  const ignore = () => {};
  return {
    ...{ signal: new AbortController().signal, note: ignore, noteOnce: ignore, warn: ignore },
    ...{ reading: ignore, approaching: ignore, searching: ignore, progress: ignore },
    ...asked,
  };
}
