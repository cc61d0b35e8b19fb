import { InputError, UserError } from '../../../util/errors.js';
import { setting } from '../../../util/setting.js';
import { LONG_LINE, wholeLines } from '../../../util/whole-lines.js';
import type { RowReader } from '../../rows.js';
import { parseDecimal } from '../decimal.js';
import { type Format, type FormatOptions, type Report, refuse, refuseOtherFormat } from '../format.js';
import { OTHER_BLANK } from './line.js';
import { repairLibsvm } from './repair.js';
import { type LibsvmOptions, LibsvmScanner } from './scanner.js';

/** The options for reading rows of LIBSVM text. */
type LibsvmReadOptions = LibsvmOptions & FormatOptions;

/** LIBSVM as one of the formats that are recognised by a file's first lines. */
export const libsvmFormat: Format = {
  recognises: isLibsvm,
  read: (bytes, file, _lines, options, report) => readLibsvm(bytes, { ...options, file }, report),
  repair: (bytes, file, options, report) => repairLibsvm(bytes, { ...options, file }, report),
};

/**
 * Reads rows in the LIBSVM format, `label [qid:int] index:value … [# comment]`, as they stream in.
 *
 * @param chunks the file's bytes, cut anywhere
 * @param report called for every fault
 * @returns chunks of about 1 to 8 MB; unless given, `features` counts up to the largest index written, even with a zero
 * @throws InputError at the first fault that `report` does not accept, if the file has no rows, or if its training file
 *   is CSV; UserError if it has more features than the options give
 */
export async function* readLibsvm(
  chunks: AsyncIterable<Uint8Array>,
  options: LibsvmReadOptions,
  report: Report = refuse,
): RowReader {
  refuseOtherFormat(options.file, false, options);
  const scanner = new LibsvmScanner(options, report);
  const refuseLong = () => {
    throw new InputError({ file: options.file, line: scanner.line, column: 1 }, ...LONG_LINE);
  };
  for await (const block of wholeLines(chunks, refuseLong)) {
    if (scanner.hasRows && !scanner.hasRoomFor(block.length)) yield scanner.take();
    scanner.scan(block);
  }
  if (scanner.rowsSeen === 0) {
    throw new InputError({ file: options.file }, 'there are no rows', 'A row is a line such as +1 3:0.5 7:1');
  }
  if (scanner.hasRows) yield scanner.take();
  const { indexBase, largest } = scanner;
  return { indexBase, features: countFeatures(largest, indexBase, options), notes: [] };
}

/**
 * The number of features, as the options give it or from the largest index.
 *
 * @throws UserError if the largest index exceeds the given number
 */
export function countFeatures(
  largest: number,
  indexBase: 0 | 1,
  { file, features }: { file: string; features?: number | undefined },
): number {
  const found = largest + 1 - indexBase;
  if (features === undefined || features >= found) return features ?? found;
  throw new UserError(
    `${setting('features')} ${features}: ${file} has an index ${largest}, which makes ${found} features from index ${indexBase}`,
    'Say a larger number, or leave it out',
  );
}

/** The number of lines by which a file is recognised. */
const LOOKED_AT = 5;

/** Whether the lines are LIBSVM: sound, or with a fault that only LIBSVM text can have. */
function isLibsvm(lines: readonly string[]): boolean {
  const texts = lines.slice(0, LOOKED_AT).map(rowText);
  if (texts.some((text) => text.includes('"'))) return false;
  return texts.some(hasPairs) || isLabelled(texts[0] ?? '') || haveSeparatedPairs(texts);
}

/** A line without its comment, and with spaces for other white space. */
function rowText(line: string): string {
  const [text = ''] = line.split('#', 1);
  return text.replaceAll(OTHER_BLANK, ' ').trim();
}

/** `index:value`, also of libffm (`field:feature:value`) or with a fault in the index or the value; or `qid:1`. */
const PAIR = /^(?:[-+.\d]+|qid):(?:[^:,;]*:)?[^:,;]*$/;

/** Whether most tokens after a line's first are pairs, which is hardly ever so in a CSV file. */
function hasPairs(text: string): boolean {
  const [, ...rest] = text.replace(/:[ \t]+/g, ':').split(/[ \t]+/);
  return rest.filter((token) => PAIR.test(token)).length > rest.length / 2;
}

/** Whether a line begins with a number and has no separator of CSV, or a pair with a decimal comma after the label. */
function isLabelled(text: string): boolean {
  const [label = ''] = text.split(/[ \t]+/, 1);
  return parseDecimal(label) !== undefined && (!/[,;\t]/.test(text) || /^\S+[ \t]+\d+:[-+]?\d*,\d/.test(text));
}

/**
 * Whether all lines are labels and pairs with the separators of CSV between them. Unless their indices rise, pairs of
 * whole numbers may be times of day, or scores.
 */
function haveSeparatedPairs(texts: readonly string[]): boolean {
  const rows = texts.map((text) =>
    text
      .split(/[,; \t]+/)
      .slice(1)
      .filter((cell) => cell !== ''),
  );
  const cells = rows.flat();
  if (cells.length === 0 || !cells.every((cell) => /^\d+:[^:]+$/.test(cell))) return false;
  const areTimes = cells.every((cell) => /^\d{1,2}:[0-5]\d$/.test(cell));
  return cells.some((cell) => cell.includes('.')) || (!areTimes && rows.every(areAscending));
}

function areAscending(pairs: readonly string[]): boolean {
  const indices = pairs.map((pair) => Number.parseInt(pair, 10));
  return indices.every((index, position) => index > (indices[position - 1] ?? -1));
}
