import type { Observer } from '../../experiment/observer.js';
import type { Terminal } from './terminal.js';

/**
 * Shows what goes on on a terminal; repeats no note.
 * @param epochs the length of a run, for its bar
 */
export function observerOn(terminal: Terminal, signal: AbortSignal, epochs = 0): Observer {
  const noted = new Set<string>();
  return {
    signal,
    note(text) {
      // A search or an optimum that lays data in memory again would repeat the same remarks.
      if (noted.has(text)) return;
      noted.add(text);
      terminal.note(text);
    },
    noteOnce: (text) => terminal.noteOnce(text),
    warn: (text) => terminal.warn(text),
    reading: readingOn(terminal),
    approaching(relativeGradient, wanted) {
      const label = `towards the optimum, ‖∇F‖ ${relativeGradient.toExponential(1)} of that at w = 0`;
      terminal.progress(-Math.log10(Math.max(relativeGradient, wanted)), -Math.log10(wanted), label);
    },
    searching(runs, stepSize) {
      terminal.progress(runs, runs, `searching the step size: ${stepSize.toPrecision(3)}`);
    },
    progress(epoch, trainLoss) {
      const label = `epoch ${epoch.toFixed(1)} of ${epochs}, train loss ${trainLoss.toPrecision(6)}`;
      terminal.progress(epoch, epochs, label);
    },
  };
}

/** Shows on a terminal how much of a file is read. */
export function readingOn(terminal: Terminal): Observer['reading'] {
  return (bytes, total) => terminal.progress(bytes, total ?? bytes, 'reading');
}
