import type { RowReader } from '../rows.js';
import { binaryFormat } from './binary.js';
import { csvFormat } from './csv.js';
import { detectFormat, type Format, type FormatOptions } from './format.js';
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
  return { name: path === '-' ? 'stdin' : path, rows: openRows(path, options) };
}

async function* openRows(path: string, options: ReadOptions): RowReader {
  const { name, chunks, packed } = await openSource(path, options);
  try {
    const { format, lines, bytes } = await detectFormat(chunks, name, FORMATS);
    let lastByte: number | undefined;
    const watched = shown(bytes, (chunk) => {
      lastByte = chunk.at(-1) ?? lastByte;
    });
    const summary = yield* format.read(watched, name, lines, options);
    const isText = format.magic === undefined;
    return !isText || lastByte === NEWLINE ? summary : { ...summary, endsWithoutNewline: true };
  } catch (error) {
    if (packed && path !== '-') await testArchive(path);
    throw error;
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
