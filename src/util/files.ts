import { createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { access, lstat, mkdir, open, readdir, realpath, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import path from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { UserError, writeFailure } from './errors.js';

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

/** Stdin as a stream of bytes. Node's own stream of a folder has none, so that nobody would know. */
export function openStdin(): Readable {
  return fstatSync(0).isDirectory() ? createReadStream('', { fd: 0 }) : process.stdin;
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

/** What a file is to hold. */
export type FileContent = string | Iterable<string> | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file at once or not at all: to a temporary file beside it, which then takes its name. A link of that name is
 * replaced and not followed, since somebody else may have planted it; a file of that name leaves its mode to the new one.
 */
export async function writeWhole(file: string, content: FileContent): Promise<void> {
  await writeTogether([file, content]);
}

/**
 * Writes files that belong together, each at once or not at all. The last one says that all are there: it is away while
 * the others change. After a power cut, what has a name is whole; the latest names may be missing.
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
 * Writes to what the user names, who may mean what a link leads to: at once or not at all, or as it comes where that is
 * no plain file, such as a pipe.
 */
export async function writeNamed(file: string, content: FileContent): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const status = statusOf(target);
  await (!status || status.isFile() || status.isDirectory() ? writeWhole(target, content) : writeFile(target, content));
}

/**
 * Writes a file that the user names, at once or not at all, in a folder that is made where there is none.
 * @param hint what to try where that fails
 * @throws UserError where the file cannot be written
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
 * @param hint what to try where that is not so
 * @throws as the system does, or a UserError where a part of its path is no folder
 */
export async function requireWritable(folder: string, hint: string): Promise<void> {
  const existing = await nearestExisting(folder);
  if (!(await stat(existing)).isDirectory()) throw new UserError(`${existing} is not a folder`, hint);
  await access(existing, constants.W_OK);
}

/** Writes the content of a file to a temporary one beside it, to the disk; returns what that is called. */
async function stage(file: string, content: FileContent): Promise<string> {
  const folder = path.dirname(file);
  await removeLeftovers(folder);
  const temporary = temporaryIn(folder);
  const opened = await open(temporary, 'wx');
  try {
    const replaced = await lstat(file).catch(() => undefined);
    if (replaced?.isFile()) await opened.chmod(replaced.mode & PERMISSIONS);
    await writeFile(opened, content);
    // Cheap for results; of gigabytes that were converted it would take longer than the work.
    if ((await opened.stat()).size <= LONGEST_TEXT) await opened.sync();
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await opened.close();
  }
}

/** The most that is read as one text, in bytes: a curve of 300,000 points takes some 75 MB. */
const LONGEST_TEXT = 128 * 2 ** 20;
const PERMISSIONS = 0o777;
const TEMPORARY = /^\.adabatch-[\w-]{16}\.tmp$/;
/** A temporary file that was not written to for so long belongs to no living process. */
const LEFTOVER_AGE_MS = 3_600_000;

/** A name for a temporary file in a folder, which nobody can foresee. */
export function temporaryIn(folder: string): string {
  return path.join(folder, `.adabatch-${randomBytes(12).toString('base64url')}.tmp`);
}

const tidied = new Set<string>();

/** Removes the temporary files that killed processes of this user left in a folder; once a process and folder. */
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
 * The text of a file that is read whole.
 * @throws as the system does; with the code ESPIPE where it is no plain file, so that nobody waits for a pipe, and EFBIG
 *   where it is larger than 128 MiB
 */
export async function readText(file: string): Promise<string> {
  const opened = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = await opened.stat();
    if (!status.isFile() && !status.isDirectory()) throw systemError('ESPIPE', `${file} is no plain file`);
    if (status.size > LONGEST_TEXT) throw systemError('EFBIG', `${file} is larger than ${LONGEST_TEXT} bytes`);
    return await opened.readFile('utf8');
  } finally {
    await opened.close();
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
