import type { Command } from 'commander';
import { addDataCheckCommand } from './check.js';

/** Adds one of the commands of `adabatch data`. Resolves to the exit code by way of `finish`. */
type AddCommand = (data: Command, finish: (code: number) => void) => void;

/** In the order of the help; a new one is a file in this folder and a place in this list. */
const commands: readonly AddCommand[] = [addDataCheckCommand];

/** Adds `adabatch data`, what concerns datasets alone. */
export function addDataCommand(program: Command, finish: (code: number) => void): void {
  const data = program.command('data').description('find, make, inspect and convert datasets');
  for (const add of commands) add(data, finish);
  data.helpOption('-h, --help', 'show this').helpCommand(false);
}
