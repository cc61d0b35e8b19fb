import type { Command } from 'commander';
import { ExitCode } from './exit-code.js';
import { type Assignment, shardOf } from './grid.js';
import { untilInterrupted } from './interrupt.js';
import { print } from './output.js';
import { explainedNames } from './run-options.js';
import { addSweepOptions, explainedAxes, explainedFile, readSweep, type SweepOptions } from './sweep-options.js';
import { Terminal } from './terminal.js';

/**
 * Carries out the runs of a sweep and resolves to the exit code.
 * @param assignments of this shard, in order
 * @param signal aborted to end the sweep early
 */
export type RunSweep = (
  assignments: readonly Assignment[],
  options: SweepOptions,
  watched: { terminal: Terminal; signal: AbortSignal },
) => Promise<number>;

const EXAMPLES = `Examples:
  $ adabatch sweep -d train.svm --rule mean,adabatch --batch 1..4096x4 --seeds 0..4
      what a larger batch costs, with either rule and five seeds
  $ adabatch sweep -d train.svm --rule mean,adabatch --batch 8,64,512 --step-size 2^-8..2^2 --plan
      list the runs first
  $ adabatch sweep --config sweep.yaml --epochs 2 --shard 1/4 --jobs 2
      the first quarter of what a file describes, with 2 epochs whatever it says, on two cores`;

/** Adds `adabatch sweep`, a set of runs. Resolves to the exit code by way of `finish`. */
export function addSweepCommand(program: Command, finish: (code: number) => void, runSweep: RunSweep): void {
  const command = program.command('sweep').description('run every combination of lists and ranges of options');
  addSweepOptions(command);
  command
    .helpOption('-h, --help', 'show this')
    .addHelpText('after', `\n${explainedAxes}\n${explainedFile}\n${explainedNames}\n${EXAMPLES}`)
    .action(async (options: SweepOptions) => finish(await sweepCommand(options, runSweep)));
}

async function sweepCommand(options: SweepOptions, runSweep: RunSweep): Promise<number> {
  const terminal = new Terminal({ quiet: options.quiet ?? false });
  const { assignments, notes } = await readSweep(options);
  for (const note of notes) terminal.note(note);
  const part = options.shard ? shardOf(assignments, options.shard) : assignments;
  if (options.plan) {
    await print(options.format.print(part));
    return ExitCode.done;
  }
  return untilInterrupted((signal) => runSweep(part, options, { terminal, signal }));
}
