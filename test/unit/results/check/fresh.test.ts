import { mkdir, realpath, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { refuseStale } from '../../../../src/results/check/fresh.js';
import { stored } from '../../../support/checks.js';
import { folderForEach } from '../../../support/folders.js';
import { complaintOf } from '../../../support/reading.js';
import { makeRun } from '../../../support/runs.js';

const ELSEWHERE = 'Have candidates written elsewhere, as with adabatch sweep ‹force› ‹out› "$RUNNER_TEMP/candidate"';
const ANEW = 'Make all runs anew with adabatch sweep ‹force›, before the check and in the same step';

const inFolder = folderForEach();
const machine = makeRun().environment;
const origin = { machine, since: 0 };

beforeEach(() => {
  vi.stubEnv('GITHUB_WORKSPACE', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A result of this machine, with some changes. */
async function made(name: string, changes: Partial<typeof machine> = {}) {
  const file = inFolder(name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '');
  return { ...stored(name, { environment: { ...machine, ...changes } }), file };
}

describe('a result', () => {
  test('a result in a folder that is no checkout passes, whatever program of this machine made it', async () => {
    const runs = [await made('a'), await made('b', { adabatch: '0.0.1', node: '1.0.0', contended: true })];
    await expect(refuseStale(runs, origin)).resolves.toBeUndefined();
  });

  test('a result in a git checkout is refused, however deep, though another one before it passes', async () => {
    const runs = [await made('a'), await made('checkout/deep/b')];
    await mkdir(inFolder('checkout/.git'));
    const checkout = await realpath(inFolder('checkout'));
    expect(await complaintOf(refuseStale(runs, origin))).toEqual([
      `${runs[1]?.file} is in the git checkout ${checkout}, where a commit can have put it`,
      ELSEWHERE,
    ]);
  });

  // The system resolves no path by way of a folder that is missing.
  test.each(['workspace', 'workspace/missing/..'])(
    'a result in the workspace of GitHub Actions is refused: %s',
    async (name) => {
      const run = await made('workspace/deep/a');
      const workspace = await realpath(inFolder('workspace'));
      vi.stubEnv('GITHUB_WORKSPACE', workspace.replace(/workspace$/, name));
      expect(await complaintOf(refuseStale([run], origin))).toEqual([
        `${run.file} is in the git checkout ${workspace}, where a commit can have put it`,
        ELSEWHERE,
      ]);
    },
  );

  test('a result passes if the workspace of GitHub Actions is said to be nowhere', async () => {
    const run = await made('elsewhere/a');
    vi.stubEnv('GITHUB_WORKSPACE', '');
    vi.spyOn(process, 'cwd').mockReturnValue(inFolder('elsewhere'));
    await expect(refuseStale([run], origin)).resolves.toBeUndefined();
  });

  test('a result beside the workspace of GitHub Actions passes', async () => {
    const run = await made('elsewhere/a');
    vi.stubEnv('GITHUB_WORKSPACE', inFolder('workspace'));
    await expect(refuseStale([run], origin)).resolves.toBeUndefined();
  });

  test('a result as old as the process that started the check passes, and an older one is refused', async () => {
    const run = await made('a');
    await utimes(run.file, 1, 1);
    await expect(refuseStale([run], { machine, since: 1000 })).resolves.toBeUndefined();
    expect(await complaintOf(refuseStale([run], { machine, since: 1001 }))).toEqual([
      `${run.file} is of 1970-01-01T00:00:01.000Z, and the process that started this check of 1970-01-01T00:00:01.001Z`,
      ANEW,
    ]);
  });

  test('a result is as old as the system says, though its time of writing was set to the future', async () => {
    const run = await made('a');
    await utimes(run.file, 4e9, 4e9);
    const { ctimeMs } = await stat(run.file);
    expect(await complaintOf(refuseStale([run], { machine, since: 4e12 }))).toEqual([
      `${run.file} is of ${new Date(ctimeMs).toISOString()}, and the process that started this check of 2096-10-02T07:06:40.000Z`,
      ANEW,
    ]);
  });

  test.each([
    ['os', { os: 'Plan 9', cpu: 'Cray-1', cores: 4096 }, 'Plan 9, not Linux'],
    ['cpu', { cpu: 'Cray-1', cores: 4096 }, 'Cray-1, not a CPU'],
    ['cores', { cores: 4096 }, '4096, not 2'],
  ])('a result of another machine is refused by the first figure that differs: %s', async (key, changes, values) => {
    const run = await made('a', changes);
    expect(await complaintOf(refuseStale([run], origin))).toEqual([
      `${run.file} is of another machine, whose ${key} is ${values}`,
      ANEW,
    ]);
  });
});
