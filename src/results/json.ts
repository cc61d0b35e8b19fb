import path from 'node:path';
import type { z } from 'zod';
import { InputError, readFailure, writeFailure } from '../util/errors.js';
import { makeFolder, readText, writeWhole } from '../util/files.js';
import { parseJson } from '../util/json.js';
import { setting } from '../util/setting.js';

/**
 * Reads a JSON file.
 * @param hint what to try if the file is no JSON
 * @throws UserError if the file cannot be read; InputError if it is no JSON
 */
export async function readJson(file: string, hint: string): Promise<unknown> {
  try {
    return parseJson(await readText(file));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new InputError({ file }, 'damaged: it is not JSON, or has millions of values', hint);
    throw readFailure(`'${file}'`, error);
  }
}

/**
 * The content of a file that this program wrote, once it is found to have the form of a schema.
 * @param noun what it should be
 * @throws InputError that says which part of it is wrong
 */
export function validated<Content>(
  schema: z.ZodType<Content>,
  content: unknown,
  { file, noun, hint }: { file: string; noun: string; hint: string },
): Content {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError({ file }, `no ${noun}: ${issue?.path.join('.') || 'it'}: ${issue?.message}`, hint);
}

/**
 * Does some work that writes into a folder of results.
 * @throws UserError if the folder cannot be written; else what the work throws
 */
export async function writingIn<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw writeFailure(folder, error, `Choose another folder with ${setting('out')}`);
  }
}

/** Writes JSON to a file in a folder, at once or not at all; makes the folder if there is none. Throws the system's errors. */
export async function writeJson(folder: string, name: string, content: object): Promise<void> {
  await makeFolder(folder);
  await writeWhole(path.join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
}
