import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { PROGRAM, processesIn } from '../support/processes.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const train = path.join(folder, 'train.svm');
const held = path.join(folder, 'held.svm');
await writeFile(train, '+1 1:1 2:1\n-1 2:1\n'.repeat(8));
await writeFile(held, '+1 1:1 3:1\n-1 2:1 4:1\n');

test('a mistake in typing ends adabatch with 2 and two lines on stderr', async () => {
  expect(await started(['run', '--lr', '1'])).toEqual({
    code: 2,
    stdout: '',
    stderr: "error: unknown option '--lr'\nhint: Is --step-size meant?\n",
  });
});

describe('a program in a folder of its own', () => {
  const ofFolder = (name: string, ...args: string[]) =>
    started(args, { program: path.join(folder, name, 'bin/adabatch.js') });

  test('a program that was not built says so in two lines and ends with 2', async () => {
    await cp(path.dirname(PROGRAM), path.join(folder, 'unbuilt/bin'), { recursive: true });
    expect(await ofFolder('unbuilt', 'run')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: adabatch was not built: there is no dist/adabatch.js\nhint: Build it: npm run build\n',
    });
  });

  test('a program that was built without a module says which one', async () => {
    await cp(path.dirname(PROGRAM), path.join(folder, 'broken/bin'), { recursive: true });
    await mkdir(path.join(folder, 'broken/dist'), { recursive: true });
    await writeFile(path.join(folder, 'broken/dist/adabatch.js'), "export { main } from './lost.mjs';\n");
    await writeFile(path.join(folder, 'broken/package.json'), '{ "type": "module" }\n');
    const { code, stderr } = await ofFolder('broken', 'run');
    expect(code).toBe(1);
    expect(stderr).toMatch(/ERR_MODULE_NOT_FOUND.*lost\.mjs/s);
  });
});

describe('colours', () => {
  const stderrWith = async (env: Record<string, string>) => (await started(['run', '--lr', '1'], { env })).stderr;
  const RED = '\u001B[31merror:\u001B[39m ';

  test('colours are on if FORCE_COLOR asks for them, though stderr is no terminal', async () => {
    expect(await stderrWith({ NO_COLOR: '', FORCE_COLOR: '1' })).toContain(RED);
  });

  test.each([
    { NO_COLOR: '', FORCE_COLOR: '0' },
    { NO_COLOR: '1', FORCE_COLOR: '1' },
  ])('colours are off with %j', async (env) => {
    expect(await stderrWith(env)).toMatch(/^error: /);
  });
});

describe('a note on unseen features', () => {
  test.each([
    ['--suboptimality', '--l2', '1/n'],
    ['--step-size', 'tune'],
    ['--step-size', 'frozen', '--batch', '4'],
    ['--execution', 'hogwild', '--step-size', 'tune'],
  ])('a note on unseen features is shown once with %s %s', async (...options) => {
    const args = ['run', '-d', train, '--test', held, '-e', '1', '--no-save', ...options];
    const { code, stderr } = await adabatch(args);
    expect(code).toBe(0);
    expect(stderr.split('unseen in training')).toHaveLength(2);
  });
});
