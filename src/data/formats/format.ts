import { InputError } from '../../util/errors.js';
import { quoted } from '../../util/quoted.js';
import { setting } from '../../util/setting.js';
import { bomLength } from '../bytes/byte-order-mark.js';
import { type PeekedBytes, peek } from '../bytes/peek.js';
import type { ColumnPlan, RowReader } from '../rows.js';
import { COMMENT_LINE } from './comments.js';
import type { UserFormat } from './user-format.js';

/** What is known of a file's content: the user's options and, for a test file, properties of its training file. */
export interface FormatOptions extends UserFormat {
  /** LIBSVM: the index of the first feature of the training file, unless the user gives it. */
  trainingIndexBase?: 0 | 1;
  /** CSV: how the columns of the training file became features. */
  columns?: ColumnPlan;
  /** CSV: labels are not looked at, and their column may be missing; each is 0. */
  ignoreLabels?: boolean;
}

/**
 * Makes sure that test data have the format of their training data.
 *
 * @param isTable whether the file is CSV, or was made of CSV
 * @throws InputError if the other one has the other format
 */
export function refuseOtherFormat(file: string, isTable: boolean, { columns, trainingIndexBase }: FormatOptions): void {
  const isOther = isTable ? trainingIndexBase !== undefined : columns !== undefined;
  if (!isOther) return;
  const [here, there] = isTable ? ['CSV', 'LIBSVM'] : ['LIBSVM', 'CSV'];
  throw new InputError(
    { file },
    `this is ${here}, and the training data is ${there}`,
    `The test data must have the format of the training data: adabatch data convert ${setting('like')} makes it so`,
  );
}

/** Called with a fault at a place of a file. If it returns, the reader leaves the row out and continues if possible. */
export type Report = (fault: InputError) => void;

/** The readers' default for faults: the first one ends the reading. */
export const refuse: Report = (fault) => {
  throw fault;
};

/** A format that rows are read from. */
export interface Format {
  /** The bytes that every file in the format begins with, if it is not text. */
  magic?: Uint8Array;
  /**
   * Whether a text file that begins like this is in the format, sound or with a fault that its reader explains.
   *
   * @param lines the first hundred lines that are neither blank nor comments, at least one, decoded as latin1
   */
  recognises?(lines: readonly string[]): boolean;
  /** Reads the whole file; `lines` are the lines that were recognised. */
  read(
    bytes: AsyncIterable<Uint8Array>,
    file: string,
    lines: readonly string[],
    options: FormatOptions,
    report: Report,
  ): RowReader;
  /** Mends what can be mended without guessing; left out if that is nothing. */
  repair?(
    bytes: AsyncIterable<Uint8Array>,
    file: string,
    options: FormatOptions,
    report: Report,
  ): AsyncGenerator<Uint8Array, Repairs, void>;
}

/** Counts of what was mended in a file. */
export interface Repairs {
  /** Rows whose indices were sorted. */
  sorted: number;
  /** Values that were dropped, since the row repeats the same index and value. */
  dropped: number;
}

const ENOUGH_LINES = 100;
/** The most bytes searched for lines, however long the lines and the comments before them are. */
const MOST_BYTES = 1 << 20;
const LINE_BYTES = 1 << 16;

interface ForeignFormat {
  /** Matches the text before the sign of the format in its first line. */
  pattern: RegExp;
  /** Matches lines that show that such a first line is a mere title. */
  titleOf?: RegExp;
  problem: string;
  hint: string;
}

const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  {
    pattern: /^\s*(?=%%MatrixMarket)/i,
    problem: 'this is a MatrixMarket file, which has no labels and is not read',
    hint: 'Convert it, with its labels, to LIBSVM',
  },
  {
    pattern: /^\s*(?=@relation\b)/i,
    problem: 'this is an ARFF file, which is not read',
    hint: 'Convert it to CSV: the names of its @attribute lines, then the lines after @data',
  },
  {
    pattern: /^\s*(?=[[{])/,
    problem: 'this is JSON, which is not read',
    hint: 'Convert it to CSV or LIBSVM',
  },
  {
    pattern: /^\s*(?=<[!?a-z])/i,
    problem: 'this is HTML or XML, not data',
    hint: 'If it was downloaded, the address may lead to a page about the file',
  },
  {
    pattern: /^[^\s|,;#]+(?=\|[^\s|,;]*(?:\|\S*)?$)/,
    problem: "the cells of this table are separated by '|', which is not read",
    hint: 'Separate them by commas, semicolons or tabs',
  },
  {
    pattern: /^\s*(?:[-+.\deE]+(?:\s[^|,;"#]*)?)?(?=\|)/,
    titleOf: /^[^|]*[,;\t][^|]*$/,
    problem: "this is Vowpal Wabbit text ('|' opens a namespace), which is not read",
    hint: 'Convert it to LIBSVM lines, such as +1 3:0.5 7:1',
  },
];

/** A format, the lines by which it was recognised, and all of the bytes. */
export interface Detected<F extends Format> {
  format: F;
  lines: string[];
  bytes: PeekedBytes;
}

/**
 * Finds the format of a file by its first bytes or lines.
 *
 * @param formats in the order of checking
 * @throws InputError if the file has no rows, or is in none of the formats; a known foreign format is named
 */
export async function detectFormat<F extends Format>(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  formats: readonly F[],
): Promise<Detected<F>> {
  const bytes = await peek(
    chunks,
    (head) => head.length >= MOST_BYTES || [...dataLines(head)].filter(({ ended }) => ended).length >= ENOUGH_LINES,
  );
  try {
    const binary = formats.find(
      ({ magic }) => magic && Buffer.compare(magic, bytes.head.subarray(0, magic.length)) === 0,
    );
    if (binary) return { format: binary, lines: [], bytes };
    refuseBinary(bytes.head, file);
    refuseForeign([...dataLines(bytes.head)], file);
    const found = [...contentLines(bytes.head)];
    const [first] = found;
    if (first === undefined) {
      throw new InputError({ file }, 'there are no rows', 'The file is empty, or has only blank lines and comments');
    }
    const lines = found.map(({ text }) => text);
    const format = formats.find((candidate) => candidate.recognises?.(lines));
    if (format === undefined) {
      throw new InputError(
        { file, line: first.line, column: 1 },
        `${quoted(Buffer.from(first.text, 'latin1').toString())} is neither LIBSVM nor CSV`,
        'A line of LIBSVM is like +1 3:0.5 7:1, one of CSV like 5.1,3.5,setosa',
      );
    }
    return { format, lines, bytes };
  } catch (error) {
    await bytes.return();
    throw error;
  }
}

interface ContentLine {
  text: string;
  line: number;
  /** Whether its newline was seen. */
  ended: boolean;
}

/** A line in which a CSV cell is quoted; no line of LIBSVM looks like that, except in its comments. */
const QUOTING = /^\s*"|[,;\t]"/;

/** The first lines that are neither blank nor comments; a `#` within quotes begins no comment. */
function* contentLines(head: Uint8Array, comment: RegExp = COMMENT_LINE): Generator<ContentLine, void, void> {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  let start = bomLength(bytes);
  let count = 0;
  let isQuoted = false;
  for (let line = 1; start < bytes.length && count < ENOUGH_LINES; line++) {
    const newline = bytes.indexOf('\n', start);
    const end = newline < 0 ? bytes.length : newline;
    const text = bytes.toString('latin1', start, Math.min(end, start + LINE_BYTES));
    if (text.trim() !== '' && (isQuoted || !comment.test(text))) {
      count++;
      if (isQuoted || QUOTING.test(text)) isQuoted = isQuoted !== (text.split('"').length % 2 === 0);
      yield { text, line, ended: newline >= 0 };
    }
    start = end + 1;
  }
}

/** Also skips the comments of ARFF and MatrixMarket, so that these unsupported formats are recognised behind them. */
function dataLines(head: Uint8Array): Generator<ContentLine, void, void> {
  return contentLines(head, /^\s*(?:#|%(?!%MatrixMarket))/i);
}

function refuseBinary(head: Uint8Array, file: string): void {
  const nul = head.indexOf(0);
  if (nul < 0) return;
  const before = head.subarray(0, nul);
  const line = before.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 1);
  throw new InputError(
    { file, line, column: nul - before.lastIndexOf(10) },
    'there is a NUL byte: this is a binary file, not text',
    'Give a file in LIBSVM or CSV, or one that adabatch data convert made; a tar archive must be unpacked first',
  );
}

function refuseForeign([first, ...others]: readonly ContentLine[], file: string): void {
  if (first === undefined) return;
  for (const { pattern, titleOf, problem, hint } of FOREIGN_FORMATS) {
    const match = pattern.exec(first.text);
    const isTitle = titleOf && others.some(({ text }) => titleOf.test(text));
    if (match && !isTitle) {
      throw new InputError({ file, line: first.line, column: match[0].length + 1 }, problem, hint);
    }
  }
}
