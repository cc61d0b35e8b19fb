import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSchema } from '../../../src/results/schema.js';
import { commandLine } from '../../support/cli.js';
import { temporaryFolder } from '../../support/folders.js';
import { processesIn, signalOnce } from '../../support/processes.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const generate = (args: string, ...more: string[]) =>
  adabatch(['data', 'generate', ...args.split(' ').filter(Boolean), ...more]);
const empty = temporaryFolder();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('adabatch data generate', () => {
  // Recorded: the same on every machine.
  test.each([
    [
      '--rows 100 --features 200 --nnz 6 --zipf 1.1 --noise 0.1 --seed 3',
      'wrote 100 rows, 200 features, 614 values, 8,167 bytes\n',
      'e30187a6d3bdff77ee8ca3461ede535264a5b2e5e9ac31a7ec0fd16588a67a6e',
    ],
    [
      '--rows 50 --nnz 3 --disjoint --task regression',
      'wrote 50 rows, 150 features, 150 values, 2,378 bytes\n',
      'a878ac26cc9ec026c390448b59597f7fa616f6b7727492d6d70b04dd84f67b66',
    ],
    [
      '--rows 40 --dense --features 5 --seed 9',
      'wrote 40 rows, 5 features, 200 values, 2,381 bytes\n',
      'e428d30b6f75d97e5a4cc523d77702468ef2cc667cf6ad27510ca1006bbbcca9',
    ],
  ])('data generate %s writes the recorded bytes', async (args, stderr, hash) => {
    const { code, stdout, stderr: said } = await generate(args);
    expect({ code, stderr: said, hash: sha256(stdout) }).toEqual({ code: 0, stderr, hash });
  });

  test('data generate writes a file whole, into a folder that it makes, with the same bytes as on stdout', async () => {
    const file = path.join(folder, 'made/data.svm');
    expect(await generate('--rows 10 --nnz 2', '-o', file)).toEqual({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^saved \S+made\/data\.svm: 10 rows, [\d,]+ features, \d+ values, \d+ bytes\n$/),
    });
    const { stdout } = await generate('--rows 10 --nnz 2 -o - --quiet');
    expect(await readFile(file, 'utf8')).toBe(stdout);
    expect(await readdir(path.dirname(file))).toEqual(['data.svm']);
  });

  test('data generate makes 20,000 rows of about 60 values by default', async () => {
    const { stdout, stderr } = await generate('');
    expect(stdout.split('\n')).toHaveLength(20_001);
    const numberOf = (text: string) => Number(text.replaceAll(',', ''));
    const [, features = '', values = ''] = /^wrote 20,000 rows, ([\d,]+) features, ([\d,]+) values/.exec(stderr) ?? [];
    expect(numberOf(features)).toBeGreaterThan(49_900);
    expect(Math.abs(numberOf(values) / 20_000 - 60)).toBeLessThan(0.5);
  });

  test('data generate says what is wrong with its arguments', async () => {
    const wrong: Record<string, string> = {
      '--dense --zipf 1': "option '--dense' cannot be used with option '--zipf <s>'\nhint: Give one of them",
      '--dense --nnz 4': "option '--dense' cannot be used with option '--nnz <n>'\nhint: Give one of them",
      '--dense --disjoint': "option '--dense' cannot be used with option '--disjoint'\nhint: Give one of them",
      '--disjoint --zipf 0': "option '--disjoint' cannot be used with option '--zipf <s>'\nhint: Give one of them",
      '--nnz 60 --features 50':
        '--nnz needs 60 features or more, not 50\nhint: Raise --features, or take a smaller --nnz',
      '--disjoint --rows 9 --nnz 7 --features 62':
        '--disjoint needs rows × nnz = 63 features or more, not 62\nhint: Raise --features, or take a smaller --nnz',
      '--disjoint --rows 10000000':
        '--disjoint needs rows × nnz = 600000000 features, more than 100000000\nhint: Take fewer --rows or a smaller --nnz',
      '--noise 1.5':
        '--noise takes a share of the labels, at most 1, not 1.5\nhint: With --task regression it is a standard deviation',
      '--task regression --noise 1e308': '--noise takes at most 1000000000, not 1e+308',
      '--zipf -1': '--zipf takes a number from 0 to 10, not "-1"',
      '-o texts.csv':
        'texts.csv: what is generated is LIBSVM text\nhint: End it in .svm; adabatch data convert makes the rest',
      '-o texts.svm.gz': 'texts.svm.gz: output is not packed\nhint: Leave -o out, and pack stdout, as with | gzip',
      '--rows 0': '--rows takes a whole number from 1, not "0"',
      '--nnz 2.5': '--nnz takes a whole number from 1, not "2.5"',
      '--task rank': '--task: there is no task "rank"\nhint: The known ones are binary, regression',
    };
    for (const [args, message] of Object.entries(wrong)) {
      expect(await generate(args)).toEqual({ code: 2, stdout: '', stderr: `error: ${message}\n` });
    }
  });

  test('data generate fails if the file cannot be written, and leaves nothing', async () => {
    expect(await generate('--rows 10', '-o', folder)).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: cannot write to ${folder}: a folder has the name of the file\nhint: Choose another file with -o\n`,
    });
    expect(
      (await readdir(path.dirname(folder))).filter((name) => name.startsWith(`${path.basename(folder)}.`)),
    ).toEqual([]);
  });

  test('data generate ends without an error when its reader closes the pipe', async () => {
    const { code, stderr } = await started(['data', 'generate', '--rows', '1000000000'], {
      meanwhile: ({ stdout }) => stdout?.once('data', () => stdout.destroy()),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test.each([
    ['endless.svm', signalOnce(/writing endless\.svm/, 'SIGINT')],
    ['-', (child: ChildProcess) => child.stdout?.once('data', () => child.kill('SIGINT'))],
  ])('an interrupt ends data generate with 130 and leaves no file (-o %s)', async (out, meanwhile) => {
    const { code, stderr } = await started(['data', 'generate', '--rows', '1000000000', '-o', out], {
      cwd: empty,
      watched: true,
      meanwhile,
    });
    const said = expect.stringMatching(/error: interrupted before anything was saved\n$/);
    expect({ code, stderr }).toEqual({ code: 130, stderr: said });
    expect(await readdir(empty)).toEqual([]);
  });
});

describe.each(['sgd', 'adagrad', 'svrg', 'saga'])('the limits of adabatch with %s', (algorithm) => {
  test.each([
    ['--disjoint', 'sum', ['mean', 'expected']],
    ['--dense --features 20', 'mean', ['sum']],
  ])('on %s data adabatch has the curve of %s', async (law, same, others) => {
    const file = path.join(folder, `${algorithm}${law.replaceAll(' ', '')}.svm`);
    const nnz = law.startsWith('--dense') ? '' : '--nnz 10';
    // 19 batches and a short one of 8. Both sizes are powers of two, so that dividing by them is exact.
    await generate(`--rows 312 ${law} ${nnz} -o`, file);
    const adabatchLosses = await losses('adabatch');
    expect(adabatchLosses).toHaveLength(4);
    expect(await losses(same)).toEqual(adabatchLosses);
    for (const other of others) expect(await losses(other)).not.toEqual(adabatchLosses);

    /** The curve of a rule, with batches of which the last is short. */
    async function losses(rule: string): Promise<(number | null)[]> {
      const method = ['-a', algorithm, '-r', rule, '-b', '16', '-s', '0.5', '-e', '3'];
      const { stdout } = await adabatch(['run', '-d', file, ...method, '--no-save', '--json', '--quiet']);
      return runSchema.parse(JSON.parse(stdout)).curve.map(({ trainLoss }) => trainLoss);
    }
  });
});
