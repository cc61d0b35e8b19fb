import type { Command } from 'commander';
import { BUILT_IN, type Dataset, readDataset } from '../../data/dataset.js';
import { formatOf, refuseForeignOptions } from '../../experiment/data.js';
import { readingOn } from '../observer.js';
import { indexBaseOption, labelColumnOption } from '../problem-options.js';
import type { Terminal } from '../terminal.js';

/** What stands for a dataset where a command takes one as its argument. */
export const DATASET = `LIBSVM, CSV or binary file, also packed; - is stdin; or a name, as ${BUILT_IN} (built in)`;

/** The options that say how a file is read, as commander hands them over. */
export interface SourceOptions {
  labelColumn?: string;
  indexBase?: 0 | 1;
}

/** Adds the file that is read, and the options that say how, to a command. */
export function addSource(command: Command): Command {
  return command
    .argument('<file or name>', DATASET)
    .optionsGroup('Data:')
    .addOption(labelColumnOption())
    .addOption(indexBaseOption());
}

/**
 * Reads the file that a command was given, and says what is to be said of it.
 * @throws UserError for anything that is wrong with it; an AbortError if the signal is aborted
 */
export async function readSource(
  file: string,
  options: SourceOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Dataset> {
  const dataset = await readDataset(file, { ...formatOf(options), signal, onProgress: readingOn(terminal) });
  terminal.endBar();
  refuseForeignOptions(options, dataset);
  for (const note of dataset.notes) terminal.note(note);
  return dataset;
}
