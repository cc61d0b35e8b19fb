import { Chalk, chalkStderr } from 'chalk';
import { Presets, SingleBar } from 'cli-progress';
import { describeFailure, UserError } from '../../util/errors.js';
import { remark, visible, visibleLines } from '../../util/visible.js';

/** Those that stderr shows, or that FORCE_COLOR says it does; what becomes of stdout does not matter. */
const errorColours = process.env.NO_COLOR ? new Chalk({ level: 0 }) : chalkStderr;

const DEFECT_HINT = 'Please report it with the command and what it says with --debug';

/** What is said on stderr. Bars are shown on a terminal only, and so are colours but for FORCE_COLOR. */
export class Terminal {
  readonly #quiet: boolean;
  readonly #said = new Set<string>();
  #bar: SingleBar | undefined;

  /** @param quiet whether to say nothing but errors */
  constructor({ quiet = false }: { quiet?: boolean }) {
    this.#quiet = quiet;
  }

  /** A remark, on a line of its own. */
  note(text: string): void {
    if (this.#quiet) return;
    this.endBar();
    process.stderr.write(`${errorColours.dim(remark(text))}\n`);
  }

  /** A remark that is not said again. */
  noteOnce(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.note(text);
  }

  /** A warning, on a line of its own; the same one is shown once, whichever runs of a sweep it is about. */
  warn(text: string): void {
    if (this.#quiet || this.#said.has(text)) return;
    this.#said.add(text);
    this.endBar();
    process.stderr.write(`${errorColours.yellow(remark(`warning: ${text}`))}\n`);
  }

  /** Shows how far something is; `label` says what, and may change. */
  progress(value: number, total: number, label: string): void {
    if (this.#quiet || !process.stderr.isTTY) return;
    if (!this.#bar) {
      const format = `{bar} {percentage}%  {label}`;
      this.#bar = new SingleBar({ format, clearOnComplete: true, gracefulExit: false, barsize: 30 }, Presets.rect);
      this.#bar.start(total, value);
    }
    this.#bar.setTotal(total);
    this.#bar.update(value, { label: visible(label) });
  }

  /** Takes the bar away. */
  endBar(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}

/**
 * Says on stderr what went wrong: one line, and one with what to try.
 * @param debug whether to show the stack too
 */
export function printError(error: unknown, debug: boolean): void {
  process.stderr.write(`${errorColours.red('error:')} ${remark(describeFailure(error))}\n`);
  const hint = error instanceof UserError ? error.hint : DEFECT_HINT;
  if (hint) process.stderr.write(`${errorColours.dim('hint:')} ${remark(hint)}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${visibleLines(String(error.stack))}\n`);
}
