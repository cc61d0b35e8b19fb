import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { main } from '../../../src/cli/main.js';
import { temporaryFolder } from '../../support/folders.js';
import { watchedRun } from '../../support/watched-runs.js';

const root = temporaryFolder();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(root, 'case-'));
  await put('train.csv', 'size,from,kind\n4,home,spam\n2,work,ham\n-8,home,spam\n');
  await put('test.csv', 'kind,from,size\nspam,work,2\nspam,sea,1\n');
});

const at = (name: string) => path.join(folder, name);
const put = (name: string, text: string) => writeFile(at(name), text);
const textOf = (name: string) => readFile(at(name), 'utf8');

/** Converts in this process; returns the exit code and what was said. Words with a dot are files of the case. */
async function convert(words: string): Promise<{ code: number; said: string }> {
  let said = '';
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
  try {
    const args = words.split(' ').map((word) => (/^[a-z-]+(\.[a-z]+)+$/.test(word) ? at(word) : word));
    const code = await main(['node', 'adabatch', 'data', 'convert', ...args]);
    return { code, said: said.replaceAll(`${folder}/`, '') };
  } finally {
    stderr.mockRestore();
  }
}

describe('a file converted --like another one', () => {
  const WANTED = '1 1:2 3:1\n1 1:1\n';

  test('a file converted --like another one has its features and labels, also --like a conversion of it', async () => {
    await convert('train.csv -o train.svm');
    expect(await textOf('train.svm')).toBe('1 1:4 2:1\n0 1:2 3:1\n1 1:-8 2:1\n');
    await convert('test.csv --like train.csv -o one.svm');
    await convert('test.csv --like train.svm -o two.svm');
    await convert('test.csv --like two.svm -o three.svm');
    for (const name of ['one.svm', 'two.svm', 'three.svm']) expect(await textOf(name)).toBe(WANTED);
  });

  test('conversion --like a file says that columns come in another order, and counts unseen values', async () => {
    const { said } = await convert('test.csv --like train.csv -o test.svm');
    expect(said).toContain(
      'test.csv: the columns are in another order than in the training data, and go by their names\n',
    );
    expect(said).toContain('1 value in features unseen in training was ignored\n');
    await put('same.csv', 'size,from,kind\n1,work,spam\n');
    expect((await convert('same.csv --like train.csv -o same.svm')).said).not.toContain('another order');
  });

  test.each([
    ['--labels spam=-1,ham=5', '-1 1:2 3:1\n-1 1:1\n'],
    ['--positive ham', '-1 1:2 3:1\n-1 1:1\n'],
    ['--scale max-abs', '1 1:0.25 3:1\n1 1:0.125\n'],
    ['--normalise', '1 1:0.8944271909999159 3:0.4472135954999579\n1 1:1\n'],
    ['--to-base 0', '1 0:2 2:1\n1 0:1\n'],
    ['--scale max-abs --labels spam=7', '7 1:0.25 3:1\n7 1:0.125\n'],
  ])('conversion --like a file repeats its options: %s', async (options, wanted) => {
    const names = options.includes('spam=7') ? `${options},ham=0` : options;
    await convert(`train.csv ${names} -o train.svm`);
    await convert('test.csv --like train.svm -o test.svm');
    expect(await textOf('test.svm')).toBe(wanted);
    await convert(`test.csv --like train.csv ${names} -o again.svm`);
    expect(await textOf('again.svm')).toBe(wanted);
  });

  test('conversion --like a file keeps the number of a label that --labels gave and that did not occur', async () => {
    await put('spam.csv', 'size,from,kind\n4,home,spam\n');
    await convert('spam.csv --labels ham=0,spam=1 -o spam.svm');
    expect(await textOf('spam.svm')).toBe('1 1:4 2:1\n');
    await convert('train.csv --like spam.svm -o train.svm');
    expect(await textOf('train.svm')).toBe('1 1:4 2:1\n0 1:2\n1 1:-8 2:1\n');
  });

  test('conversion --like a LIBSVM file counts features from the same index, and keeps as many', async () => {
    await put('zero.svm', '1 0:1 2:1\n2 1:1\n');
    await put('part.svm', '1 1:5\n2 2:5 7:5\n');
    const { said } = await convert('part.svm --like zero.svm -o part-zero.svm');
    expect(await textOf('part-zero.svm')).toBe('1 0:0 1:5\n2 2:5\n');
    expect(said).toContain('part.svm: 1 value in features unseen in training was ignored\n');
    await convert('zero.svm --to-base 1 -o one.svm');
    await convert('part.svm --like one.svm -o part-one.svm');
    expect(await textOf('part-one.svm')).toBe('1 2:5\n2 3:5\n');
  });

  test('conversion --like a file writes whatever format is asked for', async () => {
    await convert('train.csv --labels spam=1,ham=0 -o train.svm');
    await convert('test.csv --like train.svm -o test.bin');
    await convert('test.bin -o back.csv');
    expect(await textOf('back.csv')).toBe('size,from,kind\n2,work,1\n1,,1\n');
  });

  test.each([
    [
      'a label that the training file does not have',
      'size,from,kind\n1,home,eggs\n',
      'there is a row with the label eggs, which the training data does not have',
    ],
    ['a column that is missing', 'size,kind\n1,spam\n', "the column 'from' of the training data is missing"],
    ['another format', '1 1:1\n', 'other: this is LIBSVM, and the training data is CSV'],
  ])('conversion --like a file is refused for %s', async (_, text, message) => {
    await put('other', text);
    await convert('train.csv -o train.svm');
    for (const like of ['train.csv', 'train.svm']) {
      const args = ['data', 'convert', at('other'), '--like', at(like), '-o', at('other.svm')];
      let said = '';
      const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
        said += text;
        return true;
      });
      expect(await main(['node', 'adabatch', ...args])).toBe(2);
      stderr.mockRestore();
      expect(said).toContain(message);
      expect(existsSync(at('other.svm'))).toBe(false);
    }
  });
});

describe('the plan of a conversion', () => {
  test.each([
    ['train.csv', 'train.svm', true],
    ['train.csv', 'train.bin', false],
    ['train.csv', 'copy.csv', false],
    ['train.csv --labels spam=1', 'train.bin', true],
    ['train.csv --scale max-abs', 'copy.csv', true],
    ['digits.svm', 'copy.svm', false],
    ['digits.svm --to-base 0', 'copy.svm', true],
    ['digits.svm --normalise', 'copy.svm', true],
  ])('the plan of a conversion is saved if its output does not say all: %s to %s', async (input, output, kept) => {
    await put('digits.svm', '1 1:1\n2 2:1\n');
    const { code, said } = await convert(`${input} -o ${output}`);
    expect(code).toBe(0);
    expect(existsSync(at(`${output}.plan.json`))).toBe(kept);
    expect(said.includes(`saved ${output}.plan.json, by which --like ${output} converts other files`)).toBe(kept);
  });

  test('the plan of a conversion is refused if another file was written over the output', async () => {
    await convert('train.csv -o train.svm');
    await put('train.svm', '1 1:1\n0 2:1\n');
    expect(await convert('test.csv --like train.svm -o test.svm')).toEqual({
      code: 2,
      said:
        'error: train.svm.plan.json is not the plan of train.svm as it is now\n' +
        'hint: Convert it again, or remove the plan if the file is to be read as it is\n',
    });
    await put('digits.svm', '1 1:1\n2 2:1\n');
    await convert('digits.svm -o train.svm');
    expect(existsSync(at('train.svm.plan.json'))).toBe(false);
  });

  test('the plan of a conversion is refused if it is no plan, or if its output is gone', async () => {
    await convert('train.csv -o train.svm');
    await put('train.svm.plan.json', '{"schema":"adabatch/plan@1"}');
    expect((await convert('test.csv --like train.svm -o test.svm')).said).toContain('this is no plan of a conversion');
    await convert('train.csv -o train.svm');
    await rm(at('train.svm'));
    expect((await convert('test.csv --like train.svm -o test.svm')).said).toContain("there is no file 'train.svm'");
  });

  test.each(['--label-column size', '--positive spam', '--labels spam=1', '--scale max-abs', '--normalise'])(
    'conversion --like a file refuses %s, which the plan says',
    async (option) => {
      await convert('train.csv -o train.svm');
      const { code, said } = await convert(`test.csv --like train.svm ${option} -o test.svm`);
      const [flag] = option.split(' ');
      expect({ code, said }).toEqual({
        code: 2,
        said: `error: ${flag} has no meaning beside --like train.svm, whose plan says it\nhint: Leave ${flag} out\n`,
      });
    },
  );
});

describe('a training and a test file', () => {
  const warned = async (test: string) => {
    const { said } = await watchedRun({ dataset: at('train.svm'), test: { file: at(test) } });
    return said.filter((text) => text.includes('was not converted as'));
  };

  beforeEach(async () => {
    await put('alone.csv', 'size,from,kind\n1,work,spam\n2,home,spam\n');
    await convert('train.csv -o train.svm');
  });

  test.each([
    ['features', 'size,from,kind\n1,work,ham\n2,home,spam\n'],
    ['labels', 'size,from,kind\n1,home,spam\n2,work,spam\n'],
  ])('a training and a test file that were converted apart, so that %s differ, are warned of', async (_, text) => {
    await put('apart.csv', text);
    await convert('apart.csv -o apart.svm');
    expect(await warned('apart.svm')).toEqual([
      `${at('apart.svm')} was not converted as ${at('train.svm')} was, and numbers features or labels otherwise: convert it ‹like› ${at('train.svm')}`,
    ]);
    await convert('apart.csv --like train.svm -o apart.svm');
    expect(await warned('apart.svm')).toEqual([]);
  });

  test('a training and a test file are not warned of if they agree, or have no plans', async () => {
    await put('same.csv', 'size,from,kind\n1,home,spam\n2,work,ham\n');
    await convert('same.csv -o same.svm');
    expect(await warned('same.svm')).toEqual([]);
    await convert('alone.csv -o alone.svm');
    await put('alone.svm', '1 1:1\n0 2:1\n');
    expect(await warned('alone.svm')).toEqual([]);
    await put('alone.svm.plan.json', 'x');
    expect(await warned('alone.svm')).toEqual([]);
  });
});

describe('a label alone in its file', () => {
  beforeEach(() => put('alone.csv', 'size,from,kind\n1,home,spam\n'));

  test('a label alone in its file is warned of if it gets a number that it may not have elsewhere', async () => {
    const { said } = await convert('alone.csv -o alone.svm');
    expect(said).toContain(
      'spam is the only label here, and may have another number in other files: --like or --labels says which\n',
    );
    for (const options of ['--like train.csv', '--labels ham=0,spam=1'])
      expect((await convert(`alone.csv ${options} -o alone.svm`)).said).not.toContain('only label');
  });

  test('a label alone in its file has the number of --labels, and the labels that do not occur are named', async () => {
    const { said } = await convert('alone.csv --labels ham=0,spam=1,eggs=2 -o alone.svm');
    expect(await textOf('alone.svm')).toBe('1 1:1 2:1\n');
    expect(said).toContain('no row of alone.csv has the label ham, eggs\n');
  });
});
