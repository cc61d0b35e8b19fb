import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSchema } from '../../src/results/schema.js';
import { temporaryFolder } from '../support/folders.js';
import { hasPipes, makePipe, whenRead } from '../support/pipes.js';
import { PROGRAM, processesIn } from '../support/processes.js';

const folder = temporaryFolder();
const adabatch = processesIn(folder);
const small = path.join(folder, 'small.svm');
await writeFile(small, '+1 1:1 2:0.5\n-1 2:1\n+1 1:2\n-1 3:1\n');

describe.runIf(hasPipes)('a process that waits for a pipe', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a process that waits for a pipe, with 130', async (signal) => {
    const pipe = makePipe(path.join(folder, signal));
    const outcome = await adabatch(['run', '-d', pipe, '--no-save'], {
      meanwhile: (child) =>
        whenRead(pipe, () => {
          child.kill(signal);
          return once(child, 'exit');
        }),
    });
    expect(outcome).toEqual({ code: 130, stdout: '', stderr: 'error: interrupted before anything was saved\n' });
  });
});

describe.runIf(hasPipes)('pipes that a shell makes', () => {
  /** Runs adabatch with two pipes in place of files; it needs bash, since sh has no <(…). */
  const idOf = async (...sources: [train: string, test: string]) => {
    const [train, test] = sources;
    const line = `'${process.execPath}' '${PROGRAM}' run -d ${train} --test ${test} --json --quiet --no-save -e 1`;
    const shell = spawn('bash', ['-c', line], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    for await (const piece of shell.stdout) text += piece;
    return runSchema.parse(JSON.parse(text)).id;
  };

  test('a run reads the pipes of a shell as it reads files, also packed ones', async () => {
    const piped = await idOf(`<(cat '${small}')`, `<(gzip -c '${small}')`);
    expect(piped).toBe(await idOf(small, small));
  });
});
