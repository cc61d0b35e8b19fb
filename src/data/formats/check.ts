import { InputError, UserError } from '../../util/errors.js';
import type { ReadSummary } from '../rows.js';
import type { Repairs, Report } from './format.js';
import { inFormat, type ReadOptions, readOpened } from './read.js';

/** What is known of a file that was read for its faults. */
export interface CheckedFile {
  /** Rows without a fault, where it could be read to its end. */
  rows: number;
  /** What the reader knows at the end; undefined where it could not go on to the end after a fault. */
  summary: ReadSummary | undefined;
}

/**
 * Reads a file to its end, whatever faults there are in it.
 *
 * @param path of the file, or `-` for stdin
 * @param report told of every fault, in the order of the lines
 * @throws UserError where the file cannot be read at all: it is missing, damaged, without rows or in none of the formats
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
 * Mends what can be mended in a file without guessing.
 *
 * @param report told of every fault that is left
 * @returns the mended bytes, unpacked, and at the end what was mended
 * @throws UserError where the file cannot be read, or its format has nothing that could be mended
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
