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
import { sources } from '../support/sources.js';

// Inputs that used to end in an error of V8: it takes fewer arguments, elements of a Set and bytes than memory holds.

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

test('no source spreads an array into a call that takes any number of arguments', () => {
  // A method of the sources that is named apply, and spreads nothing.
  const known = ['data/formats/binary/reader.ts: match.apply(chunk)'];
  const found = sources().flatMap(({ file, text }) => spreadsIn(file, text));
  expect(found.filter((call) => !known.includes(call))).toEqual([]);
  expect(spreadsIn('new.ts', 'Math.min(0, ...losses); lines.push(...more)')).toHaveLength(2);
});

const LONG = 300_000;

describe('300,000 items', () => {
  test('a check takes 300,000 losses of repetitions', () => {
    const finalTrainLosses = Array.from({ length: LONG }, (_, repeat) => 0.25 + repeat / LONG);
    const race = { finalTrainLosses, collidingShare: 0, lostShare: 0 };
    const run = stored('a', { race });
    const repeated = { ...run, run: { ...run.run, configuration: { ...run.run.configuration, workers: 2 } } };
    const { passed } = checkRuns([repeated], [repeated], {
      loss: 0,
      absolute: 0,
      exact: true,
      differentMachines: false,
    });
    expect(passed).toBe(true);
  });

  test('a curve of 300,000 points is saved, and a run that wants more is refused or ends there', async () => {
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

  test('a Poisson law of more than 100,000 counts is made', () => {
    expect(new PoissonCount(1e9).most).toBeGreaterThan(1e9 + LONG / 3);
  });
});

describe('labels that are all different', () => {
  test('labels that are all different are refused as classes, though they are more than a Set takes', () => {
    const labels = Float64Array.from({ length: 2 ** 24 + 1 }, (_, row) => row);
    const refused = '16,777,217 labels, more than the 1,000,000 that are taken as classes';
    expect(() => findClasses({ name: 'data', labels, labelNames: undefined }, undefined)).toThrow(refused);
  });

  test('a file of labels that are all different is split, and those of the test file alone are listed', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => `${row / 7} 1:1\n`);
    await writeFile(inFolder('continuous.svm'), rows.join(''));
    const { code, stderr } = await adabatch(['data', 'split', 'continuous.svm', '--force']);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^warning: only continuous\.test\.svm has rows with the labels (\d[\d.]*, ){9}\d[\d.]* and 3990 more$/m,
    );
  });
});

describe('sweeps that are too large', () => {
  test.each([
    ['--seeds 0..999999', '--seed: 0..999999 leads to more than 100000 values'],
    ['--seeds 1..1e9+1', '--seed: 1..1e9+1 leads to more than 100000 values'],
    ['--batch 1..99999+1 --seeds 0..99999', 'the sweep has 9999900000 runs; at most 100000 are taken'],
  ])('a sweep with %s is refused before its runs are made', async (axes, message) => {
    const { code, stdout, stderr } = await adabatch(['sweep', ...axes.split(' '), '--plan']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error: ${message}\n`);
  });

  const TOO_LARGE = 'is larger than the 64 KiB that a sweep file may have';

  test.each([
    ['aliases', `batch: [&a 1${', *a'.repeat(20_000)}]`, TOO_LARGE],
    ['mappings that nest', '? '.repeat(500_000), TOO_LARGE],
    ['lists in lists', '['.repeat(60_000), 'the lists and mappings of a sweep file are not nested as deeply'],
    [
      'aliases of a range',
      `grids: [&g {seeds: 0..99999}${', *g'.repeat(15_000)}]`,
      'the file has more than 200000 values',
    ],
  ])('a sweep file of %s is refused', async (kind, text, message) => {
    await writeFile(inFolder('sweep.yaml'), text);
    const { code, stdout, stderr } = await adabatch(['sweep', '--config', 'sweep.yaml', '--plan']);
    expect({ kind, code, stdout }).toEqual({ kind, code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('a sweep file of many aliases is read, and each alias is looked up once', async () => {
    await writeFile(inFolder('aliases.yaml'), `batch: [&a 1${', *a'.repeat(15_000)}]`);
    const { code, stdout } = await adabatch(['sweep', '--config', 'aliases.yaml', '--plan']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'state  batch\nto do  1\n' });
  });
});

describe.runIf(hasShell)('what a shell gives a process', () => {
  test('a file name that is not UTF-8 is refused with what to try', async () => {
    const before = `name=$(printf 'caf\\351.svm'); echo '1 1:1' > "$name"; set -- "$@" -d "$name"`;
    const { code, stderr } = await started(['run', '--no-save'], { before });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "error: there is no file 'caf\ufffd.svm'\nhint: Where \ufffd stands for bytes that are not UTF-8, rename the file: such names cannot be read\n",
    });
  });

  test('a folder as stdin is refused', async () => {
    const { code, stderr } = await started(['run', '-d', '-', '--no-save'], { before: 'exec < .' });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: stdin is a folder, not a file\nhint: Name one of the files in it\n',
    });
  });

  test.runIf(process.platform === 'linux').each(['--help', 'run --help', 'help run', '--version'])(
    'a full stdout is named when adabatch %s prints to it',
    async (asked) => {
      const { code, stderr } = await started(asked.split(' '), { before: 'exec > /dev/full' });
      expect({ code, stderr }).toEqual({ code: 2, stderr: 'error: cannot write to stdout: no space left\n' });
    },
  );
});
