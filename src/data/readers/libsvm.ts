import { InputError } from '../../errors.js';
import type { RowReader } from '../rows.js';
import { parseDecimal } from './decimal.js';
import { type Format, type FormatOptions, type Report, refuse } from './format.js';
import { repairLibsvm } from './libsvm-repair.js';
import { type LibsvmOptions, LibsvmScanner } from './libsvm-scanner.js';
import { wholeLines } from './whole-lines.js';

/** LIBSVM as one of the formats that are recognised by a file's first lines. */
export const libsvmFormat: Format = {
  recognises: (lines) => !lines.some(hasQuote) && (lines.some(hasPairs) || isLabelled(lines[0] ?? '')),
  read: (bytes, file, _lines, options, report) => readLibsvm(bytes, libsvmOptions(file, options), report),
  repair: (bytes, file, options, report) => repairLibsvm(bytes, libsvmOptions(file, options), report),
};

function libsvmOptions(file: string, { indexBase }: FormatOptions): LibsvmOptions {
  return { file, ...(indexBase !== undefined && { indexBase }) };
}

/**
 * Reads rows in the LIBSVM format, `label [qid:int] index:value … [# comment]`, as they stream in.
 *
 * @param chunks the file's bytes, cut anywhere
 * @param report told of every fault
 * @returns chunks of about 1 to 8 MB; `features` counts up to the largest index written, even with a zero
 * @throws InputError at the first fault that `report` does not take, or where the file has no rows
 */
export async function* readLibsvm(
  chunks: AsyncIterable<Uint8Array>,
  options: LibsvmOptions,
  report: Report = refuse,
): RowReader {
  const scanner = new LibsvmScanner(options, report);
  for await (const block of wholeLines(chunks)) {
    if (scanner.hasRows && !scanner.hasRoomFor(block.length)) yield scanner.take();
    scanner.scan(block);
  }
  if (scanner.rowsSeen === 0) {
    throw new InputError({ file: options.file }, 'there are no rows', 'A row is a line such as +1 3:0.5 7:1');
  }
  if (scanner.hasRows) yield scanner.take();
  const indexBase = options.indexBase ?? (scanner.zeroSeen ? 0 : 1);
  return { indexBase, features: scanner.largest + 1 - indexBase, notes: [] };
}

/** `index:value`, also of libffm (`field:feature:value`) or with a fault in the index or the value; or `qid:1`. */
const PAIR = /^(?:[-+.\d]+|qid):(?:[^:,;]*:)?[^:,;]*$/;

/** Whether most of what follows a line's first token is pairs, which the text of a CSV file hardly ever is. */
function hasPairs(line: string): boolean {
  const [, ...rest] = withoutComment(line.replace(/:[ \t]+/g, ':')).split(/[ \t]+/);
  return rest.filter((token) => PAIR.test(token)).length > rest.length / 2;
}

/** Whether a line begins with a number, and goes on without a separator of CSV or with a pair that has a decimal comma. */
function isLabelled(line: string): boolean {
  const text = withoutComment(line);
  const [label = ''] = text.split(/[ \t]+/, 1);
  return parseDecimal(label) !== undefined && (!/[,;\t]/.test(text) || /^\S+[ \t]+\d+:[-+]?\d*,\d/.test(text));
}

/** As CSV has them, around cells that may hold anything, lines of their own too. */
function hasQuote(line: string): boolean {
  return withoutComment(line).includes('"');
}

function withoutComment(line: string): string {
  const [text = ''] = line.split('#', 1);
  return text.trim();
}
