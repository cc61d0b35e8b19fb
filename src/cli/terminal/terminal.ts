import { Chalk, chalkStderr } from 'chalk';
import { Presets, SingleBar } from 'cli-progress';
import { describeFailure, UserError } from '../../util/errors.js';
import { remark, visible, visibleLines } from '../../util/visible.js';
import { withFlags } from '../flags.js';

/** The colours that stderr shows, or that FORCE_COLOR claims it does; stdout does not matter. */
const errorColours = process.env.NO_COLOR ? new Chalk({ level: 0 }) : chalkStderr;

const DEFECT_HINT = 'Please report it with the command and what it says with --debug';

/** Writes messages to stderr. Bars appear only on a terminal, and so do colours unless FORCE_COLOR is set. */
export class Terminal {
  readonly #quiet: boolean;
  readonly #said = new Set<string>();
  #bar: SingleBar | undefined;

  /** @param quiet whether to print only errors */
  constructor({ quiet = false }: { quiet?: boolean }) {
    this.#quiet = quiet;
  }

  /** A remark, on its own line. */
  note(text: string): void {
    if (this.#quiet) return;
    this.endBar();
    process.stderr.write(`${errorColours.dim(remark(withFlags(text)))}\n`);
  }

  /** A remark that is made only once. */
  noteOnce(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.note(text);
  }

  /** A warning, on its own line; the same one is shown once, whichever runs of a sweep it is about. */
  warn(text: string): void {
    if (this.#quiet || this.#said.has(text)) return;
    this.#said.add(text);
    this.endBar();
    process.stderr.write(`${errorColours.yellow(remark(withFlags(`warning: ${text}`)))}\n`);
  }

  /** Shows the progress of something; `label` says what, and may change. */
  progress(value: number, total: number, label: string): void {
    if (this.#quiet || !process.stderr.isTTY) return;
    if (!this.#bar) {
      const format = `{bar} {percentage}%  {label}`;
      this.#bar = new SingleBar({ format, clearOnComplete: true, gracefulExit: false, barsize: 30 }, Presets.rect);
      this.#bar.start(total, value, { label: visible(label) });
    }
    this.#bar.setTotal(total);
    this.#bar.update(value, { label: visible(label) });
  }

  /** Removes the bar. */
  endBar(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}

/**
 * Says on stderr what went wrong: one line, and another with what to try.
 * @param debug whether to show the stack too
 */
export function printError(error: unknown, debug: boolean): void {
  process.stderr.write(`${errorColours.red('error:')} ${remark(withFlags(describeFailure(error)))}\n`);
  const hint = error instanceof UserError ? error.hint : DEFECT_HINT;
  if (hint) process.stderr.write(`${errorColours.dim('hint:')} ${remark(withFlags(hint))}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${visibleLines(withFlags(String(error.stack)))}\n`);
}
