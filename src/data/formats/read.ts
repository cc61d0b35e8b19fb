import { isAbort } from '../../util/errors.js';
import { openSource, type SourceOptions } from '../bytes/source.js';
import { DamagedArchive } from '../bytes/unpack.js';
import { boundedRows, type UnpackBound } from '../bytes/unpack-bound.js';
import type { RowReader } from '../rows.js';
import { binaryFormat } from './binary/reader.js';
import { csvFormat } from './csv/reader.js';
import { type Detected, detectFormat, type Format, type FormatOptions, type Report, refuse } from './format.js';
import { libsvmFormat } from './libsvm/reader.js';

/** The formats that are read, in the order of checking. */
const FORMATS: readonly Format[] = [binaryFormat, libsvmFormat, csvFormat];

const NEWLINE = 10;

/** How to read a file: its known properties, the stream for stdin, and how to report progress. */
export type ReadOptions = FormatOptions & SourceOptions;

/**
 * Reads the rows of a file in any of the formats, packed or not. The file is opened with the first call of `next`,
 * so that nothing stays open if the rows are not read after all.
 *
 * @param path of the file, or `-` for stdin
 * @returns the file's name in messages, and the rows; for anything wrong with the file, `next` throws a
 *   UserError
 */
export function readRows(path: string, options: ReadOptions = {}): { name: string; rows: RowReader } {
  const rows = inFormat(path, options, (opened) => readOpened(opened, options, refuse));
  return { name: path === '-' ? 'stdin' : path, rows };
}

/** A file whose format is known. */
interface Opened extends Detected<Format> {
  /** Its name in messages. */
  name: string;
  /** The limit on what it unpacks to, if it is an archive. */
  bound: UnpackBound | undefined;
}

/** Reads the rows of a file whose format is known, and checks whether its last line is complete. */
export async function* readOpened(
  { format, lines, bytes, name, bound }: Opened,
  options: FormatOptions,
  report: Report,
): RowReader {
  let lastByte: number | undefined;
  const watched = shown(bytes, (chunk) => {
    lastByte = chunk.at(-1) ?? lastByte;
  });
  const rows = format.read(watched, name, lines, options, report);
  const summary = yield* bound ? boundedRows(rows, bound) : rows;
  const isText = format.magic === undefined;
  return !isText || lastByte === NEWLINE ? summary : { ...summary, endsWithoutNewline: true };
}

/**
 * Opens a file, finds its format, and passes on what a function makes of it in that format.
 *
 * @throws UserError if the file cannot be opened, or is in none of the formats
 */
export async function* inFormat<Piece, Result>(
  path: string,
  options: SourceOptions,
  use: (opened: Opened) => AsyncGenerator<Piece, Result, void>,
): AsyncGenerator<Piece, Result, void> {
  const { name, chunks, bound, canBeTested } = await openSource(path, options);
  try {
    return yield* use({ ...(await detectFormat(chunks, name, FORMATS)), name, bound });
  } catch (error) {
    if (canBeTested && !isAbort(error)) await testArchive(path, options);
    throw error;
  } finally {
    await chunks.return();
  }
}

/** Passes bytes on, and shows each chunk on its way. */
async function* shown(
  chunks: AsyncIterable<Uint8Array>,
  show: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunks) {
    show(chunk);
    yield chunk;
  }
}

/** Throws if an archive is damaged: an apparent fault of the data may come from that. */
async function testArchive(path: string, { signal, maxUnpacked }: SourceOptions): Promise<void> {
  try {
    const { chunks } = await openSource(path, { signal, maxUnpacked });
    for await (const _ of chunks);
  } catch (error) {
    if (error instanceof DamagedArchive || isAbort(error)) throw error;
  }
}
