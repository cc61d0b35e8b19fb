import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../../support/cli.js';
import { temporaryFolder } from '../../support/folders.js';
import { processesIn } from '../../support/processes.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const info = (...args: string[]) => adabatch(['data', 'info', ...args]);

const TEXT = `tiny.svm
rows        4
duplicates  0
features    4 from index 1 (detected), 0 never occur, 3 once, 1 in
            every row
non-zeros   7, 43.8 % of the matrix
values      -0.5, 0.5, 1, 1.5, 2
labels      1 (50 %), -1 (50 %)
smoothness  L = 1, L_f = 0.4686, logistic loss

                                    min  10 %  25 %  median  75 %  90 %  max
non-zeros of a row                    1     1     1       2     2     2    2
norm of a row                      1.12  1.12  1.12    1.12   1.8     2    2
p_k, share of rows with a feature  0.25  0.25  0.25    0.25  0.25     1    1

          mean   auto                     as            as
batch      c_k  steps  10 %  50 %  90 %  sum  mixed  1/p_k
    2     1.32    1.2     1     1  1.75  0 %   43 %   57 %  ▁▁▁▁▁▁▁▁▁▁▁▇▇▇▇▇▇▇▇▇
    4     1.74    1.4     1     1  2.73  0 %   43 %   57 %  ▁▁▁▁▁▁▁▁▁▁▁▆▆▆▆▆▆▆▆▆

c_k = (1−(1−p_k)^B)/p_k is how many times further than mean adabatch moves
feature k on average. Columns, over the stored values: the mean of c_k; the same
with both at the automatic steps of rows of mean norm; quantiles of c_k; the
shares where adabatch acts as the sum (c_k near B) or as the gradient over p_k
(c_k near 1/p_k). The strip goes from the most frequent features to the rarest,
its height from mean (▁) to sum (█). The averages are this project's, not the
paper's.

At B = 2 adabatch moves an active weight 1.32 times as far as mean at the same
step size.
At B = 4 adabatch moves an active weight 1.74 times as far as mean at the same
step size.
Expect little difference between adabatch and mean at any batch up to the 4
rows: mean can take longer steps.

Automatic steps:
batch   mean    sum  adabatch  expected
    2  0.681   0.34       0.5     0.385
    4  0.831  0.208       0.5     0.385
`;

const JSON_FORM = {
  schema: 'adabatch/data-info@1',
  dataset: {
    name: 'tiny.svm',
    rows: 4,
    features: 4,
    nonzeros: 7,
    sha256: 'e2f310a61acd73969d93a91db29f67572d0df2035cd2dc302a051a1da0202c44',
  },
  density: 0.4375,
  indexBase: 1,
  indexBaseFrom: 'detected',
  labels: {
    distinct: 2,
    counts: [
      {
        label: '1',
        rows: 2,
      },
      {
        label: '-1',
        rows: 2,
      },
    ],
    quantiles: null,
  },
  values: {
    range: {
      min: -0.5,
      max: 2,
    },
    distinct: [-0.5, 0.5, 1, 1.5, 2],
  },
  rows: {
    withoutFeatures: 0,
    duplicates: 0,
    nonzeros: {
      min: 1,
      q10: 1,
      q25: 1,
      median: 2,
      q75: 2,
      q90: 2,
      max: 2,
    },
    norms: {
      min: 1.118033988749895,
      q10: 1.118033988749895,
      q25: 1.118033988749895,
      median: 1.118033988749895,
      q75: 1.8027756377319946,
      q90: 2,
      max: 2,
    },
    normalised: false,
  },
  features: {
    neverActive: 0,
    activeOnce: 3,
    activeInEveryRow: 1,
    frequencies: {
      min: 0.25,
      q10: 0.25,
      q25: 0.25,
      median: 0.25,
      q75: 0.25,
      q90: 1,
      max: 1,
    },
  },
  smoothness: {
    loss: 'logistic',
    bias: false,
    sample: 1,
    typical: 0.609375,
    mean: 0.46860703425054956,
    meanFromRows: 4,
  },
  batches: [
    {
      batch: 2,
      automaticSteps: {
        mean: 0.680917343222664,
        sum: 0.340458671611332,
        adabatch: 0.5,
        expected: 0.3846153846153846,
      },
      rescalingAtAutomaticSteps: expect.closeTo(1.168801, 5),
      rescaling: 1.3214285714285714,
      overFeatures: {
        quantiles: {
          min: 1,
          q10: 1,
          q25: 1,
          median: 1.75,
          q75: 1.75,
          q90: 1.75,
          max: 1.75,
        },
        regimes: {
          sum: 0,
          between: 0.75,
          scaled: 0.25,
        },
      },
      overValues: {
        quantiles: {
          min: 1,
          q10: 1,
          q25: 1,
          median: 1,
          q75: 1.75,
          q90: 1.75,
          max: 1.75,
        },
        regimes: {
          sum: 0,
          between: 0.42857142857142855,
          scaled: 0.5714285714285714,
        },
      },
      profile: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75],
    },
  ],
  differsFrom: null,
  warnings: [],
};

await writeFile(path.join(folder, 'tiny.svm'), '+1 1:1 2:0.5\n-1 1:2\n+1 1:1 3:-0.5\n-1 1:1 4:1.5\n');

test('data info says what is in a file and what to expect of batches', async () => {
  expect(await info('tiny.svm', '--batch', '2,4')).toEqual({
    code: 0,
    stderr: 'tiny.svm: the label 1 is +1, -1 is -1\n',
    stdout: TEXT,
  });
});

test('data info --json prints all that the text says', async () => {
  const { code, stdout } = await info('tiny.svm', '--batch', '2', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON_FORM);
});

test('data info takes stdin, the built-in dataset and ranges of batches up to the rows', async () => {
  const { stdout } = await started(['data', 'info', '-', '--batch', '1..64', '--json'], {
    input: '+1 1:1\n-1 2:1\n+1 1:2\n-1 2:2\n+1 3:1\n',
  });
  const inspection = JSON.parse(stdout);
  expect(inspection.dataset.name).toBe('stdin');
  expect(inspection.batches.map(({ batch }: { batch: number }) => batch)).toEqual([1, 2, 4, 5]);
  expect(inspection.batches[0]).toMatchObject({ rescaling: 1, rescalingAtAutomaticSteps: 1 });
  expect((await info()).stdout).toMatch(/^zipf\nrows {8}20000\n/);
});

test('the automatic steps that data info prints are those that a run takes', async () => {
  const { stdout } = await info('tiny.svm', '--batch', '2', '--bias', '--json');
  const { automaticSteps } = JSON.parse(stdout).batches[0];
  for (const rule of ['mean', 'sum', 'adabatch', 'expected']) {
    const args = ['-d', 'tiny.svm', '--bias', '--batch', '2', '--rule', rule, '--epochs', '1', '--json', '--no-save'];
    const { configuration } = JSON.parse((await adabatch(['run', ...args])).stdout);
    expect(configuration.stepSize / automaticSteps[rule]).toBeCloseTo(1, 12);
  }
});

test('data info says what to try with each warning', async () => {
  await writeFile(path.join(folder, 'one.svm'), '1 1:1\n1 1:2');
  const { code, stdout, stderr } = await info('one.svm', '--quiet');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /\n\nwarning: the last line has no newline, so the file may be cut short\nhint: .*\n.*\nwarning: every row has the label 1, .*\nhint: Is it the right column, or the whole file\?\n$/,
  );
});

test.each(['--quiet', '--json'])('what to try names flags: %s', async (option) => {
  await writeFile(path.join(folder, 'three.svm'), '1 1:1\n2 1:2\n3 1:1\n');
  const { stdout } = await info('three.svm', option);
  expect(stdout).toContain('Say which are +1 with --positive <label,…>, or use --loss squared');
});

test('data info describes a file without features, without a prediction', async () => {
  await writeFile(path.join(folder, 'empty-rows.svm'), '+1\n-1\n');
  const { code, stdout } = await info('empty-rows.svm');
  expect(code).toBe(0);
  expect(stdout).toContain('no row has a feature');
  expect(stdout).not.toContain('batch');
});

test.each([
  [['nowhere.svm'], "there is no file 'nowhere.svm'"],
  [['tiny.svm', '--batch', '0'], '--batch takes a whole number from 1 to 2147483647, not "0"'],
  [['tiny.svm', '--batch', '8..1'], '--batch: the range 8..1 goes down'],
  [['tiny.svm', '--label-column', 'y'], '--label-column is for CSV files; tiny.svm is LIBSVM'],
  [['tiny.svm', '--loss', 'log'], '--loss: there is no loss "log"'],
])('data info refuses the arguments %j', async (args, message) => {
  const { code, stdout, stderr } = await info(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`error: ${message}`);
});
