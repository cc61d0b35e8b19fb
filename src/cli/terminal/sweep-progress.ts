import type { Observer } from '../../experiment/observer.js';
import { duration } from '../../util/text.js';
import type { Terminal } from './terminal.js';

/** The one progress display of a sweep: runs done, runs to go, the time left, the loss of the current curve. */
export class SweepProgress {
  readonly #terminal: Terminal;
  readonly #total: number;
  readonly #started = performance.now();
  #done = 0;
  #current = '';

  /** @param total the number of runs to do */
  constructor(terminal: Terminal, total: number) {
    this.#terminal = terminal;
    this.#total = total;
  }

  /** Called when a run has ended. */
  next(): void {
    this.#done++;
    this.#show();
  }

  /** An observer of single runs that reports only the loss of each curve and its warnings. */
  observer(signal: AbortSignal): Observer {
    const silent = () => {};
    return {
      ...{ signal, note: silent, reading: silent, approaching: silent },
      noteOnce: (text) => this.#terminal.noteOnce(text),
      warn: (text) => this.#terminal.warn(text),
      searching: (runs, stepSize) => {
        this.#current = `, searching the step size: run ${runs}, ${stepSize.toPrecision(3)}`;
        this.#show();
      },
      progress: (epoch, trainLoss) => {
        this.#current = `, epoch ${epoch.toFixed(1)}, train loss ${trainLoss.toPrecision(4)}`;
        this.#show();
      },
    };
  }

  #show(): void {
    const left = this.#done === 0 ? '' : `, ${duration(this.#secondsLeft())} left`;
    const label = `${this.#done} of ${this.#total} runs${left}${this.#current}`;
    this.#terminal.progress(this.#done, this.#total, label);
  }

  #secondsLeft(): number {
    const secondsARun = (performance.now() - this.#started) / 1000 / this.#done;
    return secondsARun * (this.#total - this.#done);
  }
}
