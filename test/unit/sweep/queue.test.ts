import { readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readFailed, writeFailed } from '../../../src/results/failure.js';
import { saveRun } from '../../../src/results/save.js';
import { writeSearch } from '../../../src/results/search.js';
import { Leases } from '../../../src/sweep/leases.js';
import { Queue, type Task, type Unit } from '../../../src/sweep/queue.js';
import type { RunEnd } from '../../../src/sweep/run.js';
import { folderForEach } from '../../support/folders.js';
import { standardRequest } from '../../support/requests.js';
import { makeRun } from '../../support/runs.js';

const inFolder = folderForEach();
const { signal } = new AbortController();
let leases: Leases;
let others: Leases;
let ends: [string, RunEnd][];
beforeEach(() => {
  leases = new Leases(inFolder());
  others = new Leases(inFolder());
  ends = [];
});

const completed = { status: 'completed' } as const;

function task(name: string, search?: string): Task {
  const destination = { folder: inFolder(), id: `id-${name}`, name, contended: false, replaces: false };
  return { assignment: {}, request: standardRequest, destination, search };
}

const scope = (force = false) => ({
  ...{ folder: inFolder(), force, leases, waiting: () => {} },
  ended: ({ destination }: Task, end: RunEnd) => void ends.push([destination.name, end]),
});
const queueOf = (tasks: Task[], force = false) => new Queue(tasks, scope(force));

const save = (name: string) => saveRun(makeRun({ id: `id-${name}` }), inFolder(), name);
const find = (key: string) =>
  writeSearch(inFolder(), {
    ...{ schema: 'adabatch/search@1', of: {}, dataset: 'a', adabatch: '0.1.0', stepSize: 1 },
    tuning: { key, criterion: 'final loss', target: null, seeds: [0], atEdge: false, candidates: [] },
  });

/** Does all that is left: returns the names of the units in their order. */
async function work(queue: Queue, onUnit: (unit: Unit) => Promise<void> = async () => {}): Promise<string[]> {
  const names: string[] = [];
  for (let unit = await queue.next(signal); unit; unit = await queue.next(signal)) {
    names.push(unit.name);
    await onUnit(unit);
    if (unit.kind === 'search') await find(unit.task.search as string);
    else await save(unit.name);
    await queue.finish(unit, unit.kind === 'search' ? { status: 'found' } : completed);
  }
  return names;
}

/** A lease whose process is no more. */
async function leaveDead(name: string, attempt: number): Promise<void> {
  const lease = { schema: 'adabatch/lease@1', token: 'gone', host: 'h', processes: 'p', pid: 1, began: '1', attempt };
  const file = inFolder(`${name}.lease`);
  await writeFile(file, JSON.stringify(lease));
  await utimes(file, 1, 1);
}

describe('what is left for a process', () => {
  test('is done in order, a search before the first run that needs it', async () => {
    const queue = queueOf([task('a'), task('b', 'k'), task('c', 'k'), task('d', 'l')]);
    expect(await work(queue)).toEqual(['a', 'search-k', 'b', 'c', 'search-l', 'd']);
    expect(ends).toEqual(['a', 'b', 'c', 'd'].map((name) => [name, completed]));
    expect((await readdir(inFolder())).filter((name) => name.endsWith('.lease'))).toEqual([]);
  });

  test('lacks what others are at', async () => {
    await others.take('a', { fromDead: false });
    const queue = queueOf([task('a'), task('b')]);
    expect(await work(queue)).toEqual(['b']);
    expect([queue.size, queue.savedElsewhere]).toEqual([1, []]);
  });

  test('lacks what others saved meanwhile, unless it is to be done again', async () => {
    await save('b');
    const queue = queueOf([task('a'), task('b')]);
    expect(await work(queue)).toEqual(['a']);
    expect([queue.size, queue.savedElsewhere]).toEqual([0, ['b']]);
    expect(await work(queueOf([task('a'), task('b')], true))).toEqual(['a', 'b']);
  });

  test('ends with what dead processes left', async () => {
    await leaveDead('a', 1);
    expect(await work(queueOf([task('a'), task('b')]))).toEqual(['b', 'a']);
  });

  test('is done once by two processes that share it', async () => {
    const tasks = Array.from({ length: 30 }, (_, run) => task(`run-${run}`, `k${run % 3}`));
    const second = new Queue(tasks, {
      folder: inFolder(),
      force: false,
      leases: others,
      ended: () => {},
      waiting: () => {},
    });
    const done = await Promise.all([work(queueOf(tasks)), work(second)]);
    expect(done.flat().sort()).toEqual(
      [...tasks.map((one) => one.destination.name), ...['k0', 'k1', 'k2'].map((key) => `search-${key}`)].sort(),
    );
    for (const names of done) expect(names.length).toBeGreaterThan(0);
  });

  test('waits for the search of another process, and goes on when that is found', async () => {
    await others.take('search-k', { fromDead: false });
    const working = work(queueOf([task('a', 'k'), task('b')]));
    while (ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(ends).toEqual([['b', completed]]);
    await find('k');
    await others.release('search-k');
    expect(await working).toEqual(['b', 'a']);
  });

  test('is waited for where a process fell silent, until it is heard of or dead', async () => {
    await leaveDead('a', 1);
    await leaveDead('b', 1);
    const silent = Date.now() / 1000 - 40;
    for (const name of ['a', 'b']) await utimes(inFolder(`${name}.lease`), silent, silent);
    const waiting = vi.fn(async () => {
      const now = Date.now() / 1000;
      await utimes(inFolder('a.lease'), now, now);
      await utimes(inFolder('b.lease'), 1, 1);
    });
    const queue = new Queue([task('a'), task('b')], { ...scope(), waiting });
    expect(await work(queue)).toEqual(['b']);
    expect(waiting).toHaveBeenCalledTimes(1);
    expect(queue.size).toBe(1);
  });

  test('is said to be waited for where others are at it, and not where this process is', async () => {
    const waiting = vi.fn();
    const controller = new AbortController();
    const queue = new Queue([task('a', 'k')], { ...scope(), waiting });
    const own = (await queue.next(signal)) as Unit;
    const working = work(queue);
    await find('k');
    await queue.finish(own, { status: 'found' });
    expect(await working).toEqual(['a']);
    expect(waiting).not.toHaveBeenCalled();
    await others.take('search-l', { fromDead: false });
    waiting.mockImplementation(() => controller.abort());
    const next = new Queue([task('b', 'l')], { ...scope(), waiting }).next(controller.signal);
    await expect(next).rejects.toThrow('aborted');
    expect(waiting).toHaveBeenCalledTimes(1);
  });

  test('is waited for no longer once it is interrupted', async () => {
    await others.take('search-k', { fromDead: false });
    const controller = new AbortController();
    const next = queueOf([task('a', 'k')]).next(controller.signal);
    controller.abort();
    await expect(next).rejects.toThrow('aborted');
  });

  test('is given back where it was interrupted', async () => {
    const queue = queueOf([task('a')]);
    const unit = (await queue.next(signal)) as Unit;
    await queue.finish(unit, undefined);
    expect(ends).toEqual([]);
    expect(await others.take('a', { fromDead: false })).toEqual({ attempt: 1 });
  });
});

test('a run that another process saves just before its lease is free is not done again', async () => {
  const take = leases.take.bind(leases);
  vi.spyOn(leases, 'take').mockImplementation(async (name, how) => {
    await save(name);
    return take(name, how);
  });
  const queue = queueOf([task('a')]);
  await queue.next(signal);
  expect(await queue.next(signal)).toBeUndefined();
  expect(queue.savedElsewhere).toEqual(['a']);
  expect((await readdir(inFolder())).filter((name) => name.endsWith('.lease'))).toEqual([]);
});

describe('what fails', () => {
  const failed = { status: 'failed', reason: 'no luck' } as const;

  test('a run that failed leaves its reason, and is tried again until it has failed three times', async () => {
    for (const attempts of [1, 2, 3]) {
      const queue = queueOf([task('a')]);
      await queue.finish((await queue.next(signal)) as Unit, failed);
      expect(await queue.next(signal)).toBeUndefined();
      expect(await readFailed(inFolder(), 'a')).toMatchObject({ reason: 'no luck', attempts });
    }
    expect(ends).toEqual(Array(3).fill(['a', failed]));
    const again = queueOf([task('a'), task('b')]);
    expect(await work(again)).toEqual(['b']);
    expect(again.failedElsewhere.map(([{ destination }, reason]) => [destination.name, reason])).toEqual([
      ['a', 'no luck'],
    ]);
    expect(await work(queueOf([task('a')], true))).toEqual(['a']);
  });

  test('a run that did not fail again has not failed', async () => {
    await writeFailed(inFolder(), 'a', { reason: 'no luck', attempts: 2, host: 'h' });
    expect(await work(queueOf([task('a')]))).toEqual(['a']);
    expect(await readFailed(inFolder(), 'a')).toBeUndefined();
  });

  test('with a search fail the runs that need it', async () => {
    const tasks = [task('a', 'k'), task('b', 'k'), task('c')];
    const queue = queueOf(tasks);
    await queue.finish((await queue.next(signal)) as Unit, failed);
    expect(ends).toEqual(['a', 'b'].map((name) => [name, failed]));
    expect(await work(queue)).toEqual(['c']);
    await writeFailed(inFolder(), 'search-k', { reason: 'no luck', attempts: 3, host: 'h' });
    const again = queueOf(tasks.slice(0, 2));
    expect(await work(again)).toEqual([]);
    expect(again.failedElsewhere).toHaveLength(2);
    for (const name of ['a', 'b']) expect((await readFailed(inFolder(), name))?.attempts).toBe(3);
  });

  test.each(['run', 'search'] as const)(
    'a %s whose process dies goes last, and has failed the third time',
    async (kind) => {
      const queue = queueOf(kind === 'run' ? [task('a'), task('b')] : [task('a', 'k'), task('b')]);
      const order: string[] = [];
      for (let unit = await queue.next(signal); unit; unit = await queue.next(signal)) {
        order.push(unit.name);
        if (unit.name === 'b') await queue.finish(unit, completed);
        else await queue.putBack(unit, 'it was killed');
      }
      const name = kind === 'run' ? 'a' : 'search-k';
      expect(order).toEqual([name, 'b', name, name]);
      const dead = { status: 'failed', reason: 'it was killed, 3 times' };
      expect(ends).toEqual([
        ['b', completed],
        ['a', dead],
      ]);
      expect(await readFailed(inFolder(), name)).toMatchObject({ reason: dead.reason, attempts: 3 });
    },
  );

  test('a run at which three processes died has failed', async () => {
    await leaveDead('a', 2);
    expect(await work(queueOf([task('a')]))).toEqual(['a']);
    await leaveDead('b', 3);
    ends = [];
    expect(await work(queueOf([task('b')]))).toEqual([]);
    expect(ends).toMatchObject([['b', { status: 'failed', reason: expect.stringContaining('3 processes died') }]]);
  });

  test('a reason says on which host and in which job', async () => {
    vi.stubEnv('SLURMD_NODENAME', 'n2');
    vi.stubEnv('SLURM_JOB_ID', '17');
    const queue = queueOf([task('a')]);
    await queue.finish((await queue.next(signal)) as Unit, failed);
    vi.unstubAllEnvs();
    expect(await readFailed(inFolder(), 'a')).toEqual({ reason: 'no luck', attempts: 1, host: 'n2', job: '17' });
  });

  test('a reason that cannot be read does not count', async () => {
    await writeFailed(inFolder(), 'a', { reason: 'no luck', attempts: 3, host: 'h' });
    await writeFile(path.join(inFolder(), 'a.failed.json'), '{');
    expect(await work(queueOf([task('a')]))).toEqual(['a']);
  });
});

test('a run beside another process of this host is contended', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const queue = queueOf([task('a'), task('b')]);
  const contended: [string, boolean][] = [];
  await work(queue, async ({ name, task: { destination } }) => {
    contended.push([name, destination.contended]);
    await others.take('beside', { fromDead: false });
    vi.advanceTimersByTime(1000);
  });
  vi.useRealTimers();
  expect(contended).toEqual([
    ['a', false],
    ['b', true],
  ]);
});
