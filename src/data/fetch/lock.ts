import { constants } from 'node:fs';
import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { UserError, writeFailure } from '../../util/errors.js';
import { temporaryIn } from '../../util/files.js';
import { parseJson } from '../../util/json.js';

/** Who holds a lock. */
const holderSchema = z.strictObject({ pid: z.int(), host: z.string(), since: z.string() });

/**
 * Does some work that no two processes may do at once. The lock is a file that is made only where there is none; one
 * that a process of this machine left, and which no longer runs, is taken over.
 * @param lock the file
 * @param what is done, for the message to who comes second
 * @throws UserError where another process is at it, or the file cannot be written
 */
export async function withLock<Result>(lock: string, what: string, work: () => Promise<Result>): Promise<Result> {
  await acquire(lock, what);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string, what: string): Promise<void> {
  const own = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() });
  while (!(await create(lock, own))) {
    const found = await contentOf(lock);
    // Let go of meanwhile.
    if (found === undefined) continue;
    if (!isLeft(found)) throw held(lock, what, found);
    await remove(lock, found);
  }
}

async function create(lock: string, content: string): Promise<boolean> {
  try {
    await writeFile(lock, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    await rm(lock, { force: true });
    throw writeFailure(lock, error, 'Make room there');
  }
}

/** What is in a lock, nothing if that may not be read; undefined where there is none. */
async function contentOf(lock: string): Promise<string | undefined> {
  return readFile(lock, 'utf8').catch(({ code }) => (code === 'ENOENT' ? undefined : ''));
}

/** Removes a lock that was left, and gives it back if another process took it over in between. */
async function remove(lock: string, left: string): Promise<void> {
  const aside = temporaryIn(path.dirname(lock));
  await rename(lock, aside).catch(() => {});
  const moved = await readFile(aside, 'utf8').catch(() => left);
  if (moved !== left) await copyFile(aside, lock, constants.COPYFILE_EXCL).catch(() => {});
  await rm(aside, { force: true });
}

function isLeft(content: string): boolean {
  const holder = parse(content);
  if (holder?.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function held(lock: string, what: string, content: string): UserError {
  const holder = parse(content);
  const who = holder ? `process ${holder.pid} on ${holder.host}, since ${holder.since}` : 'another process';
  return new UserError(`${what} by ${who}`, `Wait until it is done; if no such process runs, remove ${lock}`);
}

function parse(content: string): z.infer<typeof holderSchema> | undefined {
  try {
    return holderSchema.parse(parseJson(content));
  } catch {
    return undefined;
  }
}
