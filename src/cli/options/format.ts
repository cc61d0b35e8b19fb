import { type Command, Option } from 'commander';
import { byteSize, list, wholeNumber } from '../../util/parse.js';
import { option } from './values.js';

/** The most indices that a LIBSVM file may have. */
const MOST_FEATURES = 2 ** 31 - 1;

/** Adds the options that say how to read a dataset file to a command; they are those of UserFormat. */
export function addFormatOptions(command: Command): void {
  command
    .addOption(
      new Option('--label-column <name>', 'label of a CSV file (default: label, target, y, class, or the last column)'),
    )
    .option('--header', 'the first line of a CSV file is a header (default: detected)')
    .option('--no-header', 'it is not')
    .addOption(option('--drop-columns <name,…>', 'leave columns of a CSV file out, by name or number', list))
    .addOption(option('--text-columns <name,…>', 'one-hot encode them, whatever is in them', list))
    .addOption(option('--missing <text,…>', 'cells of a CSV file that have no value, such as NA,?', list))
    .addOption(
      option('--index-base <0|1>', 'first index of a LIBSVM file (default: detected)', wholeNumber(0, 1), ['0', '1']),
    )
    .addOption(
      option(
        '--features <n>',
        'features of a LIBSVM file (default: up to the largest index)',
        wholeNumber(1, MOST_FEATURES),
      ),
    )
    .addOption(
      option('--max-unpacked <size>', 'what an archive may unpack to, as 20G (default: 100 times its size)', byteSize),
    );
}
