import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Run, runSchema } from '../../src/results/schema.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { PROGRAM, processesIn, signalOnce } from '../support/processes.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const root = process.getuid?.() === 0;
const NOBODY = 65534;

async function dataset(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

const SMALL = Array.from({ length: 60 }, (_, row) => `${row % 3 ? '+1' : '-1'} 1:1 ${2 + (row % 7)}:0.5 ${20 + row}:2`);
const bad = await dataset('bad.svm', '+1 1:0.5\n-1 2:0.5 2:1\n');
const huge = await dataset('huge.svm', '+1 1:1e200\n-1 2:1\n');
const tiny = await dataset('tiny.svm', '+1 1:1e-200\n-1 2:1e-200\n');
const labels = await dataset('labels.svm', '1e200 1:1\n-1 2:1\n');
const empty = await dataset('empty.svm', '+1\n-1\n');
const small = await dataset('small.svm', `${SMALL.join('\n')}\n`);

function parse(stdout: string): Run {
  return runSchema.parse(JSON.parse(stdout));
}

function curveOf(stdout: string) {
  return parse(stdout).curve.map((point) => ({ ...point, seconds: 0 }));
}

describe('the output of adabatch run', () => {
  test('a run prints a table on stdout, saves files in results, and says all else on stderr', async () => {
    const home = path.join(folder, 'home');
    await mkdir(home);
    const { code, stdout, stderr } = await started(['run', '-d', small, '--epochs', '3'], { cwd: home });
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^epoch {2}updates {2}seconds {2}train loss {2}train error$/);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^ +0 +0 +0\.0000 +0\.693147 +0\.66667$/);
    expect(stderr).toContain('step size 0.380952: half of 1/L, the limit of adabatch, with L = 1.313');
    expect(stderr).toMatch(/^completed: /m);
    const files = (await readdir(path.join(home, 'results'))).sort();
    expect(files).toEqual([
      expect.stringMatching(/^small\.svm-sgd-adabatch-60-[0-9a-f]{16}\.csv$/),
      expect.stringMatching(/^small\.svm-sgd-adabatch-60-[0-9a-f]{16}\.json$/),
    ]);
    const run = parse(await readFile(path.join(home, 'results', files[1] as string), 'utf8'));
    expect(files[1]).toContain(run.id);
    const csv = await readFile(path.join(home, 'results', files[0] as string), 'utf8');
    const [header, ...points] = csv.trimEnd().split('\n');
    expect(header).toBe(
      'run_id,dataset,algorithm,rule,batch,step_size,order,execution,workers,seed,' +
        'epoch,passes,updates,seconds,train_loss,train_error,test_loss,test_error,suboptimality,' +
        'loss,l2,bias,schedule,epochs,dataset_sha256,test,positive,scale,step_size_from,snapshot_every,average,' +
        'target_loss,time_limit,max_passes,warm_start,blocks,measure_every,result_sha256',
    );
    expect(points).toHaveLength(4);
    expect(points[3]).toBe(
      `${run.id},small.svm,sgd,adabatch,60,${run.configuration.stepSize},interleaved,sequential,1,0,` +
        `3,3,3,${run.curve[3]?.seconds},${run.curve[3]?.trainLoss},${run.curve[3]?.trainError},,,,` +
        `logistic,0,false,constant,3,${run.dataset.sha256},,1,,auto,,,,,,,,1,${run.sha256}`,
    );
  });

  test('a warning of CSV columns in different units is printed, also when the file comes from the cache', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, row) => `${1 + (row % 11)},${20_000 + ((row * 77) % 500)},${row % 2}\n`,
    );
    const units = await dataset('units.csv', `size,income,y\n${rows.join('')}`);
    const options = ['run', '-d', units, '--no-save', '--epochs', '1'];
    const once = await adabatch(options);
    expect(once.stderr).toContain(
      'warning: the features have different units: |values| go up to 20500 in income and to 11 in size, and no step size suits both: try --scale max-abs\n',
    );
    expect((await adabatch(options)).stderr).toContain('warning: the features have different units');
    const alike = await dataset('alike.csv', `size,income,y\n${rows.join('').replaceAll(',20', ',')}`);
    expect((await adabatch(['run', '-d', alike, '--no-save', '--epochs', '1'])).stderr).not.toContain('units');
  });

  test('--json prints one JSON document, --quiet keeps stderr silent, --no-save writes nothing', async () => {
    const out = path.join(folder, 'unsaved');
    const args = ['run', '-d', small, '--epochs', '0.5', '--json', '--quiet', '--no-save', '--out', out];
    const { code, stdout, stderr } = await adabatch(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(parse(stdout).status).toBe('completed');
    expect(existsSync(out)).toBe(false);
  });

  test('--name refuses every name that a folder of results keeps for something else', async () => {
    const out = path.join(folder, 'reserved');
    for (const name of ['plan', 'Plan', 'search-0123456789abcdef', 'mine.interrupted']) {
      const { code, stderr } = await adabatch(['run', '-d', small, '--name', name, '--out', out]);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(
          `^error: --name ${name}: a folder of results has (the|an?) .* under this name\nhint: Choose another name`,
        ),
      });
    }
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  });

  test('--name overwrites the files of a run, and no other files', async () => {
    const out = path.join(folder, 'overwritten');
    const named = ['run', '-d', small, '--epochs', '1', '--name', 'mine', '--out', out];
    for (const epochs of ['1', '2']) expect((await adabatch([...named, '--epochs', epochs])).code).toBe(0);
    for (const [file, text] of [
      ['mine.csv', 'spam,1\n'],
      ['mine.json', '{ "name": "mine" }'],
    ] as const) {
      await writeFile(path.join(out, file), text);
      const { code, stderr } = await adabatch(named);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining(`${path.join(out, file)} is no result of a run, and would be overwritten\n`),
      });
      expect(await readFile(path.join(out, file), 'utf8')).toBe(text);
      await rm(path.join(out, file));
    }
  });

  test('--name gives the files of the result their names', async () => {
    const out = path.join(folder, 'named');
    await adabatch(['run', '-d', small, '--epochs', '1', '--name', 'mine', '--out', out]);
    expect((await readdir(out)).sort()).toEqual(['mine.csv', 'mine.json']);
  });
});

describe('determinism', () => {
  const args = ['run', '-d', small, '--json', '--no-save', '--epochs', '4', '--batch', '7', '--measure-every', '0.5'];

  test.each(['mean', 'sum', 'adabatch', 'expected'])('two processes give the same curve for %s', async (rule) => {
    const step = ['--rule', rule, '--step-size', '2^-4', '--l2', '1/n'];
    const [one, other] = await Promise.all([adabatch([...args, ...step]), adabatch([...args, ...step])]);
    expect(curveOf(one.stdout)).toEqual(curveOf(other.stdout));
    expect(parse(one.stdout).id).toBe(parse(other.stdout).id);
  });

  test('another seed gives another curve and another id, except in file order', async () => {
    const seeded = (...more: string[]) => adabatch([...args, ...more]);
    const [one, other] = await Promise.all([seeded('--seed', '1'), seeded('--seed', '2')]);
    expect(curveOf(one.stdout)).not.toEqual(curveOf(other.stdout));
    expect(parse(one.stdout).id).not.toBe(parse(other.stdout).id);
    const file = ['--order', 'sequential'];
    const [first, second] = await Promise.all([seeded('--seed', '1', ...file), seeded('--seed', '2', ...file)]);
    expect(curveOf(first.stdout)).toEqual(curveOf(second.stdout));
  });

  test('the id depends on the content of a file, not on its packing, its name or whether it is stdin', async () => {
    const { gzipSync } = await import('node:zlib');
    const text = `${SMALL.join('\n')}\n`;
    const packed = path.join(folder, 'packed.gz');
    await writeFile(packed, gzipSync(text));
    const outcomes = await Promise.all([
      adabatch(args),
      adabatch(args.map((arg) => (arg === small ? packed : arg))),
      started(
        args.map((arg) => (arg === small ? '-' : arg)),
        { input: text },
      ),
    ]);
    const runs = outcomes.map(({ stdout }) => parse(stdout));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    expect(runs.map(({ dataset: { name } }) => name)).toEqual(['small.svm', 'packed', 'stdin']);
  });
});

describe('held-out data', () => {
  test('--test-fraction holds out rows by the seed alone', async () => {
    const args = ['run', '-d', small, '--test-fraction', '0.25', '--json', '--no-save', '--epochs', '1'];
    const [one, other] = await Promise.all([adabatch(args), adabatch([...args, '--order', 'shuffle', '--batch', '3'])]);
    const [first, second] = [curveOf(one.stdout), curveOf(other.stdout)];
    expect(first[0]).toEqual(second[0]);
    expect(first[0]?.testLoss).toBeCloseTo(Math.LN2, 15);
    expect(first[1]?.testLoss).not.toBe(first[1]?.trainLoss);
    expect(first[1]?.updates).toBe(1);
  });

  test('--test takes the feature space of training, and ignores and counts values beyond it', async () => {
    const held = await dataset('held.svm', '-1 1:1 2:0.5 500:3\n+1 1:1 3:0.5 600:1 601:1\n');
    const { code, stdout, stderr } = await adabatch([
      'run',
      '-d',
      small,
      '--test',
      held,
      '--json',
      '--no-save',
      '-e',
      '1',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('held.svm: 3 values in features unseen in training were ignored');
    expect(parse(stdout).configuration.test).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(curveOf(stdout)[1]?.testError).not.toBeNull();
  });

  test('--test counts indices from where the training data does', async () => {
    const train = await dataset('zero.svm', '-1 0:1 2:1\n+1 1:1\n');
    const held = await dataset('zero-held.svm', '+1 1:1\n');
    const { stdout } = await adabatch([
      'run',
      '-d',
      train,
      '--test',
      held,
      '--json',
      '--no-save',
      '-e',
      '5',
      '-b',
      '1',
    ]);
    expect(curveOf(stdout)[5]?.testError).toBe(0);
  });
});

describe('stopping', () => {
  const args = ['run', '-d', small, '--json', '--no-save', '--batch', '4', '--epochs', '50'];
  const statusOf = async (...more: string[]) => {
    const { code, stdout } = await adabatch([...args, ...more]);
    const { status, curve } = parse(stdout);
    return { code, status, last: curve.at(-1) };
  };

  test('--target-loss ends a run when its loss is reached', async () => {
    const { code, status, last } = await statusOf('--target-loss', '0.5');
    expect({ code, status }).toEqual({ code: 0, status: 'target-reached' });
    expect(last?.trainLoss).toBeLessThanOrEqual(0.5);
    expect(last?.epoch).toBeLessThan(50);
  });

  test('--max-passes ends a run when its passes are used up', async () => {
    expect(await statusOf('--max-passes', '2.5')).toMatchObject({
      code: 0,
      status: 'completed',
      last: { epoch: 152 / 60 },
    });
  });

  test('--time-limit ends a run when its time is up', async () => {
    const { code, status, last } = await statusOf('--epochs', '1e7', '--time-limit', '20ms', '--measure-every', '1e6');
    expect({ code, status }).toEqual({ code: 0, status: 'time-limit' });
    expect(last?.seconds).toBeGreaterThanOrEqual(0.02);
  });

  test('a run that diverges keeps what it measured and ends with 1', async () => {
    const out = path.join(folder, 'diverged');
    const options = ['--loss', 'squared', '--step-size', '1e3', '--rule', 'sum', '--out', out];
    const { code, stdout, stderr } = await adabatch(['run', '-d', small, '--json', ...options]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^warning: diverged at epoch \d+; try a smaller --step-size, or auto$/m);
    const { status, curve } = parse(stdout);
    expect(status).toBe('diverged');
    expect(curve.length).toBeGreaterThan(1);
    expect(await readdir(out)).toHaveLength(2);
  });
});

describe('an interrupt', () => {
  const endless = ['run', '-d', small, '--epochs', '1e8', '--measure-every', '1000'];

  test.each(['SIGINT', 'SIGTERM'] as const)('%s has a run save what it measured and end with 130', async (signal) => {
    const out = path.join(folder, signal);
    const { code, stdout, stderr } = await started([...endless, '--json', '--out', out], {
      watched: true,
      meanwhile: signalOnce(/epoch [1-9]/, signal),
    });
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining('interrupted: ') });
    const [csv, json] = (await readdir(out)).sort();
    const saved = parse(await readFile(path.join(out, json as string), 'utf8'));
    expect(saved).toEqual(parse(stdout));
    expect(saved.status).toBe('interrupted');
    expect(saved.curve.length).toBeGreaterThan(1);
    expect((await readFile(path.join(out, csv as string), 'utf8')).trimEnd().split('\n')).toHaveLength(
      saved.curve.length + 1,
    );
  });

  test('an interrupt while stdin gives nothing ends a run with 130 and leaves no files', async () => {
    const out = path.join(folder, 'early');
    const { code, stdout, stderr } = await started(['run', '-d', '-', '--out', out], {
      input: undefined,
      watched: true,
      meanwhile: signalOnce(/listens for SIGINT/, 'SIGINT'),
    });
    expect({ code, stdout, stderr }).toEqual({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/^error: interrupted before anything was saved\n$/m),
    });
    expect(existsSync(out)).toBe(false);
  });
});

describe('streams that cannot be written', () => {
  const shell = (redirection: string, out: string) => {
    const command = [process.execPath, PROGRAM, 'run', '-d', small, '--epochs', '300', '--json', '--out', out];
    return new Promise<number | null>((resolve) => {
      const line = `${command.map((word) => `'${word}'`).join(' ')} ${redirection}`;
      spawn('bash', ['-c', `set -o pipefail; ${line}`], { stdio: 'ignore' }).on('close', resolve);
    });
  };

  test.runIf(existsSync('/dev/full')).each([
    ['| true', 0],
    ['| head -1', 0],
    ['> /dev/full', 2],
    ['2> /dev/full', 0],
    ['2>&1 > /dev/null | true', 0],
  ])('adabatch run %s saves its result all the same', async (redirection, code) => {
    const out = path.join(folder, `stream-${redirection.replaceAll(/[^a-z12]/g, '_')}`);
    expect(await shell(redirection, out)).toBe(code);
    expect(await readdir(out)).toHaveLength(2);
  });
});

test('a result that cannot be saved is printed all the same', async () => {
  const out = path.join(folder, 'gone');
  await mkdir(out);
  // A file takes the place of the folder while the run goes on.
  const meanwhile = (child: ChildProcess) =>
    child.stderr?.once('data', () => {
      rmSync(out, { recursive: true });
      writeFileSync(out, '');
    });
  const args = ['run', '-d', small, '--epochs', '300', '--json', '--out', out];
  const { code, stdout, stderr } = await started(args, { meanwhile });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('cannot write to') });
  expect(runSchema.parse(JSON.parse(stdout)).status).toBe('completed');
});

describe('wrong usage and bad input', () => {
  const cases: [string[], string][] = [
    [['--batch', '0'], 'error: --batch takes a whole number from 1, not "0"'],
    [['--batch', '1.5'], 'error: --batch takes a whole number from 1, not "1.5"'],
    [['--epochs', '-1'], 'error: --epochs takes a number above 0, not "-1"'],
    [
      ['--step-size', 'abc'],
      'error: --step-size takes a number above 0 such as 0.1 or 2^-3, a multiple of 1/L such as 4/L, auto, tune or frozen, not "abc"',
    ],
    [
      ['--step-size', '0x10'],
      'error: --step-size takes a number above 0 such as 0.1 or 2^-3, a multiple of 1/L such as 4/L, auto, tune or frozen, not "0x10"',
    ],
    [
      ['--step-size', '1e999'],
      'error: --step-size takes a number above 0 such as 0.1 or 2^-3, a multiple of 1/L such as 4/L, auto, tune or frozen, not "1e999"',
    ],
    [['--l2', '-1'], 'error: --l2 takes a number from 0, or 1/n, not "-1"'],
    [['--seed', '4294967296'], 'error: --seed takes a whole number from 0 to 4294967295, not "4294967296"'],
    [['--time-limit', 'soon'], 'error: --time-limit takes a time such as 30s, 5m or 500ms, not "soon"'],
    [['--test-fraction', '1'], 'error: --test-fraction takes a fraction between 0 and 1 such as 20% or 0.2, not "1"'],
    [
      ['--rule', 'median'],
      'error: --rule: there is no rule "median"\nhint: The known ones are mean, sum, adabatch, expected',
    ],
    [
      ['--loss', 'huber'],
      'error: --loss: there is no loss "huber"\nhint: The known ones are logistic, squared, hinge, squared-hinge',
    ],
    [
      ['--order', 'random'],
      'error: --order: there is no order "random"\nhint: The known ones are interleaved, shuffle, replacement, sequential',
    ],
    [['--name', 'a/b'], 'error: --name takes the name of a file, not "a/b"\nhint: Say the folder with --out'],
    [
      ['--test', 'x', '--test-fraction', '0.5'],
      'error: --test and --test-fraction are two ways to hold data out\nhint: Give one of them',
    ],
    [['--bacth', '3'], "error: unknown option '--bacth'\nhint: Is --batch meant?"],
    [['-d', bad], `error: ${bad}:2:10: `],
    [['-d', 'nowhere.svm'], "error: there is no file 'nowhere.svm'"],
    [['-d', '.'], "error: '.' is a folder, not a file"],
    [['--out', `${small}/x`], `error: cannot write to ${small}/x: a part of the path is not a folder`],
    [['--out', small], `error: ${small} is not a folder`],
    [['--positive', '7'], 'error: --positive: no row of small.svm has the label 7\nhint: The labels are -1, 1'],
    [['--loss', 'squared', '--positive', '1'], 'error: --positive has no meaning for the squared loss'],
    [['-d', '-', '--test', '-'], 'error: stdin can be read once\nhint: Give --test a file'],
    [['--label-column', '1'], 'error: --label-column is for CSV files; small.svm is LIBSVM'],
    [['--out', ''], 'error: --out takes a folder, not ""'],
    [['--step-size', '1^999999999999'], 'error: --step-size takes a number above 0'],
    [['--time-limit', '1e308h'], 'error: --time-limit takes a time'],
    [['-d', huge], 'error: the largest squared norm of a row is Infinity, out of the range of doubles'],
    [['-d', huge, '-s', '1', '-e', '1e9'], 'error: the largest squared norm of a row is Infinity'],
    [['-d', tiny], 'error: the largest squared norm of a row is 0, out of the range of doubles'],
    [['-d', labels, '--loss', 'squared', '-s', '1'], 'error: the loss at the start is not a finite double'],
    [['-d', empty], 'error: empty.svm: no training row has a feature'],
    [['--test-fraction', '0.001'], 'error: of 60 rows, a fraction of 0.001 has none held out'],
  ];

  test.each(cases)('adabatch run %j ends with 2, one or two lines, and nothing on stdout', async (options, message) => {
    const { code, stdout, stderr } = await adabatch(['run', '-d', small, ...options]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    // Remarks on the data may come before the error.
    const error = stderr.slice(Math.max(0, stderr.indexOf('error:')));
    expect(error.startsWith(message) || stderr).toBe(true);
    expect(error.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(existsSync(path.join(folder, 'results'))).toBe(false);
  });

  test.runIf(root)('an unreadable file ends a run with 2 (asked as another user)', async () => {
    const secret = await dataset('secret.svm', '+1 1:1\n');
    await chmod(secret, 0o600);
    await chmod(folder, 0o755);
    const { code, stderr } = await started(['run', '-d', secret, '--no-save'], {
      uid: NOBODY,
      env: { XDG_CACHE_HOME: '/nowhere' },
    });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('secret.svm') });
  });

  test.runIf(root)('a read-only output folder ends a run with 2 before any work (asked as another user)', async () => {
    const out = path.join(folder, 'read-only');
    await mkdir(out);
    await chmod(folder, 0o755);
    const { code, stderr } = await started(['run', '-d', small, '--out', out], {
      uid: NOBODY,
      env: { XDG_CACHE_HOME: '/nowhere' },
    });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error: cannot write to ${out}: permission denied\nhint: Choose another folder with --out, or save nothing with --no-save\n`,
    });
  });

  test.runIf(existsSync('/dev/full'))('a full disk ends a run with 2', async () => {
    const { code, stderr } = await adabatch(['run', '-d', small, '--out', '/dev/full/results']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('cannot write to /dev/full/results') });
  });
});

describe('the program itself', () => {
  test('--help and --version print on stdout and end with 0', async () => {
    const help = await adabatch(['run', '--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('--step-size <x>');
    expect(help.stdout.match(/^ {2}\$ adabatch run/gm)).toHaveLength(4);
    expect((await adabatch(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('no command, or an unknown one, is wrong usage', async () => {
    expect((await adabatch([])).code).toBe(2);
    const { code, stderr } = await adabatch(['rnu']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "error: unknown command 'rnu'\nhint: Is run meant?\n" });
  });
});
