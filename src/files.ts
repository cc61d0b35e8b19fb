import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

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
