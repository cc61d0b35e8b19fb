import type { InputError } from '../../../util/errors.js';
import { count } from '../../../util/text.js';
import { withFlags } from '../../flags.js';

/** The faults of a file: all are counted, the first ones are kept. */
export class Faults {
  readonly kept: InputError[] = [];
  total = 0;
  /** Lines with a fault. */
  lines = 0;
  readonly #limit: number;
  readonly #hints = new Map<string, number>();
  #lastLine: number | undefined;

  /** @param limit how many are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(fault: InputError): void {
    this.total++;
    if (fault.place.line !== this.#lastLine) this.lines++;
    this.#lastLine = fault.place.line;
    if (fault.hint) this.#hints.set(fault.hint, (this.#hints.get(fault.hint) ?? 0) + 1);
    if (this.kept.length < this.#limit) this.kept.push(fault);
  }

  /** What to try, each with the number of faults that it applies to. */
  hints(): string[] {
    return [...this.#hints].map(([hint, times]) => `${hint}${times > 1 ? ` (${times} times)` : ''}`);
  }

  /** A summary such as `3 faults in 2 lines`. */
  describe(): string {
    return `${count(this.total, 'fault')} in ${count(this.lines, 'line')}`;
  }

  /** For programs: the number of faults, and those that were kept. */
  toJson(): object {
    const faults = this.kept.map(({ place: { line, column }, problem, hint }) => {
      return { line, column, problem: withFlags(problem), hint: hint && withFlags(hint) };
    });
    return { total: this.total, faultyLines: this.lines, faults };
  }
}
