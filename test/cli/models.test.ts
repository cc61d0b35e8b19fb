import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { evaluationSchema } from '../../src/results/evaluation.js';
import { runSchema } from '../../src/results/schema.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { processesIn } from '../support/processes.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const inFolder = (name: string) => path.join(folder, name);

// Ten rows, of which the first feature decides most; of the last two, each is on the wrong side.
const rows = [4, 3, 2, 1, 0.5, -0.5, -1, -2, -3, 3.5].map(
  (value, row) => `${row < 5 || row === 8 ? '+1' : '-1'} 1:${value} 2:1`,
);
await writeFile(inFolder('rows.svm'), `${rows.join('\n')}\n`);
const TRAINING = '"trainedOn":{"features":2,"indexBase":1,"positive":["1"],"negative":["-1"],"bias":false}';
const modelWith = (loss: string) =>
  `{"schema":"adabatch/model@1","run":"x","dataset":"train.svm","loss":"${loss}","bias":0,${TRAINING}}\n{"feature":1,"weight":1}\n`;
await writeFile(inFolder('model.jsonl'), modelWith('logistic'));
await writeFile(inFolder('hinge.jsonl'), modelWith('hinge'));
const MARGINS = '4\n3\n2\n1\n0.5\n-0.5\n-1\n-2\n-3\n3.5\n';

describe('adabatch evaluate', () => {
  test('evaluate prints a line a measure, and the table of the deciles', async () => {
    expect(await adabatch(['evaluate', 'model.jsonl', '-d', 'rows.svm'])).toEqual({
      code: 0,
      stdout: `\
rows.svm, by a model of train.svm, logistic loss
rows       10, 6 of them +1 (60 %)
loss       0.847361
error      0.20000
AUC        0.66667
precision  0.83333
recall     0.83333

decile  rows  mean probability  positive   log-loss
     1     1           0.04743   1.00000    3.04859
     2     1           0.11920   0.00000   0.126928
     3     1           0.26894   0.00000   0.313262
     4     1           0.37754   0.00000   0.474077
     5     1           0.62246   1.00000   0.474077
     6     1           0.73106   1.00000   0.313262
     7     1           0.88080   1.00000   0.126928
     8     1           0.95257   1.00000  0.0485874
     9     1           0.97069   0.00000    3.52975
    10     1           0.98201   1.00000  0.0181499

Deciles: tenths of the rows by probability, where equal ones stay together.
positive: the share of rows that are +1.
`,
      stderr:
        'rows.svm: the label 1 is +1, -1 is -1\nrows.svm: 10 values in features without a weight in the model were ignored\n',
    });
  });

  test('evaluate prints the same measures as JSON, of the published schema', async () => {
    const { code, stdout, stderr } = await adabatch(['evaluate', 'model.jsonl', '-d', 'rows.svm', '--json', '--quiet']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const evaluation = evaluationSchema.parse(JSON.parse(stdout));
    expect(evaluation).toMatchObject({
      error: 0.2,
      auc: 16 / 24,
      precision: 5 / 6,
      recall: 5 / 6,
      rmse: null,
      r2: null,
    });
    const schema = JSON.parse(
      await readFile(path.resolve(import.meta.dirname, '../../dist/evaluation.schema.json'), 'utf8'),
    );
    expect(schema.required.toSorted()).toEqual(Object.keys(evaluation).sort());
  });

  test('a measure that the data do not have is a dash', async () => {
    await writeFile(inFolder('one.svm'), '-1 1:-2\n-1 1:-1\n');
    const { stdout } = await adabatch(['evaluate', 'hinge.jsonl', '-d', 'one.svm']);
    expect(stdout).toBe(`\
one.svm, by a model of train.svm, hinge loss
rows       2, 0 of them +1 (0 %)
loss       0.00000
error      0.00000
AUC        —
precision  —
recall     —
`);
  });

  test('evaluate says what run --test does, by name, from stdin and from an archive', async () => {
    const data = [
      '--loss',
      'squared',
      '-d',
      'rows.svm',
      '--test',
      'rows.svm',
      '--no-save',
      '--save-model',
      'squared.jsonl',
    ];
    const { stdout } = await adabatch(['run', '--json', '--quiet', ...data]);
    const { testLoss } = runSchema.parse(JSON.parse(stdout)).curve.at(-1) ?? {};
    await writeFile(inFolder('rows.svm.gz'), gzipSync(await readFile(inFolder('rows.svm'))));
    const ask = ['evaluate', 'squared.jsonl', '--json', '--quiet', '-d'];
    const piped = await started([...ask, '-'], { input: await readFile(inFolder('rows.svm'), 'utf8') });
    for (const found of [await adabatch([...ask, 'rows.svm']), await adabatch([...ask, 'rows.svm.gz']), piped]) {
      expect(JSON.parse(found.stdout).loss).toBe(testLoss);
    }
    const { stdout: text } = await adabatch(['evaluate', 'squared.jsonl', '-d', 'rows.svm']);
    expect(text).toMatch(/^rows\.svm, by a model of rows\.svm, squared loss\nrows {7}10\nloss .*\nRMSE .*\nR² .*\n$/);
  });

  test.each([
    ['no data', ['evaluate', 'model.jsonl'], "required option '-d, --dataset <file or name>' not specified"],
    ['no such model', ['evaluate', 'none', '-d', 'rows.svm'], "there is no file 'none'"],
    ['data for a model', ['predict', 'rows.svm', '-d', 'rows.svm'], 'rows.svm:1: not a line of a model'],
    ['an unknown score', ['predict', 'model.jsonl', '-d', 'rows.svm', '--as', 'odds'], "argument 'odds' is invalid"],
    [
      'a probability of a hinge',
      ['predict', 'hinge.jsonl', '-d', 'rows.svm', '--as', 'probability'],
      '--as probability: ',
    ],
    ['an archive to write', ['predict', 'model.jsonl', '-d', 'rows.svm', '-o', 'a.gz'], 'a.gz: output is not packed'],
  ])('%s is refused with exit code 2', async (_, args, message) => {
    const { code, stdout, stderr } = await adabatch(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('adabatch predict', () => {
  test('predict prints a line a row, or writes it to a file', async () => {
    const ask = ['predict', 'model.jsonl', '-d', 'rows.svm'];
    expect((await adabatch(ask)).stdout).toBe(MARGINS);
    const { stdout, stderr } = await adabatch([...ask, '-o', 'made/scores']);
    expect({ stdout, stderr }).toEqual({
      stdout: '',
      stderr: `rows.svm: 10 values in features without a weight in the model were ignored\nsaved made/scores: 10 rows\n`,
    });
    expect(await readFile(inFolder('made/scores'), 'utf8')).toBe(MARGINS);
    expect((await adabatch([...ask, '--quiet', '-o', '-'])).stdout).toBe(MARGINS);
  });

  test('the digits of a probability read back to the double that the kernels have', async () => {
    const { stdout } = await adabatch(['predict', 'model.jsonl', '-d', 'rows.svm', '--as', 'probability', '--quiet']);
    expect(stdout.split('\n').slice(0, 3)).toEqual(['0.9820137900379085', '0.9525741268224334', '0.8807970779778823']);
  });

  test('predict reads stdin and archives', async () => {
    const input = gunzipSync(gzipSync(await readFile(inFolder('rows.svm')))).toString();
    expect((await started(['predict', 'model.jsonl', '-d', '-', '--quiet'], { input })).stdout).toBe(MARGINS);
    await writeFile(inFolder('packed'), gzipSync(input));
    expect((await adabatch(['predict', 'model.jsonl', '-d', 'packed', '--quiet'])).stdout).toBe(MARGINS);
  });

  test('the first scores are there before the last row is read', async () => {
    const outcome = await started(['predict', 'model.jsonl', '-d', '-', '--quiet'], {
      input: undefined,
      meanwhile: async (child) => {
        child.stdin?.write('0 1:1.5\n'.repeat(4_000_000));
        await once(child.stdout as NodeJS.ReadableStream, 'data');
        child.stdin?.end('0 1:2.5\n');
      },
    });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toHaveLength(4 * 4_000_001);
    expect(outcome.stdout.endsWith('1.5\n2.5\n')).toBe(true);
  });

  test('predict ends quietly where a reader such as head has gone', async () => {
    await writeFile(inFolder('long.svm'), '0 1:1.5\n'.repeat(1_000_000));
    const outcome = await started(['predict', 'model.jsonl', '-d', 'long.svm'], {
      meanwhile: (child) => {
        child.stdout?.once('data', () => child.stdout?.destroy());
      },
    });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  });

  test('a fault far on ends predict with exit code 2, and an interrupt with 130; neither leaves a file', async () => {
    await writeFile(inFolder('faulty.svm'), `${'0 1:1.5\n'.repeat(1_000_000)}0 1:x\n`);
    const before = await readdir(folder);
    const faulty = await started(['predict', 'model.jsonl', '-d', 'faulty.svm', '-o', 'scores']);
    expect(faulty).toMatchObject({ code: 2, stderr: expect.stringContaining('faulty.svm:1000001:5: ') });
    const interrupted = await started(['predict', 'model.jsonl', '-d', '-', '-o', 'scores'], {
      input: undefined,
      meanwhile: async (child) => {
        child.stdin?.write('0 1:1.5\n'.repeat(2_000_000), () => child.kill('SIGINT'));
      },
    });
    expect(interrupted).toMatchObject({ code: 130, stderr: 'error: interrupted before anything was saved\n' });
    expect((await readdir(folder)).filter((name) => !before.includes(name))).toEqual([]);
  });
});
