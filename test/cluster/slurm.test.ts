import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRuns } from '../../src/results/read.js';
import { temporaryFolder } from '../support/folders.js';
import { randomProblem } from '../support/problems.js';
import { processesIn } from '../support/processes.js';
import { writeData } from '../support/random-data.js';
import { hasSlurm, throwAwayCluster } from '../support/slurm.js';

// A cluster of three nodes on this machine, on which jobs are requeued, preempted and killed.

const folder = temporaryFolder();
const small = await writeData(randomProblem('logistic', 0.1, { rows: 200 }));
const adabatch = processesIn(folder);
/** A short sweep with searches, of which runs with one seed share each. */
const TUNED = [
  '-d',
  small,
  '--rule',
  'mean,adabatch',
  '--batch',
  '1,8,32',
  '--epochs',
  '3',
  '--step-size',
  'tune',
  '--seeds',
  '0..2',
];
/** Runs that take seconds each. */
const LONG = [
  '--rule',
  'mean,adabatch',
  '--l2',
  '0.001',
  '--epochs',
  '100',
  '--measure-every',
  '10',
  '--seeds',
  '0..2',
];

const curvesIn = async (out: string) => {
  const runs = await readRuns(
    [path.join(folder, out)],
    ({ id, status, curve }) => [id, status, curve.map(({ trainLoss }) => trainLoss)],
    () => {},
  );
  return runs.map(({ run }) => run).sort();
};

describe.skipIf(!hasSlurm)('a sweep on Slurm', () => {
  const { env, ask, until, control } = throwAwayCluster();

  async function submit(out: string, args: string[], sbatch: string[] = [], extra: Record<string, string> = {}) {
    const typed = ['submit', '--to', 'slurm', ...args, '--out', out, '--', '--time', '10', ...sbatch];
    const { code, stdout, stderr } = await adabatch(typed, { env: { ...env, ...extra } });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const [, array = '', tasks = '', last = ''] =
      /job (\d+) with (\d+) tasks?: .*\nsubmitted job (\d+)/.exec(stdout) ?? [];
    return { array, tasks: Number(tasks), last };
  }
  /** Waits until a job has left the queue. */
  const ended = (job: string) =>
    until((said) => !said.includes('job'), 'squeue', '--noheader', '--format=job', '--jobs', job).catch(() => '');
  /** Has the tasks of an array that were requeued start at once, until all have ended: Slurm has them wait for two minutes. */
  const hurried = (array: string) =>
    until(
      (said) => {
        const waiting = said.split('\n').filter((line) => line.endsWith('PENDING'));
        for (const line of waiting) control('hurry', line.split(' ')[0] as string).catch(() => {});
        return said.trim() === '';
      },
      ...(['squeue', '--noheader', '--array', '--format=%i %T', '--jobs', array] as const),
    ).catch(() => '');

  /** Waits until a task of an array has begun a run; returns its node. */
  async function running(out: string, task: string): Promise<string> {
    for (;;) {
      const { stdout } = await status(out, '--json');
      const { running: runs, searching, isComplete } = JSON.parse(stdout);
      if (isComplete) throw new Error(`the sweep is over before ${task} has a run: it takes longer runs`);
      const found = [...runs, ...searching].find(
        ({ job, name }: { job: string; name: string }) => job === task && name !== 'plan',
      );
      if (found) return found.host;
    }
  }
  const status = (out: string, ...args: string[]) => adabatch(['status', out, ...args], { env });

  async function expectWhole(out: string, args: string[]): Promise<void> {
    expect((await status(out)).code).toBe(0);
    const alone = `${out}-alone`;
    await adabatch(['sweep', ...args, '--out', alone, '--quiet']);
    expect(await curvesIn(out)).toEqual(await curvesIn(alone));
    expect((await readdir(path.join(folder, out))).filter((name) => name.endsWith('.lease'))).toEqual([]);
  }

  test('an array has the results of one process, the last job the table of all curves, and nothing is left to submit', async () => {
    const { last } = await submit('array', [...TUNED, '--tasks', '6']);
    await ended(last);
    await expectWhole('array', TUNED);
    const curves = await readFile(path.join(folder, 'array/curves.csv'), 'utf8');
    expect(curves.trimEnd().split('\n')).toHaveLength(1 + 18 * 4);
    const again = await adabatch(['submit', '--to', 'slurm', ...TUNED, '--out', 'array'], { env });
    expect(again).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('nothing is missing') });
  });

  test('a task that is requeued, one that is preempted and one whose node is killed and comes back lose nothing', async () => {
    const more = [...LONG.slice(0, -1), '0..5'];
    const { array, last } = await submit('hit', [...more, '--tasks', '3']);
    await running('hit', `${array}_0`);
    await ask('scontrol', 'requeue', `${array}_0`);
    const node = await running('hit', `${array}_1`);
    await control('kill-node', node);
    await control('start-node', node);
    await running('hit', `${array}_2`);
    await ask('sbatch', '--wait', '--partition', 'urgent', '--exclusive', '--nodes', '3', '--wrap', 'true');
    await hurried(array);
    await ended(last);
    await expectWhole('hit', more);
  });

  test('a task whose time is over saves what was measured, and submitting again does the rest', async () => {
    const { array, last } = await submit('late', [...LONG, '--tasks', '2']);
    await running('late', `${array}_0`);
    // What Slurm does 60 seconds before the end of the time, by --signal.
    await ask('scancel', '--signal', 'USR1', '--batch', array);
    await ended(last);
    expect(await readFile(path.join(folder, `late/slurm-${array}_0.out`), 'utf8')).toContain('interrupted: ');
    const { code, stdout } = await status('late');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^running +0$/m);
    expect(stdout).toMatch(/^missing +[1-6]$/m);
    await ended((await submit('late', [...LONG, '--tasks', '2'])).last);
    await expectWhole('late', LONG);
  });

  test('runs that diverge or fail do not hold up the last job, which says so', async () => {
    const args = [
      '-d',
      small,
      '--loss',
      'squared',
      '--epochs',
      '2',
      '--step-size',
      '0.001,1000',
      '--l2',
      '0,0.1',
      '--time-limit',
      '5s',
    ];
    const { last } = await submit('bad', [...args, '--tasks', '2']);
    await ended(last);
    const { code, stdout } = await status('bad');
    expect(stdout).toMatch(/^diverged +2$/m);
    expect(code).toBe(0);
  });

  test('an array has no more tasks than Slurm takes', async () => {
    const bin = path.join(folder, 'bin');
    await mkdir(bin);
    await writeFile(path.join(bin, 'scontrol'), '#!/bin/sh\necho "MaxArraySize            = 4"\n');
    await chmod(path.join(bin, 'scontrol'), 0o755);
    const { tasks, last } = await submit('many', [...TUNED, '--tasks', '20000'], [], { PATH: `${bin}:${env.PATH}` });
    expect(tasks).toBe(3);
    await ended(last);
    await expectWhole('many', TUNED);
  });

  test('status has what the queue says of submitted jobs, and is true without it', async () => {
    const { array } = await submit('seen', [...LONG, '--tasks', '2'], ['--begin', 'now+1hour']);
    expect((await status('seen')).stdout).toContain('Slurm: 2 pending');
    const { code, stdout } = await adabatch(['status', 'seen'], { env: { PATH: path.dirname(process.execPath) } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.not.stringContaining('Slurm') });
    await ask('scancel', array);
  });

  test('what sbatch refuses is said in a line', async () => {
    const typed = ['submit', '--to', 'slurm', ...TUNED, '--out', 'refused', '--', '--partition', 'none'];
    const { code, stderr } = await adabatch(typed, { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: sbatch refused the job: .*Invalid partition/);
  });
});
