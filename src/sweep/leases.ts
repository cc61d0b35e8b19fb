import { writeFileSync } from 'node:fs';
import { link, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFailure } from '../util/errors.js';
import { makeFolder, readText, temporaryIn } from '../util/files.js';
import { parseJson } from '../util/json.js';
import { setting } from '../util/setting.js';
import { hasEnded, ownerSchema, thisProcess } from './owner.js';

// Processes on any number of machines share the work of a folder. Whoever makes `<name>.lease` does what has the name. A
// lease saves work and nothing else: what two processes do all the same has one result, saved at once or not at all.

const ENDING = '.lease';
const BEAT_MS = 20_000;
/** A lease that missed a beat may belong to a process that died. */
const SILENT_MS = 1.5 * BEAT_MS;
/** A lease that missed six beats belongs to no living process. */
const DEAD_MS = 6 * BEAT_MS;

const leaseSchema = z.object({
  schema: z.literal('adabatch/lease@1'),
  ...ownerSchema.shape,
  /** How many processes have begun the work, with this one: those before it died. */
  attempt: z.int().positive(),
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
  silentMs(): Promise<number>;
  /** Whether its process missed a beat, where nothing else tells that it lives. */
  isSilent: boolean;
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
    try {
      await makeFolder(this.#folder);
      return await this.#take(name, how);
    } catch (error) {
      throw writeFailure(this.#folder, error, `Choose another folder with ${setting('out')}`);
    }
  }

  async #take(name: string, { fromDead }: { fromDead: boolean }): Promise<Take> {
    if (this.#held.has(name)) return 'held';
    if (await this.#make(name, 1)) return { attempt: 1 };
    const seen = await this.#look(name);
    if (!seen) return this.#take(name, { fromDead });
    if (!seen.isDead) return seen.isSilent ? 'silent' : 'held';
    if (!fromDead) return 'dead';
    const attempt = (seen.lease?.attempt ?? 0) + 1;
    return (await this.#remove(name, seen.lease?.token)) && (await this.#make(name, attempt)) ? { attempt } : 'held';
  }

  /** Gives a lease back, unless another process took it meanwhile. */
  async release(name: string): Promise<void> {
    if (!this.#held.delete(name)) return;
    if ((await this.#read(name))?.token === this.#me.token) await rm(this.#file(name), { force: true });
  }

  /** Writes every lease anew, so that others see that this process lives; one that was taken away is given up. */
  async beat(): Promise<void> {
    for (const name of this.#held.keys()) {
      const lease = await this.#read(name);
      if (lease && lease.token !== this.#me.token) this.#held.delete(name);
      else await this.#rewrite(name).catch(() => {});
    }
  }

  /** All leases of the folder, by name; none if it is gone. Throws the system's errors. */
  async all(): Promise<SeenLease[]> {
    const names = (await readdir(this.#folder).catch(() => [])).filter((name) => name.endsWith(ENDING)).sort();
    const seen = await Promise.all(names.map((name) => this.#look(name.slice(0, -ENDING.length))));
    return seen.filter((lease) => lease !== undefined);
  }

  /** Whether a living process on this host holds another lease of the folder, looked up once a second. */
  async isHostShared(): Promise<boolean> {
    const now = performance.now();
    if (now - this.#shared.at < 1000) return this.#shared.was;
    const { host, token } = this.#me;
    const was = (await this.all()).some(
      ({ isDead, lease }) => !isDead && lease?.host === host && lease.token !== token,
    );
    this.#shared = { at: now, was };
    return was;
  }

  /** Removes the leases that dead processes left of work that is done. */
  async tidy(): Promise<void> {
    for (const { name, lease, isDead } of await this.all()) if (isDead) await this.#remove(name, lease?.token);
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
    const isSame = (await leaseIn(aside))?.token === token;
    if (!isSame) await link(aside, this.#file(name)).catch(() => {});
    await rm(aside, { force: true });
    return isSame;
  }

  async #look(name: string): Promise<SeenLease | undefined> {
    const status = await stat(this.#file(name)).catch((error) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!status) return undefined;
    const lease = await this.#read(name);
    const silentMs = async () => (await this.#now()) - status.mtimeMs;
    const hasDied = lease && hasEnded(lease, this.#me);
    if (hasDied !== undefined) return { name, lease, silentMs, isSilent: false, isDead: hasDied };
    const silence = await silentMs();
    return { name, lease, silentMs, isSilent: silence > SILENT_MS, isDead: silence > DEAD_MS };
  }

  /** The time of the file system, which all machines share; their own clocks may differ by minutes. */
  async #now(): Promise<number> {
    const probe = temporaryIn(this.#folder);
    try {
      await writeFile(probe, '', { flag: 'wx' });
      return (await stat(probe)).mtimeMs;
    } catch {
      // Whoever only looks may have no right to write.
      return Date.now();
    } finally {
      await rm(probe, { force: true });
    }
  }

  #read(name: string): Promise<Lease | undefined> {
    return leaseIn(this.#file(name));
  }

  /** In place, so that the lease is there at every moment; it keeps its length but for the attempt. */
  async #rewrite(name: string): Promise<void> {
    await writeFile(this.#file(name), this.#content(this.#held.get(name) ?? 1), { flag: 'r+' });
  }

  #content(attempt: number): string {
    const lease: Lease = { schema: 'adabatch/lease@1', ...this.#me, attempt };
    return `${JSON.stringify(lease)}\n`;
  }

  #file(name: string): string {
    return path.join(this.#folder, `${name}${ENDING}`);
  }
}

async function leaseIn(file: string): Promise<Lease | undefined> {
  try {
    return leaseSchema.parse(parseJson(await readText(file)));
  } catch {
    return undefined;
  }
}
