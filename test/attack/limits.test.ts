import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { PoissonCount } from '../../src/data/generators/poisson.js';
import { findClasses } from '../../src/data/labels.js';
import { checkRuns } from '../../src/results/check/check.js';
import { runSchema } from '../../src/results/schema.js';
import { stored } from '../support/checks.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { processesIn } from '../support/processes.js';

// Work that ended in V8's words when it was done: what V8 takes of arguments, of a Set and of memory is less than memory holds.

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const hasShell = process.platform !== 'win32';
const inFolder = (name: string) => path.join(folder, name);

/** Calls that take an array of any length as arguments, of which V8 takes about 125,000. */
const SPREADING = new Set([
  ...['min', 'max', 'hypot', 'push', 'unshift', 'splice', 'concat', 'of', 'fromCharCode', 'fromCodePoint', 'apply'],
]);

function spreadsIn(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const name = node.expression.name.text;
      if (SPREADING.has(name) && (name === 'apply' || node.arguments.some(ts.isSpreadElement))) {
        found.push(`${file}: ${node.getText()}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('no array is spread into the arguments of a call that takes any number of them', () => {
  const sources = path.resolve(import.meta.dirname, '../../src');
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  // A method of our own that is called so.
  const known = ['data/formats/binary/reader.ts: match.apply(chunk)'];
  const found = files.flatMap((file) => spreadsIn(file, readFileSync(path.join(sources, file), 'utf8')));
  expect(found.filter((call) => !known.includes(call))).toEqual([]);
  expect(spreadsIn('new.ts', 'Math.min(0, ...losses); lines.push(...more)')).toHaveLength(2);
});

const LONG = 300_000;

describe('so many', () => {
  test('losses of repetitions are checked', () => {
    const finalTrainLosses = Array.from({ length: LONG }, (_, repeat) => 0.25 + repeat / LONG);
    const race = { finalTrainLosses, collidingShare: 0, lostShare: 0 };
    const run = stored('a', { race });
    const raced = { ...run, run: { ...run.run, configuration: { ...run.run.configuration, workers: 2 } } };
    const { passed } = checkRuns([raced], [raced], { loss: 0, absolute: 0, exact: true, differentMachines: false });
    expect(passed).toBe(true);
  });

  test('points of a curve are saved; a run that wants more is refused, or ends there if it might have ended before', async () => {
    await writeFile(inFolder('two.svm'), '1 1:1\n-1 2:1\n');
    const often = ['run', '-d', 'two.svm', '--epochs', '1e9', '--batch', '2', '--step-size', '1e-9', '--out', '.'];
    const refused = await adabatch(often);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      'error: --measure-every 1 would make a curve of more than 300,000 points\nhint: Measure less often\n',
    );
    const { code, stderr } = await adabatch([...often, '--target-loss', '0.1', '--name', 'full']);
    expect(code).toBe(130);
    expect(stderr).toContain(
      'the run ends here, since a curve has at most 300,000 points: try a larger --measure-every',
    );
    const { curve } = runSchema.parse(JSON.parse(await readFile(inFolder('full.interrupted.json'), 'utf8')));
    expect(curve).toHaveLength(LONG + 1);
  });

  test('counts make a law', () => {
    expect(new PoissonCount(1e9).most).toBeGreaterThan(1e9 + LONG / 3);
  });
});

describe('labels that are all different', () => {
  test('are refused as classes where a Set does not take them', () => {
    const labels = Float64Array.from({ length: 2 ** 24 + 1 }, (_, row) => row);
    const refused = '16,777,217 labels, more than the 1,000,000 that are taken as classes';
    expect(() => findClasses({ name: 'data', labels, labelNames: undefined }, undefined)).toThrow(refused);
  });

  test('are split, and those that only the test file has are listed', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => `${row / 7} 1:1\n`);
    await writeFile(inFolder('continuous.svm'), rows.join(''));
    const { code, stderr } = await adabatch(['data', 'split', 'continuous.svm', '--force']);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^warning: only continuous\.test\.svm has rows with the labels (\d[\d.]*, ){9}\d[\d.]* and 3990 more$/m,
    );
  });
});

describe('a sweep is refused before it is made', () => {
  test.each([
    ['--seeds 0..999999', '--seeds: 0..999999 leads to more than 100000 values'],
    ['--seeds 1..1e9+1', '--seeds: 1..1e9+1 leads to more than 100000 values'],
    ['--batch 1..99999+1 --seeds 0..99999', 'the sweep has 9999900000 runs; at most 100000 are taken'],
  ])('%s', async (axes, message) => {
    const { code, stdout, stderr } = await adabatch(['sweep', ...axes.split(' '), '--plan']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error: ${message}\n`);
  });

  const TOO_LARGE = 'is larger than the 64 KiB that a sweep file may have';

  test.each([
    ['aliases', `batch: [&a 1${', *a'.repeat(20_000)}]`, TOO_LARGE],
    ['mappings that nest', '? '.repeat(500_000), TOO_LARGE],
    ['lists in lists', '['.repeat(60_000), 'a sweep file has no lists or mappings in so many others'],
    [
      'aliases of a range',
      `grids: [&g {seeds: 0..99999}${', *g'.repeat(15_000)}]`,
      'the file has more than 200000 values',
    ],
  ])('a file of %s', async (kind, text, message) => {
    await writeFile(inFolder('sweep.yaml'), text);
    const { code, stdout, stderr } = await adabatch(['sweep', '--config', 'sweep.yaml', '--plan']);
    expect({ kind, code, stdout }).toEqual({ kind, code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('but not a file of many aliases, each of which is looked up once', async () => {
    await writeFile(inFolder('aliases.yaml'), `batch: [&a 1${', *a'.repeat(15_000)}]`);
    const { code, stdout } = await adabatch(['sweep', '--config', 'aliases.yaml', '--plan']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'state  batch\nto do  1\n' });
  });
});

describe.runIf(hasShell)('what a shell hands over', () => {
  test('is read by the name that it has, if that is UTF-8', async () => {
    const before = `name=$(printf 'caf\\351.svm'); echo '1 1:1' > "$name"; set -- "$@" -d "$name"`;
    const { code, stderr } = await started(['run', '--no-save'], { before });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "error: there is no file 'caf\ufffd.svm'\nhint: Where \ufffd stands for bytes that are not UTF-8, rename the file: such names cannot be read\n",
    });
  });

  test('as stdin is no folder', async () => {
    const { code, stderr } = await started(['run', '-d', '-', '--no-save'], { before: 'exec < .' });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: stdin is a folder, not a file\nhint: Name one of the files in it\n',
    });
  });

  test.runIf(process.platform === 'linux').each(['--help', 'run --help', 'help run', '--version'])(
    'as stdout has no room for %s',
    async (asked) => {
      const { code, stderr } = await started(asked.split(' '), { before: 'exec > /dev/full' });
      expect({ code, stderr }).toEqual({ code: 2, stderr: 'error: cannot write to stdout: no space left\n' });
    },
  );
});
