import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSchema } from '../../../src/results/schema.js';
import { commandLine } from '../../support/cli.js';
import { temporaryFolder } from '../../support/folders.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const inFolder = (name: string) => path.join(folder, name);
const textOf = (name: string) => readFile(inFolder(name), 'utf8');

await writeFile(inFolder('people.csv'), 'age,city,income\n39,"Rome, old",>50K\n0.5,Oslo,"<=50K"\n0,,>50K\n');

describe('adabatch data split', () => {
  const rows = Array.from({ length: 50 }, (_, row) => `${row % 5 === 0 ? 1 : -1} ${(row % 7) + 1}:${row + 0.5}`);
  const lines = (text: string) => text.trimEnd().split('\n');
  const split = (...args: string[]) => adabatch(['data', 'split', ...args]);

  test('data split writes two files in the order of the rows, with the same share of each label', async () => {
    await writeFile(inFolder('rows.svm'), `${rows.join('\n')}\n`);
    expect(await split('rows.svm')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'saved rows.train.svm: 40 rows, 7 features\nsaved rows.test.svm: 10 rows, 7 features\n',
    });
    const [train, held] = [lines(await textOf('rows.train.svm')), lines(await textOf('rows.test.svm'))];
    expect(held.filter((line) => line.startsWith('1 '))).toHaveLength(2);
    expect(rows.filter((line) => train.includes(line))).toEqual(train);
    expect(rows.filter((line) => held.includes(line))).toEqual(held);
    expect(new Set([...train, ...held]).size).toBe(50);
  });

  test('data split goes by the seed alone, and with --no-stratify as run --test-fraction does', async () => {
    const parts = (...args: string[]) => split('rows.svm', '--quiet', ...args);
    await parts('--out', 'first');
    await parts('--out', 'second', '--fraction', '0.2', '--seed', '0');
    await parts('--out', 'third', '--seed', '1');
    await parts('--out', 'plain', '--no-stratify', '--seed', '4');
    const held = (name: string) => textOf(path.join(name, 'rows.test.svm'));
    expect(await held('first')).toBe(await held('second'));
    expect(await held('first')).not.toBe(await held('third'));
    const options = [
      'run',
      '--json',
      '--quiet',
      '--no-save',
      '--loss',
      'squared',
      '--seed',
      '4',
      '--order',
      'sequential',
    ];
    const losses = async (...args: string[]) =>
      runSchema
        .parse(JSON.parse((await adabatch([...options, ...args])).stdout))
        .curve.map(({ trainLoss, testLoss }) => [trainLoss, testLoss]);
    expect(await losses('-d', 'plain/rows.train.svm', '--test', 'plain/rows.test.svm')).toEqual(
      await losses('-d', 'rows.svm', '--test-fraction', '0.2'),
    );
  });

  test('data split keeps the format of the file, or takes another one', async () => {
    await split('people.csv', '--fraction', '0.4', '--out', 'formats');
    await adabatch(['data', 'convert', 'people.csv', '-o', 'people.bin']);
    await split('people.bin', '--fraction', '0.4', '--out', 'formats');
    await split('people.bin', '--fraction', '0.4', '--out', 'formats', '--to', 'libsvm');
    await writeFile(inFolder('bare'), rows.join('\n'));
    await split('bare', '--fraction', '0.5', '--out', 'formats');
    await split('bare', '--fraction', '0.5', '--out', 'formats', '--to', 'csv');
    const name = (end: string) => [`people.test.${end}`, `people.train.${end}`];
    expect((await readdir(inFolder('formats'))).sort()).toEqual(
      ['bare.test', 'bare.train', 'bare.test.csv', 'bare.train.csv', ...['bin', 'csv', 'svm'].flatMap(name)].sort(),
    );
    const [header, ...rest] = lines(await textOf('formats/people.train.csv'));
    expect(header).toBe('age,city,income');
    expect(rest).toHaveLength(2);
    const back = await adabatch(['data', 'convert', 'formats/people.train.bin', '--to', 'csv']);
    expect(back.stdout).toBe(await textOf('formats/people.train.csv'));
    // Both parts have the numbers of features and of labels of the whole.
    expect(lines(await textOf('formats/people.test.svm'))).toHaveLength(1);
    expect(await textOf('formats/people.test.svm')).toContain('3:');
  });

  test('data split replaces no file unless told to, and warns of a label whose rows are all held out', async () => {
    expect(await split('rows.svm')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: rows.train.svm is there already\nhint: Choose another folder with --out, or give --force\n',
    });
    expect(await split('rows.svm', '--force', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
    await writeFile(inFolder('few.svm'), '1 1:1\n1 1:2\n1 1:3\n2 1:4\n');
    expect((await split('few.svm', '--fraction', '0.75')).stderr).toBe(
      'saved few.train.svm: 1 row, 1 feature\nsaved few.test.svm: 3 rows, 1 feature\nwarning: only few.test.svm has rows with the label 2\n',
    );
  });

  test.each([
    [
      ['rows.svm', '--fraction', '1'],
      'error: --fraction takes a fraction between 0 and 1 such as 20% or 0.2, not "1"\n',
    ],
    [['rows.svm', '--fraction', '0.001'], 'error: of 50 rows, a fraction of 0.001 has none held out\n'],
    [['rows.svm', '--to', 'csv', '--to-base', '0'], 'error: --to-base is for LIBSVM files; the output is csv\n'],
    [['rows.svm', '--out', 'rows.svm'], 'error: cannot write to rows.svm/rows.train.svm: a part of the path is not a'],
  ])('data split refuses the arguments %j', async (args, message) => {
    const { code, stderr } = await split(...args);
    expect({ code, stderr: stderr.slice(0, message.length) }).toEqual({ code: 2, stderr: message });
    expect(existsSync(inFolder('rows.train.csv'))).toBe(false);
  });
});
