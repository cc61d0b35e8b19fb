import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.js';
import { processesIn } from '../support/processes.js';

// Most of the time of a small command is that of loading modules: each command loads its own, and no other.

const folder = temporaryFolder();
const started = processesIn(folder);
const DIST = path.resolve(import.meta.dirname, '../../dist');

/** The modules of the program that a command loads, by their file names: V8 tells of the code that it has seen. */
async function modulesOf(args: string[]): Promise<string[]> {
  const coverage = await mkdtemp(path.join(folder, 'coverage-'));
  await started(args, { env: { NODE_V8_COVERAGE: coverage } });
  const reports = await Promise.all(
    (await readdir(coverage)).map(async (file) => JSON.parse(await readFile(path.join(coverage, file), 'utf8'))),
  );
  const urls: string[] = reports.flatMap(({ result }) => result.map(({ url }: { url: string }) => url));
  return [...new Set(urls.filter((url) => url.includes('/dist/')).map((url) => path.basename(url)))];
}

/** The size of the code of some modules. */
async function bytesOf(modules: readonly string[]): Promise<number> {
  const sizes = await Promise.all(modules.map(async (name) => (await stat(path.join(DIST, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The limits, in kB, are a tenth above what each command loads; all modules together have 3,219, half of them Vega. */
test.each([
  { args: ['--version'], most: 22 },
  { args: ['--help'], most: 155 },
  { args: ['compare', '--help'], most: 640 },
  { args: ['check', '--help'], most: 555 },
  { args: ['merge', '--help'], most: 540 },
  { args: ['explain', '--help'], most: 515 },
  { args: ['optimum', '--help'], most: 825 },
  { args: ['run', '--no-save', '--epochs', '1', '--quiet'], most: 1020 },
  { args: ['evaluate', '--help'], most: 880 },
  { args: ['predict', '--help'], most: 845 },
  { args: ['plot', '--help'], most: 655 },
  { args: ['data', 'list'], most: 710 },
  { args: ['data', 'info', '--quiet'], most: 850 },
])('adabatch $args loads no more than $most kB', async ({ args, most }) => {
  const bytes = await bytesOf(await modulesOf(args));
  expect(bytes).toBeGreaterThan(0.6 * most * 1000);
  expect(bytes).toBeLessThan(most * 1000);
});

test('what draws is loaded by adabatch plot alone, and Vega only where a file is drawn', async () => {
  const drawing = async (...args: string[]) => {
    const modules = await modulesOf(args);
    return ['plot.js', 'svg.js', 'png.js'].filter((name) => modules.includes(name));
  };
  const run = ['run', '--epochs', '1', '--quiet', '--out', 'runs'];
  expect(await drawing(...run)).toEqual([]);
  expect(await drawing('compare', 'runs')).toEqual([]);
  expect(await drawing('plot', 'runs')).toEqual(['plot.js']);
  expect(await drawing('plot', 'runs', '-o', 'picture.vl.json')).toEqual(['plot.js']);
  expect(await drawing('plot', 'runs', '-o', 'picture.svg')).toEqual(['plot.js', 'svg.js']);
  expect(await drawing('plot', 'runs', '-o', 'picture.png')).toEqual(['plot.js', 'svg.js', 'png.js']);
});

test('an option of another command is known without loading that command', async () => {
  const { code, stderr } = await started(['compare', '--snapshot-every', '3']);
  expect(code).toBe(2);
  expect(stderr).toContain('adabatch run, adabatch sweep and adabatch submit take --snapshot-every');
});
