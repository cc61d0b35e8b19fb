import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFailure } from '../util/errors.js';
import { makeFolder, readText, writeWhole } from '../util/files.js';
import { parseJson } from '../util/json.js';
import { setting } from '../util/setting.js';
import { FAILED } from './names.js';

const ENDING = `${FAILED}.json`;

/** What failed so often is not tried again unless that is asked for: the fault may be that of one machine or moment. */
export const MOST_ATTEMPTS = 3;

const failureSchema = z.object({
  schema: z.literal('adabatch/failed@1'),
  /** Why there is no result, in a line. */
  reason: z.string(),
  /** How often it failed. */
  attempts: z.int().positive(),
  /** The machine and the scheduler's job that saw it fail, by their names. */
  host: z.string(),
  job: z.string().optional(),
});
/** Why a folder has no result of a run or of a search that was tried: `<name>.failed.json`. */
export type Failure = Omit<z.infer<typeof failureSchema>, 'schema'>;

/** Writes why a run or a search failed. Throws a UserError if the folder cannot be written. */
export async function writeFailed(folder: string, name: string, failure: Failure): Promise<void> {
  const content = failureSchema.parse({ schema: 'adabatch/failed@1', ...failure });
  try {
    await makeFolder(folder);
    await writeWhole(fileOf(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  } catch (error) {
    throw writeFailure(folder, error, `Choose another folder with ${setting('out')}`);
  }
}

/** Why a run or a search failed; undefined if it did not, or the file of it cannot be read. */
export async function readFailed(folder: string, name: string): Promise<Failure | undefined> {
  try {
    const { schema: _, ...failure } = failureSchema.parse(parseJson(await readText(fileOf(folder, name))));
    return failure;
  } catch {
    return undefined;
  }
}

/** Forgets why some runs or searches failed, so that they are tried again. Throws a UserError if it cannot. */
export async function forgetFailed(folder: string, names: readonly string[]): Promise<void> {
  try {
    for (const name of names) await rm(fileOf(folder, name), { recursive: true, force: true });
  } catch (error) {
    throw writeFailure(folder, error, `Choose another folder with ${setting('out')}`);
  }
}

/** The names of all that failed in a folder, sorted. Throws the system's errors. */
export async function failedIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => (name.endsWith(ENDING) ? [name.slice(0, -ENDING.length)] : [])).sort();
}

function fileOf(folder: string, name: string): string {
  return path.join(folder, `${name}${ENDING}`);
}
