import type { ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runSchema } from '../../src/results/schema.js';
import { temporaryFolder } from '../support/folders.js';
import { preloaded, processesIn, signalOnce } from '../support/processes.js';

const folder = temporaryFolder();
const adabatch = processesIn(folder);
const data = path.join(folder, 'data.svm');
await writeFile(
  data,
  Array.from({ length: 60 }, (_, row) => `${row % 3 ? '+1' : '-1'} 1:1 ${2 + (row % 7)}:1\n`).join(''),
);

/** The names in a folder that a pattern fits, once there are enough of them. */
async function awaitFiles(where: string, pattern: RegExp, count: number): Promise<string[]> {
  for (;;) {
    const found = (await readdir(where).catch(() => [])).filter((name) => pattern.test(name));
    if (found.length >= count) return found;
    await pause(20);
  }
}

// A short run, whose result shows that work goes on, and long ones that are cut.
const work = ['-d', data, '--batch', '8', '--step-size', '0.01', '--measure-every', '1000'];
const SHORT_AND_LONG = ['--epochs', '1,1000000,2000000'];

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const)(
  '%s ends a sweep with what it has measured, and exit code 130',
  async (signal) => {
    const out = path.join(folder, signal);
    await mkdir(out);
    // This is the progress of the second run, which is long.
    const { code } = await adabatch(['sweep', ...work, ...SHORT_AND_LONG, '--out', out], {
      watched: true,
      meanwhile: signalOnce(/1 of 3 runs.* epoch [1-9]/, signal),
    });
    expect(code).toBe(130);
    const [cut = ''] = await awaitFiles(out, /\.interrupted\.json$/, 1);
    expect(runSchema.parse(JSON.parse(await readFile(path.join(out, cut), 'utf8'))).status).toBe('interrupted');
  },
);

test('a second signal ends at once a process that the first one could not end', async () => {
  // The rename of a result never ends. The process signals itself there, and again after its first listener was called.
  const stuck = preloaded(`
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    fs.promises.rename = () => {
      setInterval(() => {}, 1000);
      process.once('SIGINT', () => setImmediate(() => process.kill(process.pid, 'SIGINT')));
      process.kill(process.pid, 'SIGINT');
      return new Promise(() => {});
    };
    syncBuiltinESMExports();`);
  const out = path.join(folder, 'stuck');
  const { code, stdout } = await adabatch(['run', ...work, '--epochs', '1', '--out', out, '--json'], { env: stuck });
  expect(code).toBe(null);
  expect(JSON.parse(stdout).status).toBe('completed');
});

test('the processes of a sweep that was killed save what they have measured, and say nothing', async () => {
  const out = path.join(folder, 'killed');
  await mkdir(out);
  // Each process of the sweep writes a file once it is well into a long run: before that it may have measured nothing.
  const saying = preloaded(`
    import fs from 'node:fs';
    const send = process.send;
    if (send) process.send = (message, ...rest) => {
      if (message.kind === 'progress' && message.epoch > 1) fs.writeFileSync('killed/measured', '');
      return send.call(process, message, ...rest);
    };`);
  const { stderr } = await adabatch(['sweep', ...work, ...SHORT_AND_LONG, '--jobs', '2', '--out', out, '--quiet'], {
    env: saying,
    meanwhile: (child: ChildProcess) => {
      awaitFiles(out, /^measured$/, 1).then(() => child.kill('SIGKILL'));
    },
  });
  const cut = await awaitFiles(out, /\.interrupted\.json$/, 1);
  expect(cut.length).toBeGreaterThan(0);
  expect(stderr).toBe('');
});

test('a sweep ends if it is interrupted before its process has its first run', async () => {
  const env = preloaded(`
    if (process.argv[1].endsWith('sweep-worker.js')) {
      const send = process.send.bind(process);
      process.send = (message, ...rest) => {
        if (message.kind !== 'ready') return send(message, ...rest);
        // The sweep is interrupted, and hands that on, before it hears that this process is ready.
        process.once('SIGINT', () => send(message, ...rest));
        process.kill(process.ppid, 'SIGINT');
      };
    }`);
  const { code, stderr } = await adabatch(['sweep', '--batch', '8', '--jobs', '2', '--out', 'early'], { env });
  expect(code).toBe(130);
  expect(stderr).toContain('interrupted: what was measured is saved, and the same command goes on');
});
