import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from './support/folders.js';

// The package as its users have it: packed, and installed in an empty folder.

const ROOT = path.resolve(import.meta.dirname, '..');
const folder = temporaryFolder();
const user = path.join(folder, 'user');
const run = promisify(execFile);
const npm = (words: string[], cwd: string) => run('npm', [...words, '--no-audit', '--no-fund'], { cwd });
/** What is no part of a package, or belongs to the machine. */
const LEFT_OUT = new Set(['.git', 'dist', 'node_modules', 'reports', '.stryker-tmp']);

beforeAll(async () => {
  const source = path.join(folder, 'source');
  await mkdir(source);
  await mkdir(user);
  for (const name of await readdir(ROOT)) {
    if (!LEFT_OUT.has(name)) await cp(path.join(ROOT, name), path.join(source, name), { recursive: true });
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(source, 'node_modules'));
  await npm(['pack', '--pack-destination', folder], source);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) as string;
  await writeFile(path.join(user, 'package.json'), JSON.stringify({ name: 'user', type: 'module' }));
  await npm(['install', '--prefer-offline', path.join(folder, tarball)], user);
});

test('the installed command runs', async () => {
  const program = path.join(user, 'node_modules', '.bin', 'adabatch');
  const { stdout } = await run(program, ['run', '--epochs', '1', '--json', '--no-save', '--quiet'], { cwd: user });
  expect(JSON.parse(stdout).status).toBe('completed');
});

test("the README's program compiles against the installed types, without checks left out, and runs", async () => {
  const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
  const [, program = ''] = /```ts\n(import [^`]*from 'adabatch';[^`]*)```/.exec(readme) ?? [];
  await writeFile(path.join(user, 'program.ts'), program);
  const modules = path.join(ROOT, 'node_modules');
  const types = ['--types', 'node', '--typeRoots', path.join(modules, '@types')];
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2022'];
  await run(path.join(modules, '.bin', 'tsc'), [...types, ...strict, 'program.ts'], { cwd: user });
  const { stdout, stderr } = await run('node', ['program.js'], { cwd: user });
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^adabatch 1 0\.1839/),
    expect.stringMatching(/^adabatch 64 0\.0549/),
    expect.stringMatching(/^mean 1 0\.1839/),
    expect.stringMatching(/^mean 64 0\.5341/),
    '',
  ]);
});

test('the import of the package writes nothing, listens to nothing and keeps no process alive', async () => {
  const program = `
    const listeners = () => process.eventNames().map((name) => [name, process.listenerCount(name)]);
    const before = JSON.stringify([listeners(), process.env]);
    const library = await import('adabatch');
    const after = JSON.stringify([listeners(), process.env]);
    console.log(before === after, Object.keys(library).sort().join(' '));`;
  const { stdout, stderr } = await run('node', ['--input-type=module', '-e', program], { cwd: user });
  expect(stderr).toBe('');
  expect(stdout).toBe(
    'true InputError UserError algorithms check compare evaluate evaluationSchema executions losses optimum orders ' +
      'predict readDataset readRuns rules run runSchema saveRun sweep tune\n',
  );
});
