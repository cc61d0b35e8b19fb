import { InputError, UserError } from '../../util/errors.js';
import type { ReadSummary } from '../rows.js';
import type { Repairs, Report } from './format.js';
import { inFormat, type ReadOptions, readOpened } from './read.js';

/** The result of reading a file for its faults. */
export interface CheckedFile {
  /** The number of rows without a fault, if the file could be read to its end. */
  rows: number;
  /** The reader's summary; undefined if a fault kept the reader from the end. */
  summary: ReadSummary | undefined;
}

/**
 * Reads a file to its end, whatever faults it has.
 *
 * @param path of the file, or `-` for stdin
 * @param report called for every fault, in the order of the lines
 * @throws UserError if the file cannot be read at all: it is missing, damaged, without rows or in none of the formats
 */
export async function checkFile(path: string, options: ReadOptions, report: Report): Promise<CheckedFile> {
  const checked: CheckedFile = { rows: 0, summary: undefined };
  let isRecognised = false;
  const reader = inFormat(path, options, (opened) => {
    isRecognised = true;
    return readOpened(opened, options, report);
  });
  try {
    for (;;) {
      const { done, value } = await reader.next();
      if (done === true) return { ...checked, summary: value };
      options.signal?.throwIfAborted();
      checked.rows += value.labels.length;
    }
  } catch (error) {
    const isFault = isRecognised && error instanceof InputError && error.place.line !== undefined;
    if (!isFault) throw error;
    report(error);
    return checked;
  }
}

/**
 * Mends every fault of a file that can be mended without guessing.
 *
 * @param report called for every fault that is left
 * @returns the mended bytes, unpacked, and at the end what was mended
 * @throws UserError if the file cannot be read, or its format has no faults that can be mended
 */
export function repairFile(
  path: string,
  options: ReadOptions,
  report: Report,
): AsyncGenerator<Uint8Array, Repairs, void> {
  return inFormat(path, options, ({ format, bytes, name }) => {
    if (format.repair) return format.repair(bytes, name, options, report);
    throw new UserError(
      `${name} is no LIBSVM file, and only those are repaired`,
      'Correct what adabatch data check finds',
    );
  });
}
