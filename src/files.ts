import { createHash } from 'node:crypto';
import { constants, createReadStream, openSync, type Stats, statSync } from 'node:fs';
import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import path from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';

/**
 * Makes a folder and those above it, where they do not exist. Node's own recursive mkdir never
 * returns where the system refuses a folder as if its parent were missing, as under /proc.
 * @param mode of the folders that are made
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  let made = await nearestExisting(folder);
  for (const name of path.relative(made, path.resolve(folder)).split(path.sep).filter(Boolean)) {
    made = path.join(made, name);
    await mkdir(made, { mode }).catch(unlessMadeMeanwhile);
  }
}

/** The folder itself, or the nearest one above it that exists. */
export async function nearestExisting(folder: string): Promise<string> {
  let existing = path.resolve(folder);
  while (!(await exists(existing))) existing = path.dirname(existing);
  return existing;
}

async function exists(name: string): Promise<boolean> {
  try {
    await stat(name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function unlessMadeMeanwhile(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Whether something can be read only once, and may keep its reader waiting: stdin (`-`), a pipe, a terminal. */
export function isReadOnce(file: string): boolean {
  if (file === '-') return true;
  const status = statusOf(file);
  return status !== undefined && !status.isFile() && !status.isDirectory();
}

/** How much of a file a stream gives at once, and what ends it with an AbortError. */
interface StreamOptions {
  highWaterMark?: number;
  signal?: AbortSignal | undefined;
}

/**
 * A file as a stream of bytes, which tells what is wrong with it as it is read. The event loop waits for pipes and
 * terminals: a thread that did so would keep the process from ending.
 * @throws as the system does, where a pipe or a terminal may not be read
 */
export function openStream(file: string, { signal, ...options }: StreamOptions = {}): Readable {
  const stream = openWaiting(file) ?? createReadStream(file, options);
  return signal ? addAbortSignal(signal, stream) : stream;
}

/** A pipe or a terminal; undefined for what is neither. */
function openWaiting(file: string): Readable | undefined {
  const status = statusOf(file);
  if (!status?.isFIFO() && !status?.isCharacterDevice()) return undefined;
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  if (isatty(fd)) return new ReadStream(fd);
  return status.isFIFO() ? new Socket({ fd, readable: true, writable: false }) : createReadStream(file, { fd });
}

const CHUNK_BYTES = 1 << 20;

/** The sha256 of a file's bytes. Throws as the system does. */
export async function sha256Of(
  file: string,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: (bytes: number) => void } = {},
): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of openStream(file, { highWaterMark: CHUNK_BYTES, signal })) {
    hash.update(chunk);
    bytes += chunk.length;
    onProgress?.(bytes);
  }
  return hash.digest('hex');
}

function statusOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    // Whoever reads it says what is wrong.
    return undefined;
  }
}

/**
 * Writes a file at once or not at all: to a temporary file `<file>.<process>.tmp`, which is then renamed. A
 * link stays one, and what is no plain file, such as a pipe, is written as it comes.
 */
export async function writeWhole(
  file: string,
  content: string | Iterable<string> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const isPlain = await stat(target).then(
    (found) => found.isFile() || found.isDirectory(),
    () => true,
  );
  if (!isPlain) return writeFile(target, content);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    // Whatever a killed process of the same number left; and nothing that was planted there is followed.
    await rm(temporary, { force: true });
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A folder of this tool in the user's cache folder; undefined where the user has none. */
export async function cacheFolder(name: string): Promise<string | undefined> {
  try {
    // Imported late: it fails where the user has no home.
    const { default: envPaths } = await import('env-paths');
    const { cache } = envPaths('adabatch', { suffix: '' });
    return path.isAbsolute(cache) ? path.join(cache, name) : undefined;
  } catch {
    return undefined;
  }
}
