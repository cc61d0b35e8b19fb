import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, Readable } from 'node:stream';
import { max } from 'simple-statistics';
import { InputError, readFailure } from '../../util/errors.js';
import { isReadOnce, openStdin, openStream } from '../../util/files.js';
import { type PeekedBytes, peek } from './peek.js';
import { PACKINGS, unpack } from './unpack.js';
import { boundedBytes, UnpackBound } from './unpack-bound.js';

/** The unpacked bytes of a file or of stdin. */
export interface Source {
  /** What messages call it: the path as given, or `stdin`. */
  name: string;
  /** Chunks of up to about 1 MB, each its own memory. Take them to the end, or call `return`: that closes the file. */
  chunks: PeekedBytes;
  /** The limit on what it unpacks to, if it is an archive. */
  bound: UnpackBound | undefined;
  /** Whether it is an archive that can be read again. */
  canBeTested: boolean;
}

/** The options of `openSource`. */
export interface SourceOptions {
  /** Read instead of the process's own stdin. */
  stdin?: AsyncIterable<Uint8Array>;
  /** Called at every chunk with the stored (packed) bytes read so far, and their total if it is known. */
  onProgress?: ((bytesRead: number, totalBytes: number | undefined) => void) | undefined;
  /** Ends the reading with an AbortError, even while there is nothing to read yet. */
  signal?: AbortSignal | undefined;
  /** The bytes that an archive may unpack to, if the user sets a limit. */
  maxUnpacked?: number | undefined;
}

const CHUNK_BYTES = 1 << 20;
const LONGEST_MAGIC = max(PACKINGS.map(({ magic }) => magic.length));
const UTF16_MARKS = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];

/**
 * Opens a file, or stdin for `-`, and unpacks gzip, bzip2 and xz, recognised by their first bytes.
 *
 * @throws UserError if the file cannot be opened, or has a packing or encoding that is not supported. An archive
 *   that is damaged further on throws when its chunks are read.
 */
export async function openSource(path: string, options: SourceOptions = {}): Promise<Source> {
  const name = path === '-' ? 'stdin' : path;
  const stored = await peek(storedBytes(path, options), (head) => head.length >= LONGEST_MAGIC);
  const packing = PACKINGS.find(({ magic }) => startsWith(stored.head, magic));
  const { maxUnpacked, signal } = options;
  const bound = packing && (await UnpackBound.of({ file: name, packing: packing.name, maxUnpacked }));
  const bytes = packing && bound ? boundedBytes(unpack(stored, packing, name, bound.used), bound, signal) : stored;
  const chunks = await peek(bytes, (head) => head.length >= 2);
  if (UTF16_MARKS.some((mark) => startsWith(chunks.head, mark))) {
    await chunks.return();
    throw new InputError({ file: name }, 'the text is in UTF-16, which is not read', 'Save it as UTF-8');
  }
  return { name, chunks, bound, canBeTested: packing !== undefined && !isReadOnce(path) };
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, position) => bytes[position] === byte);
}

/**
 * The bytes of a file as they are stored.
 * @throws InputError if the file changed since the reading began
 */
async function* storedBytes(path: string, options: SourceOptions): AsyncGenerator<Uint8Array, void, void> {
  const { onProgress } = options;
  let bytesRead = 0;
  try {
    const before = isReadOnce(path) ? undefined : await stat(path);
    for await (const chunk of openStored(path, options)) {
      bytesRead += chunk.length;
      onProgress?.(bytesRead, before?.size);
      yield chunk;
    }
    if (before && !isSame(before, await stat(path))) throw new InputError({ file: path }, ...CHANGED);
  } catch (error) {
    throw readFailure(path === '-' ? 'stdin' : `'${path}'`, error);
  }
}

const CHANGED = [
  'the file was changed while it was read',
  'Wait until nobody writes to it, and run this again',
] as const;

/** Whether a file was neither written to meanwhile nor replaced by another. */
function isSame(before: Stats, after: Stats): boolean {
  return (['size', 'mtimeMs', 'ctimeMs', 'ino'] as const).every((part) => before[part] === after[part]);
}

function openStored(path: string, { stdin: given, signal }: SourceOptions): AsyncIterable<Uint8Array> {
  if (path !== '-') return openStream(path, { highWaterMark: CHUNK_BYTES, signal });
  const stdin = given ?? openStdin();
  return signal && stdin instanceof Readable ? addAbortSignal(signal, stdin) : stdin;
}
