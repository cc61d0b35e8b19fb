import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError, writeFailure } from '../errors.js';
import { type FileContent, makeFolder, nearestExisting, writeNamed } from '../files.js';

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
