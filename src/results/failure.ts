import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readText } from '../util/files.js';
import { parseJson } from '../util/json.js';
import { writeJson, writingIn } from './json.js';
import { FAILED, withoutEnding } from './names.js';

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
  await writingIn(folder, () => writeJson(folder, fileOf(name), content));
}

/** Why a run or a search failed; undefined if it did not, or the file of it cannot be read. */
export async function readFailed(folder: string, name: string): Promise<Failure | undefined> {
  try {
    const { schema: _, ...failure } = failureSchema.parse(parseJson(await readText(path.join(folder, fileOf(name)))));
    return failure;
  } catch {
    return undefined;
  }
}

/** Forgets why some runs or searches failed, so that they are tried again. Throws a UserError if it cannot. */
export async function forgetFailed(folder: string, names: readonly string[]): Promise<void> {
  await writingIn(folder, async () => {
    for (const name of names) await rm(path.join(folder, fileOf(name)), { recursive: true, force: true });
  });
}

/** The names of all that failed in a folder, sorted. Throws the system's errors. */
export async function failedIn(folder: string): Promise<string[]> {
  return withoutEnding(await readdir(folder), ENDING);
}

function fileOf(name: string): string {
  return `${name}${ENDING}`;
}
