import { UserError } from '../../../util/errors.js';
import { hyphenated } from '../../../util/setting.js';
import type { DescribedRuns } from '../../options/sweep.js';
import type { Terminal } from '../../terminal/terminal.js';

/** The options of a submission, as commander hands them over. */
export interface SubmitOptions extends DescribedRuns {
  to: Scheduler;
  out: string;
  tasks: number;
  setup?: string;
  image?: string;
  volumeClaim?: string;
  retryFailed?: boolean;
  dryRun?: boolean;
  quiet?: boolean;
}

/** What was typed: the options, the words that the tasks get, and the options for the scheduler. */
export interface Typed {
  options: SubmitOptions;
  words: readonly string[];
  forScheduler: readonly string[];
}

/** A scheduler that starts processes on machines with a folder in common. */
export interface Scheduler {
  name: string;
  summary: string;
  submit(typed: Typed, terminal: Terminal): Promise<number>;
}

/** Refuses options of another scheduler. Throws a UserError. */
export function refuseOthers(
  options: SubmitOptions,
  { name }: Scheduler,
  keys: readonly (keyof SubmitOptions)[],
): void {
  const given = keys.find((key) => options[key] !== undefined);
  if (given !== undefined) throw new UserError(`--to ${name} does not use --${hyphenated(given)}`);
}
