import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lutimes, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Leases } from '../../../src/sweep/leases.js';
import { type Owner, thisProcess } from '../../../src/sweep/owner.js';
import { UserError } from '../../../src/util/errors.js';
import { folderForEach } from '../../support/folders.js';

const inFolder = folderForEach();
let folder: string;
let own: Leases;
let other: Leases;
beforeEach(() => {
  folder = inFolder();
  own = new Leases(folder);
  other = new Leases(folder);
});
afterEach(async () => {
  await own.close();
  await other.close();
  vi.useRealTimers();
});

const file = (name: string) => path.join(folder, `${name}.lease`);
const fresh = { fromDead: false };
const fromDead = { fromDead: true };

/** Writes a lease as another process would have, silent for some seconds. */
async function leave(name: string, owner: Partial<Owner> & { attempt?: number }, silent = 0): Promise<void> {
  const lease = { schema: 'adabatch/lease@1', ...thisProcess(), attempt: 1, ...owner };
  await writeFile(file(name), JSON.stringify(lease));
  const then = Date.now() / 1000 - silent;
  await utimes(file(name), then, then);
}

const elsewhere = { host: 'another', processes: 'others' };

describe('a lease', () => {
  test('one process has it until it gives it back', async () => {
    expect(await own.take('run', fresh)).toEqual({ attempt: 1 });
    expect(await own.take('run', fromDead)).toBe('held');
    expect(await other.take('run', fromDead)).toBe('held');
    await own.release('run');
    expect(await other.take('run', fresh)).toEqual({ attempt: 1 });
  });

  test('of many that try at once, one has it', async () => {
    const takes = await Promise.all(Array.from({ length: 20 }, () => new Leases(folder).take('run', fromDead)));
    expect(takes.filter((take) => typeof take !== 'string')).toHaveLength(1);
  });

  test('closing gives back all that a process has, and nothing else', async () => {
    await own.take('one', fresh);
    await own.take('two', fresh);
    await other.take('three', fresh);
    await own.close();
    expect(await readdir(folder)).toEqual(['three.lease']);
  });

  test('its folder is made, and one that cannot be written is a mistake of the user', async () => {
    await rm(folder, { recursive: true });
    expect(await own.take('run', fresh)).toEqual({ attempt: 1 });
    const refused = await new Leases(file('run')).take('run', fresh).catch((error) => error);
    expect(refused).toBeInstanceOf(UserError);
  });
});

describe('a dead lease', () => {
  test.each([
    ['of a process of this host that is no more', { pid: 2 ** 22 - 1, began: '1' }, 0],
    ['of an earlier process with the number of a living one', { began: '1' }, 0],
    ['of another host, silent for six beats', elsewhere, 121],
    ['of another PID namespace of this host, silent for six beats', { processes: 'others' }, 121],
    ['of a process of this host that is stuck, silent for six beats', {}, 121],
  ])('%s is told from a living one, and taken only if that is asked for', async (_, owner, silent) => {
    await leave('run', owner, silent);
    expect(await own.take('run', fresh)).toBe('dead');
    expect(await own.take('run', fromDead)).toEqual({ attempt: 2 });
    expect(await other.take('run', fromDead)).toBe('held');
  });

  test.each([
    ['of another host that beat a while ago', elsewhere, 25],
    ['of an equal process number in another PID namespace', { processes: 'others', began: '1' }, 0],
    ['of a living process of this host', {}, 25],
  ])('a lease %s lives', async (_, owner, silent) => {
    await leave('run', owner, silent);
    expect(await own.take('run', fromDead)).toBe('held');
  });

  test('may be one that missed a beat', async () => {
    await leave('run', elsewhere, 35);
    expect(await own.take('run', fromDead)).toBe('silent');
    await leave('run', elsewhere, 115);
    expect(await own.take('run', fromDead)).toBe('silent');
  });

  test('is one whose owner was not written, as on a full disk, once it is silent for six beats', async () => {
    await writeFile(file('run'), '');
    expect(await own.take('run', fromDead)).toBe('held');
    const then = Date.now() / 1000 - 121;
    await utimes(file('run'), then, then);
    expect(await own.take('run', fromDead)).toEqual({ attempt: 1 });
  });

  test('is told by the clock of the file system: that of this machine may be minutes off', async () => {
    await leave('run', elsewhere, 20);
    for (const minutes of [-10, 10]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });
      expect(await own.take('run', fromDead)).toBe('held');
      vi.useRealTimers();
    }
  });

  test('is one of an earlier start of the same job, at once, and not of another job', async () => {
    vi.stubEnv('SLURM_JOB_ID', '17');
    vi.stubEnv('SLURM_RESTART_COUNT', '1');
    const restarted = new Leases(folder);
    vi.unstubAllEnvs();
    await leave('mine', { ...elsewhere, job: { id: '17', start: '0' } });
    await leave('beside', { ...elsewhere, job: { id: '17', start: '1' } });
    await leave('theirs', { ...elsewhere, job: { id: '18', start: '0' } });
    expect(await restarted.take('mine', fromDead)).toEqual({ attempt: 2 });
    expect(await restarted.take('beside', fromDead)).toBe('held');
    expect(await restarted.take('theirs', fromDead)).toBe('held');
  });

  test('of many that find it, one takes it', async () => {
    await leave('run', elsewhere, 121);
    const takes = await Promise.all(Array.from({ length: 20 }, () => new Leases(folder).take('run', fromDead)));
    expect(takes.filter((take) => typeof take !== 'string')).toEqual([{ attempt: 2 }]);
  });

  test('goes when its folder is tidied, if its work is done; living ones stay', async () => {
    await leave('done', elsewhere, 121);
    await leave('undone', elsewhere, 121);
    await leave('alive', elsewhere);
    for (const name of ['done', 'alive']) await writeFile(path.join(folder, `${name}.json`), '');
    await own.take('own', fresh);
    await own.tidy();
    const left = (await readdir(folder)).filter((name) => name.endsWith('.lease'));
    expect(left.sort()).toEqual(['alive.lease', 'own.lease', 'undone.lease']);
  });

  test.each([
    ['a link to nothing', (name: string) => symlink('/none', name)],
    ['a link to itself', (name: string) => symlink(name, name)],
    [
      'a folder with a file',
      async (name: string) => {
        await mkdir(name);
        await writeFile(path.join(name, 'file'), '');
      },
    ],
    ['a file that is large', (name: string) => writeFile(name, 'x'.repeat(1 << 17))],
    ['a lease without sense', (name: string) => writeFile(name, '{"schema":"adabatch/lease@1","attempt":1e300}')],
  ])('is what has its name and is none, such as %s, once that is old', async (_, make) => {
    await make(file('run'));
    expect(await own.take('run', fromDead)).toBe('held');
    await lutimes(file('run'), 1, 1);
    expect(await own.take('run', fromDead)).toEqual({ attempt: 1 });
    expect(await readdir(folder)).toEqual(['run.lease']);
  });

  test('a process that was killed leaves one', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const began = (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19] as string;
    await leave('run', { pid: child.pid as number, began });
    expect(await own.take('run', fromDead)).toBe('held');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await own.take('run', fromDead)).toEqual({ attempt: 2 });
  });
});

describe('the beat of a lease', () => {
  test('comes every 20 seconds, and keeps it alive', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const beating = new Leases(folder);
    await beating.take('run', fresh);
    await utimes(file('run'), 1, 1);
    const beats = vi.spyOn(beating, 'beat');
    vi.advanceTimersByTime(19_999);
    expect(beats).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    await beats.mock.results[0]?.value;
    const [seen] = await own.all();
    expect(seen).toMatchObject({ name: 'run', isDead: false });
    expect(seen?.silentMs).toBeLessThan(5000);
    await beating.close();
  });

  test('does not touch one that another process took, nor does giving back', async () => {
    await own.take('run', fresh);
    await leave('run', { token: 'theirs', ...elsewhere });
    const theirs = await readFile(file('run'), 'utf8');
    await own.beat();
    await own.release('run');
    expect(await readFile(file('run'), 'utf8')).toBe(theirs);
  });
});

test('a host is shared with another living process on it that holds a lease, as seen once a second', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  await own.take('run', fresh);
  expect(await own.isHostShared()).toBe(false);
  await leave('far', elsewhere);
  await leave('gone', { began: '1' });
  vi.advanceTimersByTime(1000);
  expect(await own.isHostShared()).toBe(false);
  await other.take('beside', fresh);
  vi.advanceTimersByTime(999);
  expect(await own.isHostShared()).toBe(false);
  vi.advanceTimersByTime(1);
  expect(await own.isHostShared()).toBe(true);
});
