import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { z } from 'zod';
import { here } from '../util/here.js';

/** Who holds a lease, by all that tells whether it still lives. */
export const ownerSchema = z.object({
  /** Drawn by each process anew. */
  token: z.string(),
  host: z.string(),
  /** What numbers processes: the host's boot and the PID namespace. Two containers on one host have two. */
  processes: z.string(),
  pid: z.int().positive(),
  /** When the process began, since numbers are given again. */
  began: z.string(),
  /** The scheduler's job, and which start of it this is. */
  job: z.object({ id: z.string(), start: z.string() }).optional(),
});
/** Who holds a lease. */
export type Owner = z.infer<typeof ownerSchema>;

/** This process as an owner, with a token of its own. */
export function thisProcess(): Owner {
  const { pid } = process;
  return { token: randomUUID(), ...here(), processes: numberedBy(), pid, began: beginningOf(pid) ?? '' };
}

/** Whether an owner has ended, as far as another one can know at once; undefined if only its silence can tell. */
export function hasEnded(owner: Owner, me: Owner): boolean | undefined {
  // A job that was started again was ended before.
  if (owner.job && owner.job.id === me.job?.id && owner.job.start !== me.job.start) return true;
  if (owner.host !== me.host || owner.processes !== me.processes || owner.processes === '') return undefined;
  if (!isThere(owner.pid)) return true;
  const began = beginningOf(owner.pid);
  // Of another user's process it may be hidden.
  return began === undefined ? undefined : began !== owner.began;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The boot of this system and the PID namespace of this process; '' where the system has no such thing. */
function numberedBy(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

/** When a process began, in ticks since the boot; '' if it has ended and is not yet gone, undefined if that is hidden. */
function beginningOf(pid: number): string | undefined {
  try {
    // The name, in brackets, may have blanks and brackets itself; the state is the first field after it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? '' : fields[19];
  } catch {
    return undefined;
  }
}
