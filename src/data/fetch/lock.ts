import { constants } from 'node:fs';
import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { UserError, writeFailure } from '../../util/errors.js';
import { temporaryIn } from '../../util/files.js';
import { parseJson } from '../../util/json.js';

/** The holder of a lock. */
const holderSchema = z.strictObject({ pid: z.int(), host: z.string(), since: z.string() });

/**
 * Does work that only one process may do at a time. The lock is a file that is created only if it does not exist; a
 * lock left by a process of this machine that no longer runs is taken over.
 * @param lock the file
 * @param what names the work, for the message to the process that comes second
 * @throws UserError if another process holds the lock, or the file cannot be written
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
    // The lock was released meanwhile.
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

/** The content of a lock, empty if it may not be read; undefined if there is no lock. */
async function contentOf(lock: string): Promise<string | undefined> {
  return readFile(lock, 'utf8').catch(({ code }) => (code === 'ENOENT' ? undefined : ''));
}

/** Removes an abandoned lock, and restores it if another process took it over in between. */
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
