import { once } from 'node:events';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSchema } from '../../../src/results/schema.js';
import { commandLine } from '../../support/cli.js';
import { temporaryFolder } from '../../support/folders.js';
import { hasPipes, makePipe, whenRead } from '../../support/pipes.js';
import { processesIn } from '../../support/processes.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const inFolder = (name: string) => path.join(folder, name);
const textOf = (name: string) => readFile(inFolder(name), 'utf8');

const LIBSVM = '1 1:0.5 4:-2\n2\n1 2:1e-300 3:0.30000000000000004\n3 4:1\n';
const CSV = 'age,city,income\n39,"Rome, old",>50K\n0.5,Oslo,"<=50K"\n0,,>50K\n';
await writeFile(inFolder('digits.svm'), LIBSVM);
await writeFile(inFolder('people.csv'), CSV);

async function converted(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await adabatch(['data', 'convert', '--quiet', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

async function refused(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await adabatch(['data', 'convert', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return stderr;
}

async function runId(...args: string[]): Promise<string> {
  const { stdout } = await adabatch(['run', '--json', '--quiet', '--no-save', '--epochs', '1', ...args]);
  return runSchema.parse(JSON.parse(stdout)).id;
}

describe('adabatch data convert', () => {
  test('data convert takes the format from the ending, and says what it wrote', async () => {
    expect(await adabatch(['data', 'convert', 'digits.svm', '-o', 'made/digits.csv'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'saved made/digits.csv: 4 rows, 4 features\n',
    });
    expect(await textOf('made/digits.csv')).toBe(
      'label,1,2,3,4\n1,0.5,0,0,-2\n2,0,0,0,0\n1,0,1e-300,0.30000000000000004,0\n3,0,0,0,1\n',
    );
    expect(await adabatch(['data', 'convert', 'made/digits.csv', '-o', 'made/back.svm'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('features are numbered from 1, without their names\n'),
    });
    expect(await textOf('made/back.svm')).toBe(LIBSVM);
    expect(await readdir(inFolder('made'))).toEqual(['back.svm', 'back.svm.plan.json', 'digits.csv']);
  });

  test('data convert keeps all in the binary form: a run on it has the same id, and a test file fits', async () => {
    await converted('digits.svm', '-o', 'digits.bin');
    expect(await converted('digits.bin', '--to', 'libsvm')).toBe(LIBSVM);
    const options = ['--positive', '1'];
    expect(await runId('-d', 'digits.bin', ...options)).toBe(await runId('-d', 'digits.svm', ...options));
    await converted('people.csv', '-o', 'people.bin');
    expect(await converted('people.bin', '--to', 'csv')).toBe(CSV);
    const ids = await Promise.all(
      ['csv', 'bin'].flatMap((train) =>
        ['csv', 'bin'].map((test) => runId('-d', `people.${train}`, '--test', `people.${test}`)),
      ),
    );
    expect(new Set(ids).size).toBe(1);
  });

  test('data convert changes labels, scales rows, and counts features from the index that is given', async () => {
    expect(await converted('digits.svm', '--to', 'libsvm', '--positive', '1,3', '--to-base', '0')).toBe(
      '1 0:0.5 3:-2\n-1\n1 1:1e-300 2:0.30000000000000004\n1 3:1\n',
    );
    expect(await converted('digits.svm', '--to', 'libsvm', '--labels', '3=-1,2=0', '--normalise')).toBe(
      '1 1:0.24253562503633297 4:-0.9701425001453319\n0\n1 2:3.333333333333333e-300 3:1\n-1 4:1\n',
    );
    expect(await converted('digits.svm', '--to', 'csv', '--index-base', '0')).toMatch(/^label,0,1,2,3,4\n/);
    expect(await converted('people.csv', '--label-column', 'age', '--to', 'libsvm')).toBe(
      '39 1:1 2:1\n0.5 3:1 4:1\n0 2:1\n',
    );
  });

  test('data convert reads stdin and the built-in dataset, and writes to stdout or over its own input', async () => {
    const { stdout } = await started(['data', 'convert', '-', '--to', 'libsvm', '-o', '-'], { input: LIBSVM });
    expect(stdout).toBe(LIBSVM);
    expect((await converted('zipf', '--to', 'libsvm')).split('\n')).toHaveLength(20_001);
    await writeFile(inFolder('same.svm'), LIBSVM);
    await symlink('same.svm', inFolder('link.svm'));
    await converted('same.svm', '-o', 'link.svm', '--to-base', '0');
    expect(await textOf('same.svm')).toBe('1 0:0.5 3:-2\n2\n1 1:1e-300 2:0.30000000000000004\n3 3:1\n');
  });

  test.each([
    [['digits.svm'], 'error: no format is given to write in\nhint: Give one with --to, or end --out in one of .svm'],
    [['digits.svm', '-o', 'digits.txt'], 'error: no format is given to write in\n'],
    [['digits.svm', '-o', 'digits.svm.gz'], 'error: digits.svm.gz: output is not packed\nhint: Leave -o out'],
    [
      ['digits.svm', '--to', 'parquet'],
      'error: --to: there is no format "parquet"\nhint: The known ones are libsvm, csv',
    ],
    [['digits.svm', '--to', 'csv', '--to-base', '0'], 'error: --to-base is for LIBSVM files; the output is csv\n'],
    [['digits.svm', '--to', 'csv', '--to-base', '2'], 'error: --to-base takes a whole number from 0 to 1, not "2"\n'],
    [
      ['digits.svm', '--to', 'csv', '--label-column', 'a'],
      'error: --label-column is for CSV files; digits.svm is LIBSVM',
    ],
    [
      ['people.csv', '--to', 'csv', '--index-base', '1'],
      'error: --index-base is for LIBSVM files; people.csv is CSV\n',
    ],
    [['digits.svm', '--to', 'csv', '--labels', '1'], 'error: --labels takes a new name for each label once, as -1=0'],
    [
      ['digits.svm', '--to', 'libsvm', '--labels', '3=x'],
      'error: digits.svm: labels are numbers here, and x is none beside',
    ],
    [['digits.svm', '--to', 'csv', '--labels', '1=2,1=3'], 'error: --labels takes a new name for each label once'],
    [
      ['digits.svm', '--to', 'csv', '--labels', '5=2'],
      'error: --labels: no row of digits.svm has the label 5\nhint: The',
    ],
    [['digits.svm', '--to', 'csv', '--positive', '5'], 'error: --positive: no row of digits.svm has the label 5\n'],
    [['digits.svm', '--to', 'csv', '--positive', '1', '--labels', '1=2'], 'error: --positive and --labels both map'],
    [['nowhere.svm', '--to', 'csv'], "error: there is no file 'nowhere.svm'\n"],
    [['digits.svm', '--to', 'csv', '-o', '.'], 'error: cannot write to .: a folder has the name of the file\n'],
  ])('data convert refuses the arguments %j', async (args, message) => {
    expect((await refused(...args)).slice(0, message.length)).toBe(message);
  });

  test('data convert leaves an existing output file as it is when it fails', async () => {
    await writeFile(inFolder('kept.csv'), 'kept');
    await writeFile(inFolder('faulty.svm'), '1 1:1\n2 1:x\n');
    expect(await refused('faulty.svm', '-o', 'kept.csv')).toMatch(/^error: faulty\.svm:2:5: the value 'x'/);
    await writeFile(inFolder('damaged.bin'), (await readFile(inFolder('digits.bin'))).subarray(0, -1));
    expect(await refused('damaged.bin', '-o', 'kept.csv')).toBe(
      'error: damaged.bin: this file in the binary form is cut short or damaged\n' +
        'hint: Fetch it again, or make it again with adabatch data convert\n',
    );
    expect(await textOf('kept.csv')).toBe('kept');
    expect((await readdir(folder)).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  test.runIf(hasPipes)('an interrupt of data convert while it reads or writes leaves no file', async () => {
    const pipe = makePipe(inFolder('pipe'));
    const reading = await started(['data', 'convert', pipe, '-o', 'interrupted.csv'], {
      meanwhile: (child) =>
        whenRead(pipe, () => {
          child.kill('SIGINT');
          return once(child, 'exit');
        }),
    });
    expect(reading).toEqual({ code: 130, stdout: '', stderr: 'error: interrupted before anything was saved\n' });
    // 20,000 rows of 50,001 columns are 2 GB: time enough to be interrupted.
    const writing = await started(['data', 'convert', 'zipf', '-o', 'interrupted.csv'], {
      meanwhile: (child) =>
        child.stderr?.once('data', () => {
          const poll = setInterval(async () => {
            if (!(await readdir(folder)).some((name) => name.endsWith('.tmp'))) return;
            clearInterval(poll);
            child.kill('SIGINT');
          }, 20);
        }),
    });
    expect(writing).toEqual({
      code: 130,
      stdout: '',
      stderr:
        'zipf as CSV has 20000 × 50001 cells, at least 2.0 GB; LIBSVM and the binary form leave zeros out\n' +
        'error: interrupted before anything was saved\n',
    });
    expect((await readdir(folder)).filter((name) => /^interrupted|\.tmp$/.test(name))).toEqual([]);
  });

  test('data convert explains itself with --help', async () => {
    const { code, stdout } = await adabatch(['data', 'convert', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: adabatch data convert [options] <file or name>');
  });
});
