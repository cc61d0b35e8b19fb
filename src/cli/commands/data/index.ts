import type { Command } from 'commander';
import { addCommands, type Finish, type LazyCommand } from '../../lazy-command.js';

/** In the order of the help; a new one is a file in this folder and a place in this list. */
const commands: readonly LazyCommand[] = [
  {
    name: 'list',
    description: 'list the datasets that can be fetched, and then used by name',
    load: async () => (await import('./list.js')).defineListCommand,
  },
  {
    name: 'fetch',
    description: 'fetch datasets of the catalogue, to be used by name',
    load: async () => (await import('./fetch.js')).defineFetchCommand,
  },
  {
    name: 'info',
    description: 'say what a dataset is like, and what larger batches will do on it',
    load: async () => (await import('./info.js')).defineInfoCommand,
  },
  {
    name: 'check',
    description: 'find every fault in a file, and mend what can be',
    load: async () => (await import('./check.js')).defineDataCheckCommand,
  },
  {
    name: 'generate',
    description: 'make a dataset of which one property can be changed at a time, as LIBSVM text',
    load: async () => (await import('./generate.js')).defineGenerateCommand,
  },
  {
    name: 'convert',
    description: 'write a dataset in another format, to the same values',
    load: async () => (await import('./convert.js')).defineConvertCommand,
  },
  {
    name: 'split',
    description: 'write a dataset as two files, to train and to test on',
    load: async () => (await import('./split.js')).defineSplitCommand,
  },
];

/** Defines `adabatch data`, the commands that concern only datasets. */
export async function defineDataCommand(
  data: Command,
  finish: Finish,
  typed: readonly string[] | undefined,
): Promise<void> {
  await addCommands(data, commands, finish, typed);
  data.helpOption('-h, --help', 'show this').helpCommand(false);
}
