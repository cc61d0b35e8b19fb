import type { Command } from 'commander';
import type { Dataset } from '../../../data/dataset.js';
import { formatOf, refuseForeignOptions, type UserFormat } from '../../../data/formats/user-format.js';
import { BUILT_IN } from '../../../data/generators/built-in.js';
import { readDataset } from '../../../data/open.js';
import { addFormatOptions } from '../../options/settings.js';
import { readingOn } from '../../terminal/observer.js';
import type { Terminal } from '../../terminal/terminal.js';

/** The placeholder of a dataset that a command takes as its argument. */
export const DATASET = `LIBSVM, CSV or binary file, also packed; - is stdin; or a name, as ${BUILT_IN} (built in)`;

/** Adds the file to read, and the options that say how, to a command. */
export function addSource(command: Command): Command {
  command.argument('<file or name>', DATASET).optionsGroup('Data:');
  addFormatOptions(command);
  return command;
}

/**
 * Reads the file that a command was given, and tells the user about it.
 * @throws UserError for anything wrong with it; an AbortError if the signal is aborted
 */
export async function readSource(
  file: string,
  options: UserFormat,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Dataset> {
  const dataset = await readDataset(file, { ...formatOf(options), signal, onProgress: readingOn(terminal) });
  terminal.endBar();
  try {
    refuseForeignOptions(options, dataset);
  } catch (error) {
    await dataset.close();
    throw error;
  }
  for (const note of dataset.notes) terminal.note(note);
  for (const warning of dataset.warnings) terminal.warn(warning);
  return dataset;
}
