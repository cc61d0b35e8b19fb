import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { link, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writingIn } from '../results/json.js';
import { withoutEnding } from '../results/names.js';
import { makeFolder, temporaryIn } from '../util/files.js';
import { parseJson } from '../util/json.js';
import { hasEnded, ownerSchema, thisProcess } from './owner.js';

// Processes on any number of machines share the work of a folder. Whoever makes `<name>.lease` does what has the name. A
// lease saves work and nothing else: what two processes do all the same has one result, saved at once or not at all.

const ENDING = '.lease';
const BEAT_MS = 20_000;
/** A lease that missed a beat may belong to a process that died. */
const SILENT_MS = 1.5 * BEAT_MS;
/** A lease that missed six beats belongs to no living process, or to one that is stuck. */
const DEAD_MS = 6 * BEAT_MS;
/** How long the time of the file system is not asked for again. */
const CLOCK_MS = 60_000;
/** How long an answer to whether others are on this host is good for. */
const SHARED_MS = 1000;
/** More than ever begin one piece of work. */
const MOST_ATTEMPTS = 1000;
/** A lease has some 300 bytes. */
const LONGEST_LEASE = 1 << 16;

const leaseSchema = z.object({
  schema: z.literal('adabatch/lease@1'),
  ...ownerSchema.shape,
  /** How many processes have begun the work, with this one: those before it died. */
  attempt: z.int().positive().max(MOST_ATTEMPTS),
});
type Lease = z.infer<typeof leaseSchema>;

/** What became of the attempt to take a lease: it is taken, or another process has it, is silent, or has died. */
export type Take = { attempt: number } | 'held' | 'silent' | 'dead';

/** A lease as others see it. */
export interface SeenLease {
  name: string;
  /** Who holds it; undefined if that was not written, as on a full disk. */
  lease: Lease | undefined;
  /** Since its last beat, by the clock of the file system. */
  silentMs: number;
  isDead: boolean;
}

/** The leases that this process holds in a folder, kept alive until it closes them. */
export class Leases {
  readonly #folder: string;
  readonly #me = thisProcess();
  /** By name, the attempt. */
  readonly #held = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #shared = { at: Number.NEGATIVE_INFINITY, was: false };
  /** A time of the file system, and that of this process then. */
  #clock = { time: 0, at: Number.NEGATIVE_INFINITY };

  constructor(folder: string) {
    this.#folder = folder;
    this.#timer = setInterval(() => void this.beat(), BEAT_MS).unref();
  }

  /**
   * Takes a lease that nobody has or, if asked for, that a dead process left.
   * @returns the number of this attempt, from 1, if it is taken now
   * @throws UserError if the folder cannot be written
   */
  async take(name: string, how: { fromDead: boolean }): Promise<Take> {
    return writingIn(this.#folder, async () => {
      await makeFolder(this.#folder);
      return this.#take(name, how);
    });
  }

  async #take(name: string, { fromDead }: { fromDead: boolean }): Promise<Take> {
    if (this.#held.has(name)) return 'held';
    if (await this.#make(name, 1)) return { attempt: 1 };
    const seen = await this.#look(name);
    // It was given back meanwhile: the next look finds it free, or held by another one.
    if (!seen) return 'held';
    if (!seen.isDead) return seen.silentMs > SILENT_MS ? 'silent' : 'held';
    if (!fromDead) return 'dead';
    const attempt = (seen.lease?.attempt ?? 0) + 1;
    return (await this.#remove(name, seen.lease?.token)) && (await this.#make(name, attempt)) ? { attempt } : 'held';
  }

  /** Whether this process holds a lease. */
  holds(name: string): boolean {
    return this.#held.has(name);
  }

  /** Gives a lease back, unless another process took it meanwhile. */
  async release(name: string): Promise<void> {
    if (!this.#held.delete(name)) return;
    if (readLease(this.#file(name))?.lease?.token === this.#me.token) await rm(this.#file(name), { force: true });
  }

  /** Writes every lease anew, so that others see that this process lives; one that was taken away is given up. */
  async beat(): Promise<void> {
    for (const [name, attempt] of this.#held) {
      const found = readLease(this.#file(name));
      if (found?.lease && found.lease.token !== this.#me.token) this.#held.delete(name);
      // In place, so that the lease is there at every moment.
      else await writeFile(this.#file(name), this.#content(attempt), { flag: 'r+' }).catch(() => {});
    }
  }

  /** All leases of the folder, by name; none if it cannot be read. */
  async all(): Promise<SeenLease[]> {
    const seen: SeenLease[] = [];
    for (const name of await this.#names()) {
      const lease = await this.#look(name);
      if (lease) seen.push(lease);
    }
    return seen;
  }

  /** Whether a living process on this host holds another lease of the folder, looked up once a second. */
  async isHostShared(): Promise<boolean> {
    const now = performance.now();
    if (now - this.#shared.at < SHARED_MS) return this.#shared.was;
    const { host, token } = this.#me;
    const leases = (await this.#names()).map((name) => readLease(this.#file(name))?.lease);
    const was = leases.some(
      (lease) => lease && lease.host === host && lease.token !== token && hasEnded(lease, this.#me) !== true,
    );
    this.#shared = { at: now, was };
    return was;
  }

  /** Removes the leases that dead processes left of what is done: of what has a file `<name>.json`. */
  async tidy(): Promise<void> {
    const entries = new Set(await readdir(this.#folder).catch(() => []));
    for (const { name, lease, isDead } of await this.all()) {
      if (isDead && entries.has(`${name}.json`)) await this.#remove(name, lease?.token);
    }
  }

  /** Gives all leases back. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const name of this.#held.keys()) await this.release(name);
  }

  /** Makes the file of a lease, unless there is one; in one turn, so that hardly a kill can leave it without an owner. */
  async #make(name: string, attempt: number): Promise<boolean> {
    try {
      writeFileSync(this.#file(name), this.#content(attempt), { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      await rm(this.#file(name), { force: true });
      throw error;
    }
    this.#held.set(name, attempt);
    return true;
  }

  /** Removes a dead lease. Of several processes that find it dead, the first goes on; a lease made anew is put back. */
  async #remove(name: string, token: string | undefined): Promise<boolean> {
    const aside = temporaryIn(this.#folder);
    try {
      await rename(this.#file(name), aside);
    } catch {
      return false;
    }
    const isSame = readLease(aside)?.lease?.token === token;
    if (!isSame) await link(aside, this.#file(name)).catch(() => {});
    await rm(aside, { recursive: true, force: true });
    return isSame;
  }

  async #look(name: string): Promise<SeenLease | undefined> {
    const found = readLease(this.#file(name));
    if (!found) return undefined;
    const { lease, mtimeMs } = found;
    const silentMs = (await this.#now()) - mtimeMs;
    const isDead = silentMs > DEAD_MS || (lease !== undefined && hasEnded(lease, this.#me) === true);
    return { name, lease, silentMs, isDead };
  }

  /** The time of the file system, which all machines share; their own clocks may differ by minutes. */
  async #now(): Promise<number> {
    const passed = performance.now() - this.#clock.at;
    if (passed < CLOCK_MS) return this.#clock.time + passed;
    const time = await this.#askClock();
    this.#clock = { time, at: performance.now() };
    return time;
  }

  async #askClock(): Promise<number> {
    const probe = temporaryIn(this.#folder);
    try {
      await writeFile(probe, '', { flag: 'wx' });
      return (await stat(probe)).mtimeMs;
    } catch {
      // Whoever only looks may have no right to write.
      return Date.now();
    } finally {
      await rm(probe, { force: true }).catch(() => {});
    }
  }

  async #names(): Promise<string[]> {
    return withoutEnding(await readdir(this.#folder).catch(() => []), ENDING);
  }

  #content(attempt: number): string {
    const lease: Lease = { schema: 'adabatch/lease@1', ...this.#me, attempt: Math.min(attempt, MOST_ATTEMPTS) };
    return `${JSON.stringify(lease)}\n`;
  }

  #file(name: string): string {
    return path.join(this.#folder, `${name}${ENDING}`);
  }
}

/**
 * A lease and when it was written last, of one moment: between two looks another process may replace it. What is no file
 * of a lease has no owner; undefined if there is nothing.
 */
function readLease(file: string): { lease: Lease | undefined; mtimeMs: number } | undefined {
  let opened: number;
  try {
    opened = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch {
    const status = lstatSync(file, { throwIfNoEntry: false });
    return status && { lease: undefined, mtimeMs: status.mtimeMs };
  }
  try {
    const status = fstatSync(opened);
    const isLease = status.isFile() && status.size < LONGEST_LEASE;
    return { lease: isLease ? parseLease(readFileSync(opened, 'utf8')) : undefined, mtimeMs: status.mtimeMs };
  } finally {
    closeSync(opened);
  }
}

function parseLease(text: string): Lease | undefined {
  try {
    return leaseSchema.parse(parseJson(text));
  } catch {
    return undefined;
  }
}
