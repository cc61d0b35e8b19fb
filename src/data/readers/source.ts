import { stat } from 'node:fs/promises';
import { addAbortSignal, Readable } from 'node:stream';
import { max } from 'simple-statistics';
import { InputError, readFailure } from '../../errors.js';
import { isReadOnce, openStdin, openStream } from '../../files.js';
import { type PeekedBytes, peek } from './peek.js';
import { PACKINGS, unpack } from './unpack.js';

/** The unpacked bytes of a file or of stdin. */
export interface Source {
  /** What messages call it: the path as given, or `stdin`. */
  name: string;
  /** Chunks of up to about 1 MB, each its own memory. Take them to the end, or call `return`: that closes the file. */
  chunks: PeekedBytes;
  /** Whether the chunks come out of an archive that can be read again. */
  isArchive: boolean;
}

/** What `openSource` can be told. */
export interface SourceOptions {
  /** Read in place of the process's own stdin. */
  stdin?: AsyncIterable<Uint8Array>;
  /** Called at every chunk with the bytes read so far, as they are stored (packed), and their total if it is known. */
  onProgress?: (bytesRead: number, totalBytes: number | undefined) => void;
  /** Ends the reading with an AbortError, also while there is nothing to read yet. */
  signal?: AbortSignal | undefined;
}

const CHUNK_BYTES = 1 << 20;
const LONGEST_MAGIC = max(PACKINGS.map(({ magic }) => magic.length));
const UTF16_MARKS = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];

/**
 * Opens a file, or stdin for `-`, and unpacks gzip, bzip2 and xz, which are known by their first bytes.
 *
 * @throws UserError where the file cannot be opened, or is packed or encoded in a way that is not read. An archive
 *   that is damaged further on throws where its chunks are read.
 */
export async function openSource(path: string, options: SourceOptions = {}): Promise<Source> {
  const name = path === '-' ? 'stdin' : path;
  const stored = await peek(storedBytes(path, options), (head) => head.length >= LONGEST_MAGIC);
  const packing = PACKINGS.find(({ magic }) => startsWith(stored.head, magic));
  const bytes = packing === undefined ? stored : unpack(stored, packing, name);
  const chunks = await peek(bytes, (head) => head.length >= 2);
  if (UTF16_MARKS.some((mark) => startsWith(chunks.head, mark))) {
    await chunks.return();
    throw new InputError({ file: name }, 'the text is in UTF-16, which is not read', 'Save it as UTF-8');
  }
  return { name, chunks, isArchive: packing !== undefined && !isReadOnce(path) };
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, position) => bytes[position] === byte);
}

async function* storedBytes(path: string, options: SourceOptions): AsyncGenerator<Uint8Array, void, void> {
  const { onProgress } = options;
  let bytesRead = 0;
  try {
    const totalBytes = isReadOnce(path) ? undefined : (await stat(path)).size;
    for await (const chunk of openStored(path, options)) {
      bytesRead += chunk.length;
      onProgress?.(bytesRead, totalBytes);
      yield chunk;
    }
  } catch (error) {
    throw readFailure(path === '-' ? 'stdin' : `'${path}'`, error);
  }
}

function openStored(path: string, { stdin: given, signal }: SourceOptions): AsyncIterable<Uint8Array> {
  if (path !== '-') return openStream(path, { highWaterMark: CHUNK_BYTES, signal });
  const stdin = given ?? openStdin();
  return signal && stdin instanceof Readable ? addAbortSignal(signal, stdin) : stdin;
}
