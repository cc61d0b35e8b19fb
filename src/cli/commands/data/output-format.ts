import path from 'node:path';
import type { Option } from 'commander';
import type { Dataset } from '../../../data/dataset.js';
import { binary, csv, libsvm, type OutputFormat, outputFormats } from '../../../data/formats/write.js';
import { UserError } from '../../../util/errors.js';
import { oneOf, wholeNumber } from '../../../util/parse.js';
import { option } from '../../options/values.js';

/** The options that define the output, as commander hands them over. */
export interface OutputFormatOptions {
  to?: OutputFormat;
  toBase?: 0 | 1;
}

const NAMES = outputFormats.map(({ name }) => name).join(', ');

/** @param standard the format without the option */
export function toOption(standard: string): Option {
  return option(
    '--to <format>',
    `${NAMES} (default: ${standard})`,
    oneOf('format', outputFormats),
    outputFormats.map(({ name }) => name),
  );
}

/** The option for the number from which a written LIBSVM file counts its features. */
export function toBaseOption(): Option {
  const description =
    'first index of a LIBSVM file that is written (default: that of the LIBSVM file that is read, or 1)';
  return option('--to-base <0|1>', description, wholeNumber(0, 1), ['0', '1']);
}

/** Throws a UserError if an option is for another format. */
export function checkOutputFormat(format: OutputFormat, { toBase }: OutputFormatOptions): void {
  if (toBase === undefined || format === libsvm) return;
  throw new UserError(`--to-base is for LIBSVM files; the output is ${format.name}`);
}

/** Throws a UserError if an output has the name of an archive. */
export function refusePacked(file: string, hint: string): void {
  const isPacked = ['.gz', '.bz2', '.xz', '.zip', '.zst'].includes(path.extname(file).toLowerCase());
  if (isPacked) throw new UserError(`${file}: output is not packed`, hint);
}

/** The format that a file name's ending names, if any. Throws a UserError for that of an archive. */
export function formatByEnding(file: string): OutputFormat | undefined {
  refusePacked(file, 'Leave -o out, say --to, and pack stdout, as with | gzip');
  const ending = path.extname(file).toLowerCase();
  return outputFormats.find(({ endings }) => endings.includes(ending));
}

/** The format of a dataset that was read: binary if its name says so, else as its columns say. */
export function formatOfDataset({ name, columns }: Dataset): OutputFormat {
  if (formatByEnding(name) === binary) return binary;
  return columns ? csv : libsvm;
}
