import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  readFileSync,
  type Stats,
  statSync,
} from 'node:fs';
import { access, lstat, mkdir, open, readdir, realpath, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import path from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { UserError, writeFailure } from './errors.js';

/**
 * Makes a folder and its missing parents. Node's own recursive mkdir never
 * returns if the system refuses a folder as if its parent were missing, as under /proc.
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
async function nearestExisting(folder: string): Promise<string> {
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

/** Whether a source can be read only once, and may keep its reader waiting: stdin (`-`), a pipe, a terminal. */
export function isReadOnce(file: string): boolean {
  if (file === '-') return true;
  const status = statusOf(file);
  return status !== undefined && !status.isFile() && !status.isDirectory();
}

/** The size of a stream's chunks, and the signal that ends it with an AbortError. */
interface StreamOptions {
  highWaterMark?: number;
  signal?: AbortSignal | undefined;
}

/**
 * A file as a stream of bytes, which reports faults as it is read. The event loop waits for pipes and
 * terminals: a thread that waited would keep the process from ending.
 * @throws as the system does, if a pipe or a terminal may not be read
 */
export function openStream(file: string, { signal, ...options }: StreamOptions = {}): Readable {
  const stream = openWaiting(file) ?? createReadStream(file, options);
  return signal ? addAbortSignal(signal, stream) : stream;
}

/** Stdin as a stream of bytes. For a folder, Node's own stream is silently empty, so this one reads it and fails. */
export function openStdin(): Readable {
  return fstatSync(0).isDirectory() ? createReadStream('', { fd: 0 }) : process.stdin;
}

/** Opens a pipe or a terminal; undefined for anything else. */
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
    // The reader of the file reports the fault.
    return undefined;
  }
}

/** The content to write to a file. */
export type FileContent = string | Iterable<string> | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file at once or not at all: to a temporary file beside it, which then takes its name. A link of that name is
 * replaced, not followed, since somebody else may have planted it; the new file keeps the mode of the one it replaces.
 */
export async function writeWhole(file: string, content: FileContent): Promise<void> {
  await writeTogether([file, content]);
}

/**
 * Writes files that belong together, each at once or not at all. The last one marks the set as complete: it is removed
 * while the others change. After a power cut, each named file is whole; the latest names may be missing.
 */
export async function writeTogether(...files: [file: string, content: FileContent][]): Promise<void> {
  const staged: string[] = [];
  try {
    for (const [file, content] of files) staged.push(await stage(file, content));
    const [last] = files.at(-1) as [string, FileContent];
    if (files.length > 1) await rm(last, { force: true });
    for (const [position, [file]] of files.entries()) await rename(staged[position] as string, file);
  } finally {
    for (const temporary of staged) await rm(temporary, { force: true });
  }
}

/**
 * Writes to a path that the user names, and follows links, as the user may intend. It writes at once or not at all, or
 * piece by piece if the target is no plain file, such as a pipe.
 */
export async function writeNamed(file: string, content: FileContent): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const status = statusOf(target);
  await (!status || status.isFile() || status.isDirectory() ? writeWhole(target, content) : writeFile(target, content));
}

/**
 * Writes a file that the user names, at once or not at all; makes its folder if that is missing.
 * @param hint what to try if that fails
 * @throws UserError if the file cannot be written
 */
export async function writeNamedFile(file: string, content: FileContent, hint: string): Promise<void> {
  try {
    await makeFolder(path.dirname(file));
    await writeNamed(file, content);
  } catch (error) {
    throw writeFailure(file, error, hint);
  }
}

/**
 * Makes sure, before any work is done, that a folder can be written or made.
 * @param hint what to try if it cannot
 * @throws as the system does, or a UserError if a part of its path is no folder
 */
export async function requireWritable(folder: string, hint: string): Promise<void> {
  const existing = await nearestExisting(folder);
  if (!(await stat(existing)).isDirectory()) throw new UserError(`${existing} is not a folder`, hint);
  await access(existing, constants.W_OK);
}

/** Writes the content of a file to a temporary one beside it, and on to the disk; returns that file's name. */
async function stage(file: string, content: FileContent): Promise<string> {
  const folder = path.dirname(file);
  await removeLeftovers(folder);
  const temporary = temporaryIn(folder);
  const opened = await open(temporary, 'wx');
  try {
    const replaced = await lstat(file).catch(() => undefined);
    if (replaced?.isFile()) await opened.chmod(replaced.mode & PERMISSIONS);
    await writeFile(opened, content);
    // A sync is cheap for results; for gigabytes of converted data it would take longer than the work.
    if ((await opened.stat()).size <= LONGEST_TEXT) await opened.sync();
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await opened.close();
  }
}

/** The most bytes that are read as one text: a curve of 300,000 points takes some 75 MB. */
const LONGEST_TEXT = 128 * 2 ** 20;
const PERMISSIONS = 0o777;
const TEMPORARY = /^\.adabatch-[\w-]{16}\.tmp$/;
/** A temporary file that was not written to for this long belongs to no living process. */
const LEFTOVER_AGE_MS = 3_600_000;

/** A name for a temporary file in a folder, which nobody can predict. */
export function temporaryIn(folder: string): string {
  return path.join(folder, `.adabatch-${randomBytes(12).toString('base64url')}.tmp`);
}

const tidied = new Set<string>();

/** Removes the temporary files that killed processes of this user left in a folder; once per process and folder. */
export async function removeLeftovers(folder: string): Promise<void> {
  if (tidied.has(folder)) return;
  tidied.add(folder);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!TEMPORARY.test(name)) continue;
    const file = path.join(folder, name);
    const status = await lstat(file).catch(() => undefined);
    const isLeft = status?.uid === process.getuid?.() && Date.now() - (status?.mtimeMs ?? 0) > LEFTOVER_AGE_MS;
    if (isLeft) await rm(file, { force: true }).catch(() => {});
  }
}

/**
 * Reads a file whole, as text.
 * @throws as the system does; with the code ESPIPE if it is no plain file, so that nobody waits for a pipe, and EFBIG
 *   if it is larger than 128 MiB
 */
export async function readText(file: string): Promise<string> {
  // Without a turn of the event loop, of which a small file would take four: of a thousand results, 0.2 s.
  const opened = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = fstatSync(opened);
    if (!status.isFile() && !status.isDirectory()) throw systemError('ESPIPE', `${file} is no plain file`);
    if (status.size > LONGEST_TEXT) throw systemError('EFBIG', `${file} is larger than ${LONGEST_TEXT} bytes`);
    return readFileSync(opened, 'utf8');
  } finally {
    closeSync(opened);
  }
}

function systemError(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}

/** The bytes that a user may still write to the disk of a folder, which need not exist. Throws as the system does. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(await nearestExisting(folder));
  return bavail * bsize;
}

/** A folder of this tool in the user's cache folder; undefined if the user has none. */
export async function cacheFolder(name: string): Promise<string | undefined> {
  try {
    // Imported late: it fails if the user has no home.
    const { default: envPaths } = await import('env-paths');
    const { cache } = envPaths('adabatch', { suffix: '' });
    return path.isAbsolute(cache) ? path.join(cache, name) : undefined;
  } catch {
    return undefined;
  }
}
