import { existsSync } from 'node:fs';
import { lstat, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSchema } from '../../src/results/schema.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { processesIn } from '../support/processes.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const QUIET = ['--quiet', '--json'];

// Two features and the constant 1, with labels that no line separates.
const ROWS = Array.from({ length: 40 }, (_, row) => ({
  label: (row * 7) % 5 < 2 ? '+1' : '-1',
  features: `1:${((row * 3) % 11) - 5}.5 2:${((row * 5) % 7) - 3}.25`,
}));
const plain = await dataset('plain.svm', ({ label, features }) => `${label} ${features}`);
const constant = await dataset('constant.svm', ({ label, features }) => `${label} ${features} 3:1`);
const csv = path.join(folder, 'named.csv');
await writeFile(
  csv,
  ['height,city,y', ...ROWS.map(({ label }, row) => `${row % 9},${row % 2 ? 'Rome' : 'Oslo'},${label}`), ''].join('\n'),
);

async function dataset(name: string, line: (row: (typeof ROWS)[number]) => string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, `${ROWS.map(line).join('\n')}\n`);
  return file;
}

async function run(...args: string[]) {
  const { code, stdout, stderr } = await adabatch(['run', ...QUIET, '--no-save', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return runSchema.parse(JSON.parse(stdout));
}

async function refused(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await adabatch([...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return stderr;
}

const withoutTimes = ({ curve }: Awaited<ReturnType<typeof run>>) => curve.map((point) => ({ ...point, seconds: 0 }));

describe('adabatch optimum', () => {
  test('adabatch optimum prints the optimum and its certificate, and runs then have a suboptimality', async () => {
    const objective = ['-d', plain, '--l2', '0.01'];
    expect((await run(...objective)).curve.at(-1)?.suboptimality).toBeNull();
    const { code, stdout } = await adabatch(['optimum', ...objective]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^plain\.svm, logistic loss, λ = 0\.01\nF\* {8}0\.\d+\n‖∇F‖ {6}\S+, \S+ of that at w = 0\nF − F\* {4}at most \S+, by ‖∇F‖²\/\(2λ\)\nwork {6}\d+ Newton steps, \d+ products with the Hessian\n$/,
    );
    const { optimum, curve } = await run(
      ...objective,
      '-a',
      'svrg',
      '--step-size',
      '0.05',
      '--batch',
      '4',
      '--epochs',
      '60',
    );
    expect(stdout).toContain(`F*        ${optimum?.objective}\n`);
    const last = curve.at(-1);
    expect(last?.suboptimality).toBe((last?.trainLoss as number) - (optimum?.objective as number));
    expect(last?.suboptimality).toBeLessThan(1e-9);
    expect((await run('-d', plain, '--l2', '0.02')).optimum).toBeNull();
  });

  test('run --suboptimality computes the optimum, to the same bits whatever the order and the seed', async () => {
    const objective = ['-d', plain, '--l2', '1/n', '--loss', 'squared-hinge', '--bias'];
    const first = await run(...objective, '--suboptimality', '--order', 'shuffle', '--seed', '5');
    expect(first.optimum?.gapBound).toBeNull();
    const { stdout } = await started(['optimum', ...objective, ...QUIET], {
      env: { XDG_CACHE_HOME: `${folder}/other` },
    });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      schema: 'adabatch/optimum@1',
      dataset: { rows: 40 },
      configuration: { bias: true },
    });
    expect(report.optimum.objective).toBe(first.optimum?.objective);
  });

  test('adabatch optimum leaves held-out rows out of the optimum', async () => {
    const objective = ['-d', plain, '--l2', '0.01', '--test-fraction', '0.25'];
    const [all, some, others] = await Promise.all([
      run('-d', plain, '--l2', '0.01', '--suboptimality'),
      run(...objective, '--suboptimality'),
      run(...objective, '--suboptimality', '--seed', '1'),
    ]);
    const values = [all, some, others].map(({ optimum }) => optimum?.objective);
    expect(new Set(values).size).toBe(3);
    expect(values).not.toContain(undefined);
  });

  test('adabatch optimum does not use a damaged cache', async () => {
    const args = ['optimum', '-d', plain, '--l2', '0.5', ...QUIET];
    const cache = path.join(folder, 'damaged');
    const { stdout } = await started(args, { env: { XDG_CACHE_HOME: cache } });
    const [name] = await readdir(path.join(cache, 'adabatch', 'optima'));
    const file = path.join(cache, 'adabatch', 'optima', name as string);
    await writeFile(file, (await readFile(file, 'utf8')).replace('"objective": 0.', '"objective": "0.'));
    expect((await started(args, { env: { XDG_CACHE_HOME: cache } })).stdout).toBe(stdout);
  });

  test('adabatch optimum refuses an objective that has no optimum, with the reason', async () => {
    expect(await refused('optimum', '-d', plain, '--loss', 'hinge')).toContain('the hinge loss has no gradient');
    expect(await refused('run', '--suboptimality', '--no-save')).toContain(
      'has no minimiser: some feature always speaks',
    );
  });
});

describe('--bias', () => {
  test.each(['sgd', 'svrg', 'saga', 'adagrad'])(
    '%s with --bias has the curve of a constant feature if nothing is regularised',
    async (algorithm) => {
      const method = ['-a', algorithm, '--step-size', '0.05', '--batch', '8', '--test-fraction', '0.2'];
      const [biased, appended] = await Promise.all([
        run('-d', plain, '--bias', ...method),
        run('-d', constant, ...method),
      ]);
      expect(withoutTimes(biased)).toEqual(withoutTimes(appended));
      expect(withoutTimes(biased)).not.toEqual(withoutTimes(await run('-d', plain, ...method)));
      expect(biased.dataset.features).toBe(2);
    },
  );

  test('the bias of --bias is not regularised', async () => {
    const objective = ['--l2', '0.1', '--suboptimality', '--epochs', '1'];
    const [biased, appended] = await Promise.all([
      run('-d', plain, '--bias', ...objective),
      run('-d', constant, ...objective),
    ]);
    expect(biased.optimum?.objective).toBeLessThan(appended.optimum?.objective as number);
  });
});

describe('--average', () => {
  test('--average measures the average from its pass on, and the iterate before', async () => {
    const args = ['-d', plain, '--step-size', '0.5', '--batch', '4', '--epochs', '30'];
    const [iterate, average] = await Promise.all([run(...args), run(...args, '--average', '3')]);
    expect(withoutTimes(average).slice(0, 4)).toEqual(withoutTimes(iterate).slice(0, 4));
    expect(average.curve.at(-1)?.trainLoss).toBeLessThan(iterate.curve.at(-1)?.trainLoss as number);
    expect(average.id).not.toBe(iterate.id);
  });
});

describe('--step-size tune', () => {
  test('every candidate of --step-size tune has an update, even with few passes', async () => {
    const { configuration, tuning } = await run(
      '-d',
      plain,
      '-a',
      'svrg',
      '-b',
      '4',
      '--max-passes',
      '2',
      '-s',
      'tune',
    );
    expect(new Set(tuning?.candidates.flatMap(({ losses }) => losses)).size).toBeGreaterThan(1);
    expect(configuration.stepSizeFrom).toBe('tuned');
  });

  test('--step-size tune refuses --time-limit', async () => {
    expect(await refused('run', '-d', plain, '-s', 'tune', '--time-limit', '1s')).toContain('exclude each other');
  });
});

describe('models', () => {
  test('a run with --warm-start goes on from a saved model', async () => {
    const model = path.join(folder, 'models', 'plain.jsonl');
    const args = ['-d', plain, '--bias', '--order', 'sequential', '--step-size', '0.1', '--batch', '8'];
    const whole = await run(...args, '--epochs', '4');
    const half = await run(...args, '--epochs', '2', '--save-model', model);
    const rest = await run(...args, '--epochs', '2', '--warm-start', model);
    const losses = ({ curve }: typeof whole) => curve.map(({ trainLoss }) => trainLoss);
    expect([...losses(half), ...losses(rest).slice(1)]).toEqual(losses(whole));
    expect(rest.id).not.toBe(half.id);
    const [header, ...weights] = (await readFile(model, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header).toMatchObject({ schema: 'adabatch/model@1', run: half.id, dataset: 'plain.svm', loss: 'logistic' });
    expect(weights.map(({ feature }) => feature)).toEqual([1, 2]);
    expect(header.bias).not.toBe(0);
  });

  test('a model of a CSV file names its features', async () => {
    const model = path.join(folder, 'csv.jsonl');
    await run('-d', csv, '--epochs', '1', '--save-model', model);
    const [, ...weights] = (await readFile(model, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(weights.map(({ feature }) => feature)).toEqual(['height', 'city=Oslo', 'city=Rome']);
    const { curve } = await run('-d', csv, '--warm-start', model, '--epochs', '1');
    expect(curve[0]?.trainLoss).not.toBe(Math.LN2);
    const fewer = path.join(folder, 'fewer.csv');
    await writeFile(fewer, 'height,y\n1,1\n2,-1\n');
    const { stderr } = await adabatch(['run', '-d', fewer, '--warm-start', model, '--no-save']);
    expect(stderr).toContain('2 weights of features that fewer.csv lacks were left out');
  });

  test('a model with a constant term needs --bias', async () => {
    const model = path.join(folder, 'biased.jsonl');
    await run('-d', plain, '--bias', '--epochs', '1', '--save-model', model);
    expect(await refused('run', '-d', plain, '--warm-start', model)).toContain('Give --bias');
  });

  test('a run that starts close to the optimum is not taken for a diverged one', async () => {
    const line = path.join(folder, 'line.svm');
    await writeFile(line, '1 1:1\n2 1:2\n3 1:3\n');
    const model = path.join(folder, 'line.jsonl');
    const header = '{"schema":"adabatch/model@1","run":"x","dataset":"line.svm","loss":"squared","bias":0}';
    await writeFile(model, `${header}\n{"feature":1,"weight":1.0000000001}\n`);
    const { status } = await run('-d', line, '--loss', 'squared', '-a', 'adagrad', '-b', '1', '--warm-start', model);
    expect(status).toBe('completed');
  });

  test('--save-model replaces the target of a link and keeps the link', async () => {
    const model = path.join(folder, 'kept.jsonl');
    const link = path.join(folder, 'link.jsonl');
    await run('-d', plain, '--epochs', '1', '--save-model', model);
    await symlink(model, link);
    const before = await readFile(model, 'utf8');
    await run('-d', plain, '--epochs', '2', '--save-model', link);
    expect(await readFile(model, 'utf8')).not.toBe(before);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
  });

  test('a result is saved although its model cannot be', async () => {
    const out = path.join(folder, 'kept-result');
    const model = path.join(folder, 'x'.repeat(256));
    const { code, stdout, stderr } = await adabatch(['run', '-d', plain, '-o', out, '--json', '--save-model', model]);
    expect(code).toBe(2);
    expect(stderr).toContain('the name is too long');
    expect(runSchema.parse(JSON.parse(stdout)).status).toBe('completed');
    expect(await readdir(out)).toHaveLength(2);
  });

  const broken = [
    ['', 'is empty, so it is no model'],
    ['1 2:3\n', 'broken.jsonl:1: not a line of a model: it is not JSON'],
    ['{"schema":"adabatch/run@1"}\n', 'broken.jsonl:1: not a line of a model: "schema" is wrong or missing'],
    [
      '{"schema":"adabatch/model@1","run":"x","dataset":"x","loss":"logistic","bias":0}\n{"feature":-1,"weight":1}\n',
      'broken.jsonl:2: not a line of a model: "feature" is wrong or missing',
    ],
    [
      '{"schema":"adabatch/model@1","run":"x","dataset":"x","loss":"logistic","bias":0}\n{"feature":1,"weight":1}\n{"feature":1,"weight":2}\n',
      'broken.jsonl:3: the feature 1 has a weight already',
    ],
  ];
  test.each(broken)('a model file of %j is refused with the line of its fault', async (text, message) => {
    const model = path.join(folder, 'broken.jsonl');
    await writeFile(model, text as string);
    expect(await refused('run', '-d', plain, '--warm-start', model)).toContain(message);
  });

  test('a model that is missing, or that cannot be written, is named before any work', async () => {
    expect(await refused('run', '-d', 'none.svm', '--warm-start', 'none.jsonl')).toContain(
      "there is no file 'none.jsonl'",
    );
    const target = path.join(plain, 'model.jsonl');
    expect(await refused('run', '-d', 'none.svm', '--save-model', target)).toContain(`${plain} is not a folder`);
    expect(await refused('run', '-d', 'none.svm', '--save-model', folder)).toContain('is a folder, not a file');
  });

  test('the model of a run that diverged is not saved', async () => {
    const model = path.join(folder, 'diverged.jsonl');
    const args = ['-d', plain, '--loss', 'squared', '--step-size', '100', '--save-model', model, '--no-save'];
    const { code, stderr } = await adabatch(['run', ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain('the model was not saved, since the run diverged');
    expect(existsSync(model)).toBe(false);
  });
});
