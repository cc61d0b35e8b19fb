import type { Command } from 'commander';

/** Adds what commands take beside their own options, after these. */
export function addCommonOptions(command: Command): Command {
  return command
    .option('--quiet', 'say nothing on stderr but errors')
    .option('--debug', 'show stack traces')
    .helpOption('-h, --help', 'show this');
}
