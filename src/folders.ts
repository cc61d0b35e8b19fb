import { mkdir, stat } from 'node:fs/promises';
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
