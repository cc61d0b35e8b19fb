import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { readFailure, UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';

// The names of the files in a folder of results, without their endings.

/** The plan of a sweep. */
export const PLAN = 'plan';
/** The prefix of the names of step-size searches. */
export const SEARCH = 'search-';
/** The suffix of the names of interrupted runs. */
export const INTERRUPTED = '.interrupted';
/** The suffix of the names of reasons why runs failed. */
export const FAILED = '.failed';

/** The names of the files with an ending, without it, sorted. */
export function withoutEnding(files: readonly string[], ending: string): string[] {
  return files.flatMap((file) => (file.endsWith(ending) ? [file.slice(0, -ending.length)] : [])).sort();
}

/** How the files of runs begin, whatever their layout. */
const BEGINNINGS = { json: /^\s*\{\s*"schema":\s*"adabatch\/run@/, csv: /^run_id,/ };
const BYTES_LOOKED_AT = 100;

/**
 * Makes sure, before any work is done, that a run may have a name in a folder: that the name is not reserved, and
 * that only files of a run are overwritten.
 * @throws UserError otherwise
 */
export async function requireFreeName(folder: string, name: string): Promise<void> {
  const reserved = reservedFor(name);
  if (reserved)
    throw new UserError(
      `${setting('name')} ${name}: a folder of results has ${reserved} under this name`,
      'Choose another name',
    );
  for (const [ending, beginning] of Object.entries(BEGINNINGS)) {
    const file = path.join(folder, `${name}.${ending}`);
    const text = await beginningOf(file);
    if (text !== undefined && !beginning.test(text)) {
      throw new UserError(
        `${setting('name')} ${name}: ${file} is no result of a run, and would be overwritten`,
        `Choose another name, or another folder with ${setting('out')}`,
      );
    }
  }
}

/** Ignores case, since some systems take `Plan` for `plan`. */
function reservedFor(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower === PLAN) return 'the plan of a sweep';
  if (lower.startsWith(SEARCH)) return 'a search for a step size';
  if (lower.endsWith(FAILED)) return 'the reason why a run failed';
  return lower.endsWith(INTERRUPTED) ? 'an interrupted run' : undefined;
}

/** The beginning of a file; undefined if there is no file, or none that keeps what is written to it. */
async function beginningOf(file: string): Promise<string | undefined> {
  if (!(await isPlainFile(file))) return undefined;
  const opened = await open(file).catch((error) => {
    throw readFailure(`'${file}'`, error);
  });
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(BYTES_LOOKED_AT), 0, BYTES_LOOKED_AT, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await opened.close();
  }
}

function isPlainFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
