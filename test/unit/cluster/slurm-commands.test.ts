import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mostTasks, taskStates } from '../../../src/cluster/slurm.js';
import { folderForEach } from '../../support/folders.js';

// Commands of Slurm that are scripts: a throw-away cluster has no accounting, and its queue forgets nothing.

const inFolder = folderForEach();
beforeEach(() => {
  vi.stubEnv('PATH', `${inFolder('bin')}:/usr/bin:/bin`);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function command(name: string, script: string): Promise<void> {
  await mkdir(inFolder('bin'), { recursive: true });
  await writeFile(inFolder(`bin/${name}`), `#!/bin/sh\n${script}\n`);
  await chmod(inFolder(`bin/${name}`), 0o755);
}

test('the states of tasks are those of the queue, and of the accounting where the queue knows none', async () => {
  await command('sacct', 'printf "%20s\\n" COMPLETED "CANCELLED by 0" COMPLETED');
  await command('squeue', 'printf "RUNNING\\nPENDING\\nPENDING\\n"');
  expect([...(await taskStates(['17', '18']))]).toEqual([
    ['RUNNING', 1],
    ['PENDING', 2],
  ]);
  for (const ended of ['true', 'echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1']) {
    await command('squeue', ended);
    expect([...(await taskStates(['17', '18']))]).toEqual([
      ['COMPLETED', 2],
      ['CANCELLED', 1],
    ]);
  }
});

test('there are no states where neither answers, and none is asked for no job', async () => {
  await command('squeue', 'exit 1');
  await command('sacct', 'exit 1');
  expect([...(await taskStates(['17']))]).toEqual([]);
  await command('squeue', 'echo RUNNING');
  expect([...(await taskStates([]))]).toEqual([]);
});

test('an array has one task fewer than its size, which Slurm says, and at least one', async () => {
  for (const [said, most] of [
    ['MaxArraySize            = 10001', 10_000],
    ['MaxArraySize            = 0', 1],
    ['ClusterName = x', 1000],
  ] as const) {
    await command('scontrol', `echo '${said}'`);
    expect(await mostTasks()).toBe(most);
  }
});
