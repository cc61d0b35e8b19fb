import { isAbort } from '../../errors.js';
import type { RowReader } from '../rows.js';
import { binaryFormat } from './binary.js';
import { csvFormat } from './csv.js';
import { type Detected, detectFormat, type Format, type FormatOptions, type Report, refuse } from './format.js';
import { libsvmFormat } from './libsvm.js';
import { openSource, type SourceOptions } from './source.js';

/** The formats that are read, in the order in which they are asked whether a file is theirs. */
const FORMATS: readonly Format[] = [binaryFormat, libsvmFormat, csvFormat];

const NEWLINE = 10;

/** How to read a file: what is known of its content, where stdin is, and whom to tell of the progress. */
export type ReadOptions = FormatOptions & SourceOptions;

/**
 * Reads the rows of a file in any of the formats, packed or not. The file is opened with the first call of `next`,
 * so that nothing is left open where the rows are not read after all.
 *
 * @param path of the file, or `-` for stdin
 * @returns the name that messages call it by, and the rows; whatever is wrong with the file is a UserError that
 *   `next` throws
 */
export function readRows(path: string, options: ReadOptions = {}): { name: string; rows: RowReader } {
  const rows = inFormat(path, options, (detected, name) => readDetected(detected, name, options, refuse));
  return { name: path === '-' ? 'stdin' : path, rows };
}

/** Reads the rows of a file whose format is known, and looks whether its last line is whole. */
export async function* readDetected(
  { format, lines, bytes }: Detected<Format>,
  name: string,
  options: FormatOptions,
  report: Report,
): RowReader {
  let lastByte: number | undefined;
  const watched = shown(bytes, (chunk) => {
    lastByte = chunk.at(-1) ?? lastByte;
  });
  const summary = yield* format.read(watched, name, lines, options, report);
  const isText = format.magic === undefined;
  return !isText || lastByte === NEWLINE ? summary : { ...summary, endsWithoutNewline: true };
}

/**
 * Opens a file, finds its format, and goes through what is made of it in that format.
 *
 * @param use told the format, and what messages call the file
 * @throws UserError where the file cannot be opened, or is in none of the formats
 */
export async function* inFormat<Piece, Result>(
  path: string,
  options: SourceOptions,
  use: (detected: Detected<Format>, name: string) => AsyncGenerator<Piece, Result, void>,
): AsyncGenerator<Piece, Result, void> {
  const { name, chunks, isArchive } = await openSource(path, options);
  try {
    return yield* use(await detectFormat(chunks, name, FORMATS), name);
  } catch (error) {
    if (isArchive && !isAbort(error)) await testArchive(path);
    throw error;
  } finally {
    await chunks.return();
  }
}

/** Bytes that pass, each chunk shown on its way. */
async function* shown(
  chunks: AsyncIterable<Uint8Array>,
  show: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunks) {
    show(chunk);
    yield chunk;
  }
}

/** Throws where an archive is damaged: what looks like a fault of the data may come from that. */
async function testArchive(path: string): Promise<void> {
  const { chunks } = await openSource(path);
  for await (const _ of chunks);
}
