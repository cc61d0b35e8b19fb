import { Command } from 'commander';
import { addSweepOptions, readSweep, type SweepOptions } from '../../src/cli/options/sweep.js';

/** What the command line makes of the options of a sweep. */
export function parseSweepOptions(argv: string[]): SweepOptions {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addSweepOptions(command);
  return command.parse(argv, { from: 'user' }).opts<SweepOptions>();
}

/** The runs of a sweep of these options. */
export async function sweepOf(...argv: string[]): ReturnType<typeof readSweep> {
  return readSweep(parseSweepOptions(argv));
}
