import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readRuns } from '../../src/results/read.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { randomProblem } from '../support/problems.js';
import { PROGRAM, processesIn, signalOnce } from '../support/processes.js';
import { writeData } from '../support/random-data.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const small = await writeData(randomProblem('logistic', 0.1, { rows: 60 }));
const SWEEP = ['-d', small, '--rule', 'mean,adabatch', '--batch', '8,16', '--epochs', '2', '--step-size', '0.1'];
const curvesIn = async (out: string) =>
  (
    await readRuns(
      [path.join(folder, out)],
      ({ id, curve }) => [id, curve.map(({ trainLoss }) => trainLoss)],
      () => {},
    )
  )
    .map(({ run }) => run)
    .sort();
const leasesIn = async (out: string) =>
  (await readdir(path.join(folder, out))).filter((name) => name.endsWith('.lease'));

/** The lease of a process on another machine. */
async function leaseOf(out: string, name: string, job?: string): Promise<void> {
  const owner = {
    token: 't',
    host: 'node7',
    processes: 'p',
    pid: 1,
    began: '1',
    ...(job && { job: { id: job, start: '0' } }),
  };
  await writeFile(
    path.join(folder, out, `${name}.lease`),
    JSON.stringify({ schema: 'adabatch/lease@1', ...owner, attempt: 1 }),
  );
}

describe('status', () => {
  test('status tells what is planned, done, running, failed and missing', async () => {
    await adabatch(['sweep', ...SWEEP, '--out', 'state']);
    const runs = JSON.parse(await readFile('state/plan.json', 'utf8')).runs as { name: string }[];
    const [, running, failed, missing] = runs.map(({ name }) => name) as [string, string, string, string];
    for (const name of [running, failed, missing]) await rm(`state/${name}.json`);
    await leaseOf('state', running, '17_3');
    await writeFile(
      `state/${failed}.failed.json`,
      JSON.stringify({ schema: 'adabatch/failed@1', reason: 'no\nluck', attempts: 3, host: 'h' }),
    );
    const { code, stdout } = await adabatch(['status', 'state']);
    expect(code).toBe(1);
    expect(stdout).toBe(`runs
planned          4
completed        1
running          1
failed for good  1
missing          1

at work${' '.repeat(running.length - 7)}  host   job   sign of life
${running}  node7  17_3       0 s ago

${failed}
  failed 3 times: no luck

What failed 3 times is tried again by the same sweep with --retry-failed.
`);
    const json = JSON.parse((await adabatch(['status', 'state', '--json'])).stdout);
    expect(json).toMatchObject({
      ...{ planned: 4, done: { completed: 1 }, interrupted: 0, missing: 1, isComplete: false, scheduler: {} },
      running: [{ name: running, host: 'node7', job: '17_3' }],
      failed: [{ name: failed, reason: 'no\nluck', attempts: 3, host: 'h' }],
    });
  });

  test('status of a whole sweep exits with 0, also where it watches', async () => {
    await adabatch(['sweep', ...SWEEP, '--out', 'whole']);
    expect((await adabatch(['status', 'whole', '--watch'])).code).toBe(0);
  });

  test('status tells how long the rest takes at the pace of the last results', async () => {
    await adabatch(['sweep', ...SWEEP, '--out', 'pace']);
    const runs = JSON.parse(await readFile('pace/plan.json', 'utf8')).runs as { name: string }[];
    const [first, second, running, missing] = runs.map(({ name }) => `pace/${name}.json`) as [
      string,
      string,
      string,
      string,
    ];
    for (const file of [running, missing]) await rm(file);
    await utimes(first, 1000, 1000);
    await utimes(second, 1090, 1090);
    expect((await adabatch(['status', 'pace'])).stdout).not.toContain('left');
    await leaseOf('pace', path.basename(running, '.json'));
    expect((await adabatch(['status', 'pace'])).stdout).toContain('about 3 min left');
  });

  test('status refuses a folder without a plan', async () => {
    await mkdir('none');
    expect(await adabatch(['status', 'none'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('none has no plan of a sweep'),
    });
  });
});

describe('submit', () => {
  test('a dry run prints a script that does the sweep, whatever starts it, and does nothing else', async () => {
    const { code, stdout } = await adabatch([
      'submit',
      '--to',
      'slurm',
      '--tasks=3',
      ...SWEEP,
      '-o',
      'scripted',
      '--setup',
      'cd .',
      '--dry-run',
      '--',
      '--time',
      '5',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^#SBATCH --array=0-2$/m);
    const quoted = `exec node ${PROGRAM} sweep -d ${small} --rule mean,adabatch --batch 8,16 --epochs 2 --step-size 0.1 -o scripted --no-chart\n`;
    expect(stdout.slice(stdout.indexOf('exec'))).toBe(quoted);
    expect(await readdir(folder)).not.toContain('scripted');
    const shell = spawn('sh', { stdio: ['pipe', 'ignore', 'ignore'] });
    shell.stdin.end(stdout);
    expect(await once(shell, 'exit')).toEqual([0, null]);
    expect(await curvesIn('scripted')).toHaveLength(4);
  });

  test('a dry run has no more tasks than there are runs left', async () => {
    const script = async () => (await adabatch(['submit', '--to', 'slurm', ...SWEEP, '-o', 'few', '--dry-run'])).stdout;
    expect(await script()).toContain('--array=0-3\n');
    await adabatch(['sweep', ...SWEEP.map((word) => (word === 'mean,adabatch' ? 'mean' : word)), '-o', 'few']);
    expect(await script()).toContain('--array=0-1\n');
  });

  test('the manifest of a Job has the options of the sweep', async () => {
    const typed = [
      'submit',
      '--to',
      'kubernetes',
      '--image',
      'i',
      '--volume-claim=c',
      '-d',
      'train.svm',
      '--batch',
      '1..8',
      '--quiet',
    ];
    const { code, stdout } = await adabatch(typed);
    expect(code).toBe(0);
    const words = ['adabatch', 'sweep', '-d', 'train.svm', '--batch', '1..8', '--no-chart'];
    expect(stdout).toContain(`command:\n${words.map((word) => `            - ${word}\n`).join('')}`);
  });

  test.each([
    [['--to', 'pbs'], /--to: there is no scheduler "pbs"/],
    [[], /--to/],
    [['--to', 'kubernetes', '--image', 'i'], /--to kubernetes needs --volume-claim/],
    [
      ['--to', 'kubernetes', '--image', 'i', '--volume-claim', 'c', '--out', '/abs'],
      /--out \/abs is no path on the volume/,
    ],
    [['--to', 'kubernetes', '--image', 'i', '--volume-claim', 'c', '--', '--time', '1'], /no options after --/],
    [['--to', 'kubernetes', '--image', 'i', '--volume-claim', 'c', '--out', 'a/../../b'], /is no path on the volume/],
    [
      ['--to', 'kubernetes', '--image', 'i', '--volume-claim', 'c', '--setup', 's'],
      /--to kubernetes does not use --setup/,
    ],
    [['--to', 'slurm', '--volume-claim', 'c'], /--to slurm does not use --volume-claim/],
    [['--to', 'slurm', 's.sh'], /"s\.sh" belongs to no option/],
    [['--to', 'slurm', '--rule', 'mean', 'adabatch', '--', '--time', '5'], /"adabatch" belongs to no option/],
    [['--to', 'slurm', '--', 's.sh'], /"s\.sh" after -- belongs to no option of sbatch/],
    [['--to', 'slurm', '--', '--time', '5', 's.sh'], /"s\.sh" after -- belongs/],
    [['--to', 'slurm', '--', '--time=5', 's.sh'], /"s\.sh" after -- belongs/],
    [['--to', 'slurm', '--batch', '0'], /--batch/],
    [['--to', 'slurm', '-d', 'missing.svm'], /missing\.svm/],
  ])('submit refuses %j', async (args, complaint) => {
    const { code, stderr, stdout } = await adabatch(['submit', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(complaint);
  });

  test('submit says where there is no Slurm, and how to go on', async () => {
    const { code, stderr } = await started(['submit', '--to', 'slurm', ...SWEEP, '-o', 'no-slurm'], {
      env: { PATH: '/none' },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no sbatch here.*\nhint: .*--dry-run/s);
  });
});

describe('processes that share a folder', () => {
  test('one that is killed is replaced at once by another, which does its run, too', async () => {
    const args = [
      'sweep',
      '--batch',
      '1',
      '--epochs',
      '40',
      '--measure-every',
      '40',
      '--seeds',
      '0..5',
      '--out',
      'killed',
      '--quiet',
    ];
    const victim = spawn(process.execPath, [PROGRAM, ...args], { stdio: 'ignore', cwd: folder });
    const isAtWork = async () => (await leasesIn('killed').catch(() => [])).some((name) => name.startsWith('zipf'));
    while (!(await isAtWork()));
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    expect(await leasesIn('killed')).toHaveLength(1);
    expect((await started(args)).code).toBe(0);
    expect(await curvesIn('killed')).toHaveLength(6);
    expect(await leasesIn('killed')).toEqual([]);
  });

  test.each(['SIGUSR1', 'SIGUSR2', 'SIGTERM', 'SIGHUP'] as const)(
    'one that %s ends saves what was measured, and gives its run back',
    async (signal) => {
      const args = ['sweep', '--batch', '1', '--epochs', '4000', '--seeds', '0..1', '--out', signal];
      const { code } = await started(args, { watched: true, meanwhile: signalOnce(/epoch [1-9]/, signal) });
      expect(code).toBe(130);
      expect(await leasesIn(signal)).toEqual([]);
      expect((await readdir(signal)).some((name) => name.endsWith('.interrupted.json'))).toBe(true);
    },
  );

  test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'containers with equal process numbers do each run once',
    async () => {
      const args = ['sweep', ...SWEEP, '--seeds', '0..9', '--out', 'contained', '--quiet'];
      const containers = Array.from({ length: 4 }, () =>
        spawn('unshare', ['--pid', '--fork', '--mount-proc', process.execPath, PROGRAM, ...args], {
          stdio: 'ignore',
          cwd: folder,
        }),
      );
      const codes = await Promise.all(containers.map(async (container) => (await once(container, 'exit'))[0]));
      expect(codes).toEqual([0, 0, 0, 0]);
      await adabatch(['sweep', ...SWEEP, '--seeds', '0..9', '--out', 'uncontained']);
      expect(await curvesIn('contained')).toEqual(await curvesIn('uncontained'));
      expect((await readdir('contained')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    },
  );
});

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'a sweep whose disk is full ends with 1, and goes on when there is space again',
  async () => {
    const disk = path.join(folder, 'disk');
    await mkdir(disk);
    const system = promisify(execFile);
    await system('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    try {
      const args = ['sweep', ...SWEEP, '--seeds', '0..9', '--out', 'disk', '--quiet'];
      const { code, stderr } = await started(args);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: cannot write to disk: no space left\nhint: /);
      expect((await readdir(disk)).filter((name) => !/\.(json|csv)$/.test(name))).toEqual([]);
      await system('mount', ['-o', 'remount,size=10m', disk]);
      expect((await started(args)).code).toBe(0);
      expect(await curvesIn('disk')).toHaveLength(40);
    } finally {
      await system('umount', [disk]);
    }
  },
);
