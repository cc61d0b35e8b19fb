import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.js';
import { type ProcessOptions, preloaded, processesIn } from '../support/processes.js';

// Systems that give a process no more threads, processes or open files, as a container with a limit of pids does.

const folder = temporaryFolder();
const adabatch = processesIn(folder);
const hasLimits = process.platform !== 'win32';
const isRoot = process.getuid?.() === 0;
/** A user who runs no other process, since a limit counts all processes of a user. */
const NOBODY = 100_000 + process.pid;
const QUICK = ['--epochs', '1', '--step-size', '2', '--execution', 'synchronous'];
const LIMITS_HINT =
  'or raise the limits: of processes (ulimit -u, or the pids of a container) and of open files (ulimit -n)';

const FEW_THREADS = preloaded(`
  import threads from 'node:worker_threads';
  import { syncBuiltinESMExports } from 'node:module';
  const { Worker } = threads;
  let living = 0;
  threads.Worker = class extends Worker {
    constructor(...rest) {
      if (living === 3) throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
      super(...rest);
      living++;
      this.on('exit', () => living--);
    }
  };
  syncBuiltinESMExports();`);

describe('worker threads that cannot be started', () => {
  const end = async (options: ProcessOptions, reason: string) => {
    const { code, stdout, stderr } = await adabatch(['run', ...QUICK, '--workers', '64', '--no-save'], options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: 64 worker threads cannot be started here \(.*\)$/m);
    expect(stderr).toContain(reason);
    expect(stderr).toContain(`hint: Try fewer --workers, ${LIMITS_HINT}`);
  };
  test('a run ends with what to try if its fourth worker thread cannot be started', () =>
    end({ env: FEW_THREADS }, '(EAGAIN)'));
  test.skipIf(!hasLimits)('a run ends with what to try if too few files can be open for its worker threads', () =>
    end({ before: 'ulimit -n 140' }, 'EMFILE'),
  );
  // No limit binds root, and the limit of any other user counts all that this user runs.
  test.skipIf(!hasLimits || !isRoot)('a run of a user with a limit of processes ends with what to try', () =>
    end({ before: 'ulimit -u 20', uid: NOBODY, cwd: '/' }, '(EAGAIN)'),
  );

  test('a sweep fails the runs that need too many worker threads, and no other', async () => {
    const axes = ['--workers', '1,4', '--batch', '32,64', '--out', 'sweep'];
    const { code, stdout } = await adabatch(['sweep', ...QUICK, ...axes], { env: FEW_THREADS });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^completed +2\nfailed +2$/m);
    const reasons = stdout.match(/^ {2}failed: .*$/gm);
    expect(reasons).toEqual([
      `  failed: 4 worker threads cannot be started here (EAGAIN). Try fewer --workers, ${LIMITS_HINT}`,
    ]);
  });
});

test.skipIf(!hasLimits)('a sweep ends with what to try, once, if its processes do not start', async () => {
  const env = preloaded("if (process.argv[1].endsWith('sweep-worker.js')) process.exit(7);");
  const { code, stderr } = await adabatch(['sweep', '--batch', '1..64', '--jobs', '2'], { env });
  expect(code).toBe(1);
  expect(stderr.match(/^error: .*/gm)).toEqual([
    'error: a process of the sweep cannot be started (its process ended with code 7)',
  ]);
  expect(stderr).toContain(`hint: Try fewer --jobs, ${LIMITS_HINT}`);
});

test.skipIf(!hasLimits)('adabatch says so if too few files can be open for it to start', async () => {
  const startWith = (files: number) =>
    adabatch(['run', '--no-save', '--epochs', '1'], { before: `ulimit -n ${files}` });
  // Node itself needs an unknown number of files: with fewer than that it says something else.
  let [few, enough] = [0, 64];
  while (enough - few > 1) {
    const files = (few + enough) >>> 1;
    if ((await startWith(files)).code === 0) enough = files;
    else few = files;
  }
  expect(await startWith(few)).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error: the system lets this process open too few files to start\nhint: Raise the limit, as with ulimit -n 1024\n',
  });
});
