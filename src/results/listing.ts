import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { readFailure } from '../util/errors.js';

/** The contents of some paths; folders inside folders are not opened. */
export interface Listing {
  /** The files named, and the JSON files of the folders named, sorted by name. */
  files: { file: string; explicit: boolean }[];
  /** The folders inside those named, without hidden ones and those that are named themselves. */
  subfolders: string[];
}

/** Lists files and folders. Throws a UserError if one cannot be read. */
export async function listResults(paths: string[]): Promise<Listing> {
  const listings = await Promise.all(paths.map(listPath));
  const named = new Set(paths.map((name) => path.resolve(name)));
  return {
    files: listings.flatMap(({ files }) => files),
    subfolders: listings.flatMap(({ subfolders }) => subfolders).filter((name) => !named.has(path.resolve(name))),
  };
}

async function listPath(name: string): Promise<Listing> {
  try {
    const isFolder = (await stat(name)).isDirectory();
    return isFolder ? await listFolder(name) : { files: [{ file: name, explicit: true }], subfolders: [] };
  } catch (error) {
    throw readFailure(`'${name}'`, error);
  }
}

async function listFolder(folder: string): Promise<Listing> {
  const entries = await readdir(folder, { withFileTypes: true });
  const subfolders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const files = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith('.json'));
  // By code unit, so that the order does not depend on the machine's language.
  const pathsOf = (those: typeof entries) => {
    return those
      .map(({ name }) => name)
      .sort()
      .map((name) => path.join(folder, name));
  };
  return { files: pathsOf(files).map((file) => ({ file, explicit: false })), subfolders: pathsOf(subfolders) };
}
