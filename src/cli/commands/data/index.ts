import type { Command } from 'commander';
import { addDataCheckCommand } from './check.js';
import { addConvertCommand } from './convert.js';
import { addFetchCommand } from './fetch.js';
import { addGenerateCommand } from './generate.js';
import { addInfoCommand } from './info.js';
import { addListCommand } from './list.js';
import { addSplitCommand } from './split.js';

/** Adds one of the commands of `adabatch data`. Resolves to the exit code by way of `finish`. */
type AddCommand = (data: Command, finish: (code: number) => void) => void;

/** In the order of the help; a new one is a file in this folder and a place in this list. */
const commands: readonly AddCommand[] = [
  addListCommand,
  addFetchCommand,
  addInfoCommand,
  addDataCheckCommand,
  addGenerateCommand,
  addConvertCommand,
  addSplitCommand,
];

/** Adds `adabatch data`, what concerns datasets alone. */
export function addDataCommand(program: Command, finish: (code: number) => void): void {
  const data = program.command('data').description('find, make, inspect and convert datasets');
  for (const add of commands) add(data, finish);
  data.helpOption('-h, --help', 'show this').helpCommand(false);
}
