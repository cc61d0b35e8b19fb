import type { Observer } from '../experiment/observer.js';

/** The functions of an observer that a program has, and a signal if it may end the work. */
export type Hearing = { [Key in keyof Observer]?: Observer[Key] | undefined };

/** An observer that hears what it asks for, and stops nothing unless it has a signal. */
export function observerOf(asked: Hearing = {}): Observer {
  return {
    signal: asked.signal ?? new AbortController().signal,
    note: (text) => asked.note?.(text),
    noteOnce: (text) => asked.noteOnce?.(text),
    warn: (text) => asked.warn?.(text),
    reading: (bytes, total) => asked.reading?.(bytes, total),
    approaching: (relativeGradient, wanted) => asked.approaching?.(relativeGradient, wanted),
    searching: (runs, stepSize) => asked.searching?.(runs, stepSize),
    progress: (epoch, trainLoss) => asked.progress?.(epoch, trainLoss),
  };
}
