import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSchema } from '../../../src/results/schema.js';
import { commandLine } from '../../support/cli.js';
import { temporaryFolder } from '../../support/folders.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);

const FILES: Record<string, string> = {
  'yn.csv': 'y,34,0\nn,45,1\ny,23,1\nn,50,0\ny,61,1\n',
  'count.csv': '0,1,2,3\n5.1,3.5,1.4,10.5\n4.9,3.0,1.4,11\n4.7,3.2,1.3,9.5\n',
  'years.csv': '2019,2020,2021\n1.5,2,3\n2.5,1,7\n',
  'commas.svm': '1,1:0.5,2:0.3,3:1\n0,1:0.1,2:0.9,3:2\n',
  'weights.svm': '1:0.5 1:2 3:1\n0:2 1:1 2:1\n',
  'blanks.svm': '1 1:0.5\u00A02:1\n0 1:1\u00A02:2\n',
  'index.csv': ',x1,x2,label\n0,0.5,1,0\n1,0.25,2,0\n2,0.5,1,1\n3,1,2,1\n',
  'early.csv': `income,label\nNA,1\n${'18,0\n17,1\n'.repeat(1000)}`,
  'late.csv': `income,label\n${'18,0\n17,1\n'.repeat(1000)}NA,1\n`,
  'thousands.csv': 'a;label\n5.840,72;0\n4.593,58;1\n',
  'comments.csv': '# from a spreadsheet\na,b,label\n#52,2.0,0\n1,2,0\n2,1,1\n',
  'texts.tsv': 'ham\tok, see you at noon, by the door\nspam\tfree, now\nham\tno\nspam\tyes, free, now\n',
  'excel.csv': 'sep=;\nage;bp;label\n30;1.5;0\n41;2.5;1\n',
  'adult.csv': '39, State-gov, <=50K\n50, Self-emp, >50K\n38, Private, <=50K\n53, Private, >50K\n',
  'titled.test': '|1x3 Cross validator\n25, Private, <=50K.\n38, Private, >50K.\n',
  'adult.test': '25, Private, <=50K.\n38, Private, >50K.\n',
  'zip.csv': 'zip,size,when,label\n12345,1,NA,0\n01234,2,2024-01-05,1\n12345,4,2024-01-06,1\n',
  'base0.svm': '1 0:1 2:1\n-1 1:1\n',
  'base1.svm': '1 1:1 3:1\n-1 2:1\n',
};
await Promise.all(Object.entries(FILES).map(([name, text]) => writeFile(path.join(folder, name), text)));

async function run(...args: string[]) {
  const options = ['run', '--json', '--no-save', '--epochs', '1', ...args];
  const { code, stdout, stderr } = await adabatch(options);
  return { code, stderr, result: code === 0 ? runSchema.parse(JSON.parse(stdout)) : undefined };
}

describe('adabatch run', () => {
  test('adabatch run takes a row with the cell y for data, and a row of numbers that count for a header', async () => {
    expect((await run('-d', 'yn.csv')).result?.dataset.rows).toBe(5);
    const { stderr, result } = await run('-d', 'count.csv', '--loss', 'squared', '--label-column', '3');
    expect(result?.dataset).toMatchObject({ rows: 3, features: 3 });
    expect(stderr).toContain("count.csv: separated by commas; the first line is a header; the label is column '3'\n");
    const without = await run('-d', 'count.csv', '--loss', 'squared', '--label-column', '3', '--no-header');
    expect(without.result?.dataset.rows).toBe(4);
    expect(without.stderr).toContain("there is no header; the label is column 'column3'\n");
  });

  test('adabatch run warns of a row that looks like a header, unless --header says that it is one', async () => {
    const warning = 'warning: years.csv: the first line looks like a header and is read as a row; say --header or';
    expect((await run('-d', 'years.csv', '--loss', 'squared')).stderr).toContain(warning);
    const said = await run('-d', 'years.csv', '--loss', 'squared', '--header');
    expect(said.stderr).not.toContain('looks like');
    expect(said.result?.dataset.rows).toBe(2);
  });

  test.each([
    ['commas.svm', 'commas.svm:1:2: the pairs are separated by commas, where LIBSVM has spaces'],
    ['weights.svm', "weights.svm:1:1: the label is missing before '1:0.5', or has a weight, which is not read"],
    ['blanks.svm', 'blanks.svm:1:8: there is a blank that is neither a space nor a tab, such as a no-break space'],
    [
      'thousands.csv',
      "thousands.csv:2:1: '5.840,72' in column 'a' has separators between its digits\nhint: Write 5840.72 or 5.84072",
    ],
    ['early.csv', "early.csv:2:1: 'NA' is not a number, and column 'income' is numeric\nhint: If NA marks a missing"],
    ['late.csv', "late.csv:2002:1: 'NA' is not a number, and column 'income' is numeric\nhint: If NA marks a missing"],
  ])('adabatch run refuses %s with the reason', async (file, message) => {
    const { code, stderr } = await run('-d', file);
    expect(code).toBe(2);
    expect(stderr).toContain(`error: ${message}`);
  });

  test('adabatch run says that a column is an index, and learns without it if the user drops it', async () => {
    const { stderr, result } = await run('-d', 'index.csv');
    expect(stderr).toContain(
      'warning: columns that look like an index became features: column1; --drop-columns column1 leaves them out\n',
    );
    const without = await run('-d', 'index.csv', '--drop-columns', 'column1');
    expect(without.stderr).not.toContain('warning');
    expect([result?.dataset.features, without.result?.dataset.features]).toEqual([3, 2]);
  });

  test('adabatch run skips comments, finds the separator in all lines and in the line for Excel', async () => {
    const comments = await run('-d', 'comments.csv');
    expect(comments.result?.dataset).toMatchObject({ rows: 2, features: 2 });
    expect(comments.stderr).toContain('2 lines that begin with # are comments\n');
    const texts = await run('-d', 'texts.tsv', '--label-column', '1');
    expect(texts.result?.dataset.rows).toBe(4);
    expect(texts.stderr).toContain('texts.tsv: separated by tabs; there is no header');
    const excel = await run('-d', 'excel.csv');
    expect(excel.result?.dataset).toMatchObject({ rows: 2, features: 2 });
  });

  test('adabatch run names the first line of a test file that is no row, and labels that differ', async () => {
    const titled = await run('-d', 'adult.csv', '--test', 'titled.test');
    expect(titled.code).toBe(2);
    expect(titled.stderr).toContain(
      "error: titled.test:1:1: '|1x3 Cross validator' has 1 cell, and the lines after it have 3\n",
    );
    const { code, stderr } = await run('-d', 'adult.csv', '--test', 'adult.test');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'error: adult.test: there is a row with the label <=50K., which the training data does not have\n' +
        'hint: There it is <=50K: spell it alike in both files\n',
    );
  });

  test('adabatch run says whether the index of the first feature was given or found in the training data', async () => {
    const found = await run('-d', 'base1.svm', '--test', 'base0.svm');
    expect(found.stderr).toContain(
      'base0.svm:1:3: there is an index 0, and in the training data, which has none, indices start at 1',
    );
    const given = await run('-d', 'base1.svm', '--test', 'base0.svm', '--index-base', '1');
    expect(given.stderr).toContain('base0.svm:1:3: there is an index 0, though --index-base says 1');
    expect((await run('-d', 'base1.svm', '--test', 'base0.svm', '--index-base', '0')).code).toBe(0);
    expect((await adabatch(['data', 'info', 'base1.svm'])).stdout).toContain('3 from index 1 (detected), ');
    expect((await adabatch(['data', 'info', 'base1.svm', '--index-base', '1'])).stdout).toContain(' 1 (given), ');
  });
});

describe('the options that say how a file is read', () => {
  const SAID = ['--text-columns', 'zip', '--drop-columns', 'when', '--missing', 'NA,?', '--label-column', 'label'];

  test('each option that says how a file is read leads to a run of its own, cached or not', async () => {
    const given = [
      ['--drop-columns', 'when'],
      ['--drop-columns', 'when,size'],
      ['--drop-columns', 'when', '--text-columns', 'zip'],
      ['--drop-columns', 'when', '--missing', '12345'],
      ['--drop-columns', 'when', '--label-column', 'size', '--positive', '4'],
      ['--no-header', '--text-columns', '1,2,3,4', '--positive', '1'],
    ];
    const ids: (string | undefined)[] = [];
    for (const options of given) {
      const [read, cached] = [await run('-d', 'zip.csv', ...options), await run('-d', 'zip.csv', ...options)];
      expect(read.result).toBeDefined();
      expect(cached.result?.id).toBe(read.result?.id);
      ids.push(read.result?.id);
    }
    expect(new Set(ids).size).toBe(given.length);
  });

  test('the options that say how a file is read hold for the test file, too', async () => {
    await writeFile(path.join(folder, 'more.csv'), 'label,when,size,zip\n1,?,?,12345\n0,2024-01-05,2,00000\n');
    const { code, stderr, result } = await run('-d', 'zip.csv', '--test', 'more.csv', ...SAID);
    expect(code).toBe(0);
    expect(stderr).toContain('missing values count as 0: size (1 cell)\n');
    expect(stderr).toContain('columns that the training data does not have were ignored: when\n');
    expect(result?.curve.at(-1)?.testLoss).toBeGreaterThan(0);
  });

  test.each([
    ['data info', ['data', 'info', 'zip.csv', ...SAID]],
    ['data check', ['data', 'check', 'zip.csv', ...SAID]],
    ['data convert', ['data', 'convert', 'zip.csv', '-o', 'zip.svm', ...SAID]],
    ['data split', ['data', 'split', 'zip.csv', '--fraction', '0.34', '--no-stratify', ...SAID]],
    ['optimum', ['optimum', '-d', 'zip.csv', '--l2', '1', ...SAID]],
  ])('the options that say how a file is read are taken by adabatch %s', async (_, args) => {
    const { code, stderr } = await adabatch(args);
    expect(stderr).toContain("zip.csv: separated by commas; the first line is a header; the label is column 'label'\n");
    expect(stderr).toContain('one-hot encoded: zip (2 values)\n');
    expect(code).toBe(0);
  });

  test('the options that say how a file is read are taken by a sweep, typed or in its file', async () => {
    const typed = await adabatch(['sweep', '-d', 'zip.csv', ...SAID, '--batch', '1,2', '--epochs', '1', '-o', 'swept']);
    expect(typed.stderr).toContain('swept has 2 runs of the sweep');
    await writeFile(
      path.join(folder, 'sweep.yaml'),
      'dataset: years.csv\nheader: true\nloss: squared\ndrop-columns: 2019\nepochs: 1\n',
    );
    const options = ['sweep', '--config', 'sweep.yaml', '--plan', '--format', 'json'];
    const planned = async (...more: string[]) => JSON.parse((await adabatch([...options, ...more])).stdout);
    expect(await planned()).toMatchObject([{ header: 'true', 'drop-columns': '2019' }]);
    expect(await planned('--no-header')).toMatchObject([{ header: 'false' }]);
    await adabatch(['sweep', '--config', 'sweep.yaml', '-o', 'years']);
    const [result = ''] = (await readdir(path.join(folder, 'years'))).filter(
      (name) => name.endsWith('.json') && name !== 'plan.json',
    );
    expect(await readFile(path.join(folder, 'years', result), 'utf8')).toContain('"rows": 2');
  });

  test.each([
    ['count.csv', ['--features', '5'], '--features is for LIBSVM files; count.csv is CSV'],
    ['count.csv', ['--index-base', '1'], '--index-base is for LIBSVM files; count.csv is CSV'],
    ['base1.svm', ['--no-header'], '--header is for CSV files; base1.svm is LIBSVM'],
    ['base1.svm', ['--drop-columns', 'a'], '--drop-columns is for CSV files; base1.svm is LIBSVM'],
    ['base1.svm', ['--text-columns', 'a'], '--text-columns is for CSV files; base1.svm is LIBSVM'],
    ['base1.svm', ['--missing', 'NA'], '--missing is for CSV files; base1.svm is LIBSVM'],
    ['base1.svm', ['--features', '2'], '--features 2: base1.svm has an index 3, which makes 3 features from index 1'],
    ['base1.svm', ['--features', '0'], '--features takes a whole number from 1 to 2147483647, not "0"'],
    ['zip.csv', ['--drop-columns', 'nothing'], "--drop-columns: zip.csv has no column 'nothing'"],
  ])('the file %s does not take the options %j', async (file, options, message) => {
    const { code, stderr } = await run('-d', file, '--loss', 'squared', ...options);
    expect(code).toBe(2);
    expect(stderr).toContain(`error: ${message}`);
  });

  test('--features makes the feature space as large as that of another file', async () => {
    expect((await run('-d', 'base1.svm', '--features', '10')).result?.dataset.features).toBe(10);
    const { stderr } = await run('-d', 'base1.svm', '--features', '10', '--test', 'base1.svm');
    expect(stderr).not.toContain('unseen');
  });

  test('data convert says the options without which its CSV file would not be read back', async () => {
    const { stderr } = await adabatch(['data', 'convert', 'zip.csv', '-o', 'again.csv', ...SAID]);
    expect(stderr).toContain('to read it, say --text-columns zip\n');
    expect(await readFile(path.join(folder, 'again.csv'), 'utf8')).toBe(
      'zip,size,label\n12345,1,0\n01234,2,1\n12345,4,1\n',
    );
  });
});
