import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Run, runSchema } from '../../src/results/schema.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { cutAtChange, processesIn } from '../support/processes.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);

const small = path.join(folder, 'small.svm');
await writeFile(
  small,
  Array.from({ length: 60 }, (_, row) => `${row % 3 ? '+1' : '-1'} 1:1 ${2 + (row % 7)}:0.5 ${20 + row}:2\n`).join(''),
);
const many = path.join(folder, 'many.svm');
await writeFile(many, '+1 1:1\n-1 2:1\n3 1:1\n');

const sweep = (out: string, args: string[]) => adabatch(sweepOf(out, args));
const sweepOf = (out: string, args: string[]) => ['sweep', '-d', small, '--epochs', '2', '--out', out, ...args];

async function runsIn(out: string): Promise<Run[]> {
  const names = (await readdir(out)).filter((name) => /^(?!plan|search-).*(?<!\.failed)\.json$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => runSchema.parse(JSON.parse(await readFile(path.join(out, name), 'utf8')))),
  );
}

/** All that a folder holds, but for times and the machine. */
async function contentOf(out: string): Promise<Record<string, string>> {
  // A killed process may leave temporary files, which go after an hour.
  const names = (await readdir(out)).filter((name) => !name.endsWith('.tmp'));
  const entries = names.sort().map(async (name): Promise<[string, string]> => {
    const text = await readFile(path.join(out, name), 'utf8');
    const rows = name.endsWith('.csv')
      ? text.replaceAll(/^((?:[^,]*,){13})[^,]*/gm, '$1').replaceAll(/[^,]*$/gm, '')
      : text.replaceAll(/"(seconds|nanosecondsPerNonzero|sha256)": [^,\n]+/g, '"$1": 0');
    return [name, createHash('sha256').update(rows).digest('hex')];
  });
  return Object.fromEntries(await Promise.all(entries));
}

const GRID = ['--rule', 'mean,adabatch', '--batch', '1..16x4', '--seeds', '0..1'];

describe('adabatch sweep', () => {
  test('a sweep carries out every combination, and skips the runs that are there', async () => {
    const out = path.join(folder, 'grid');
    const first = await sweep(out, GRID);
    const found = (await adabatch(['compare', out])).stdout;
    expect(found).toMatch(/^adabatch +16 /m);
    expect({ code: first.code, stdout: first.stdout }).toEqual({ code: 0, stdout: found });
    const runs = await runsIn(out);
    const cells = runs.map(({ configuration: { rule, batch, seed } }) => [rule, batch, seed].join(' '));
    expect(new Set(cells).size).toBe(12);
    const before = await contentOf(out);
    const second = await sweep(out, [...GRID, '--algorithm', 'sgd,svrg']);
    expect(second.stdout).toMatch(/: svrg, 2 seeds$/m);
    expect(second.stderr).toContain('24 runs: 12 done before, 12 to do');
    expect(await contentOf(out)).toMatchObject({ ...before, 'plan.json': expect.any(String) });
    const done = await sweep(out, GRID);
    expect(done.stdout).toBe('nothing was to be done\n');
    expect(done.stderr).toContain(`${out} has 12 runs of the sweep: adabatch compare ${out}\n`);
    expect((await sweep(out, [...GRID, '--force'])).stderr).toContain('12 runs: 0 done before, 12 to do');
  });

  test('a sweep says which of its runs another version made, before it runs anything', async () => {
    const out = path.join(folder, 'versions');
    await sweep(out, ['--rule', 'mean,adabatch']);
    const [file] = (await readdir(out))
      .filter((name) => /adabatch-60.*json$/.test(name))
      .map((name) => path.join(out, name));
    const { sha256: _, ...run } = JSON.parse(await readFile(file as string, 'utf8'));
    const { adabatch: version } = run.environment;
    run.environment.adabatch = '0.0.1';
    await writeFile(file as string, JSON.stringify(run));
    const told = `1 run of those done before by adabatch 0.0.1, and this is ${version}: --force runs them again\n`;
    for (const again of [[], ['--plan']]) {
      expect((await sweep(out, ['--rule', 'mean,adabatch', ...again])).stderr).toContain(told);
    }
    expect((await sweep(out, ['--rule', 'mean,adabatch', '--force'])).stderr).not.toContain('0.0.1');
    expect((await sweep(out, ['--rule', 'mean,adabatch'])).stderr).not.toContain('done before by');
  });

  test('a run of a sweep is the same as that of adabatch run', async () => {
    const out = path.join(folder, 'same');
    await sweep(out, ['--rule', 'mean', '--batch', '8', '--l2', '1/n']);
    const [inSweep] = await runsIn(out);
    const { stdout } = await adabatch([
      'run',
      '-d',
      small,
      '--epochs',
      '2',
      '--rule',
      'mean',
      '--batch',
      '8',
      '--l2',
      '1/n',
      '--json',
      '--no-save',
    ]);
    const alone = JSON.parse(stdout) as Run;
    const timeless = ({ curve }: Run) => curve.map((point) => ({ ...point, seconds: 0 }));
    expect(inSweep?.id).toBe(alone.id);
    expect(timeless(inSweep as Run)).toEqual(timeless(alone));
  });

  test('a sweep has batches above the rows once, says so once, and skips impossible cells of a grid', async () => {
    const out = path.join(folder, 'fitted');
    const large = await sweep(out, ['--batch', '8,512,4096']);
    const clipped = 'batches above the 60 training rows are all of them: 512, 4096\n';
    expect(large.stderr).toContain(clipped);
    expect((await sweep(out, ['--batch', '8,512,4096', '--plan'])).stderr).toContain(clipped);
    expect((await runsIn(out)).map(({ configuration }) => configuration.batch).sort()).toEqual([60, 8]);
    const partly = await sweep(path.join(folder, 'partly'), [
      ...['--execution', 'hogwild,sequential', '--algorithm', 'sgd,adagrad', '--batch', '1', '--repeats', '1'],
    ]);
    expect(partly.stderr).toContain('partly has 3 runs of the sweep');
    expect(partly.stderr).toMatch(
      /^left out 1 run that cannot be: --execution hogwild cannot be used with --algorithm adagrad/m,
    );
  });

  test('a sweep refuses repeats of one worker, which would all be alike', async () => {
    const { code, stderr } = await adabatch([
      'run',
      '-d',
      small,
      '--execution',
      'hogwild',
      '--repeats',
      '2',
      '--no-save',
    ]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'error: --repeats 2 has no meaning with one worker\nhint: Give --execution hogwild and several --workers\n',
    });
  });

  test('a sweep refuses an option that no run looks at, and takes one that some runs look at', async () => {
    const out = path.join(folder, 'idle');
    expect(await sweep(out, ['--snapshot-every', '3', '--rule', 'mean,sum'])).toMatchObject({
      code: 2,
      stderr: 'error: --snapshot-every 3 has no meaning with --algorithm sgd\nhint: Give --algorithm svrg\n',
    });
    expect((await sweep(out, ['--snapshot-every', '3', '--algorithm', 'sgd,svrg', '--plan'])).code).toBe(0);
    for (const idle of ['--repeats', '--blocks', '--snapshot-every', '--workers']) {
      const alone = await adabatch(['run', '-d', small, idle, '2', '--no-save']);
      expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining(`${idle} 2 has no meaning with`) });
    }
  });

  test('sweep --plan lists the runs and their state, and runs nothing', async () => {
    const out = path.join(folder, 'planned');
    const env = { XDG_CACHE_HOME: path.join(folder, 'fresh-cache') };
    const plan = (args: string[]) => started(sweepOf(out, [...args, '--plan', '--format', 'json']), { env });
    const states = async (args: string[]) =>
      (JSON.parse((await plan(args)).stdout) as { state: string }[]).map(({ state }) => state);
    expect(await states(['--rule', 'mean,sum'])).toEqual(['unread', 'unread']);
    expect(await readdir(folder)).not.toContain('planned');
    await started(sweepOf(out, ['--rule', 'mean']), { env });
    expect(await states(['--rule', 'mean,sum'])).toEqual(['done', 'to do']);
    const sequential = await plan(['--execution', 'sequential', '--workers', '1,2']);
    expect((JSON.parse(sequential.stdout) as object[]).map((run) => Object.entries(run))).toEqual([
      expect.arrayContaining([['workers', '1']]),
    ]);
  });

  test('sweep --plan prints a table of the given options, with empty cells where a grid has none', async () => {
    const file = path.join(folder, 'two.yaml');
    await writeFile(file, 'grids:\n  - batch: 8\n  - rule: mean\n');
    const { code, stdout } = await adabatch(['sweep', '--config', file, '--plan']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'state  batch  rule\nto do  8\nto do         mean\n' });
    const part = await adabatch(['sweep', '--config', file, '--plan', '--shard', '2/2', '--format', 'json']);
    const other = await adabatch(['sweep', '--config', file, '--plan', '--shard', '1/2', '--format', 'json']);
    const runs = [...JSON.parse(part.stdout), ...JSON.parse(other.stdout)];
    expect(runs).toHaveLength(2);
    expect(runs).toEqual(expect.arrayContaining([{ state: 'to do', rule: 'mean' }]));
  });

  test('sweep --shard takes slices that make up the whole', async () => {
    const out = path.join(folder, 'sharded');
    for (const part of ['1/3', '2/3', '3/3']) {
      expect((await sweep(out, [...GRID, '--shard', part])).stderr).toContain('sharded has 4 runs of the sweep');
    }
    expect(await contentOf(out)).toEqual(
      await contentOf(path.join(folder, 'whole-of-shards')).catch(async () => {
        await sweep(path.join(folder, 'whole-of-shards'), GRID);
        return contentOf(path.join(folder, 'whole-of-shards'));
      }),
    );
  });

  test('sweep --jobs makes the same runs, marked as contended', async () => {
    const [alone, together] = ['one-job', 'two-jobs'].map((name) => path.join(folder, name)) as [string, string];
    await sweep(alone, GRID);
    const { code, stderr } = await sweep(together, [...GRID, '--jobs', '2']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('two-jobs has 12 runs of the sweep') });
    const curves = (runs: Run[]) => runs.map(({ id, curve }) => [id, curve.map((point) => ({ ...point, seconds: 0 }))]);
    expect(curves(await runsIn(together))).toEqual(curves(await runsIn(alone)));
    expect((await runsIn(together)).every(({ environment }) => environment.contended)).toBe(true);
    expect((await runsIn(alone)).some(({ environment }) => environment.contended)).toBe(false);
  });

  test.each(['1', '2'])('a sweep says once for each dataset which label is +1, with --jobs %s', async (jobs) => {
    const other = path.join(folder, 'other.svm');
    await writeFile(other, await readFile(small, 'utf8'));
    const out = path.join(folder, `labels-${jobs}`);
    const args = ['-d', `${small},${other}`, '--seeds', '0..1', '--test-fraction', '0.2', '--jobs', jobs];
    const remarks = ({ stderr }: { stderr: string }) => stderr.split('\n').filter((line) => line.includes('+1'));
    const wanted = ['other', 'small'].map((name) => `${name}.svm: the label 1 is +1, -1 is -1`);
    expect(remarks(await sweep(out, args)).sort()).toEqual(wanted);
    expect(remarks(await sweep(out, [...args, '--force'])).sort()).toEqual(wanted);
  });

  test('a sweep takes --scale as an axis', async () => {
    const out = path.join(folder, 'scaled');
    await sweep(out, ['--scale', 'none,max-abs']);
    expect((await runsIn(out)).map(({ configuration }) => configuration.scale).sort()).toEqual(['max-abs', undefined]);
    const { code, stderr } = await sweep(out, ['--scale', 'unit']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'error: --scale takes max-abs or none, not "unit"\n' });
  });

  test('sweep --step-size tune searches once for all seeds, and keeps the search in the folder', async () => {
    const out = path.join(folder, 'tuned');
    await sweep(out, [...GRID, '--step-size', 'tune']);
    const runs = await runsIn(out);
    for (const { configuration, tuning } of runs) {
      expect(configuration.stepSizeFrom).toBe('tuned');
      expect(tuning?.candidates.map(({ stepSize }) => stepSize)).toContain(configuration.stepSize);
      expect(tuning?.seeds).toEqual([0, 1]);
    }
    const files = (await readdir(out)).filter((name) => name.startsWith('search-'));
    expect(files.sort()).toEqual([...new Set(runs.map(({ tuning }) => `search-${tuning?.key}.json`))].sort());
    expect(files.length).toBeLessThan(runs.length);
    expect((await sweep(out, [...GRID, '--step-size', 'tune'])).stdout).toMatch(/^nothing was to be done\n/);
  });
});

describe('runs that do not end well', () => {
  const DIVERGING = ['--loss', 'squared', '--step-size', '0.001,1000'];

  test('a sweep shows diverged runs as rows, and exits with 1 for --strict alone', async () => {
    const lenient = await sweep(path.join(folder, 'lenient'), DIVERGING);
    expect(lenient.code).toBe(0);
    expect(lenient.stdout).toMatch(/^completed +1$/m);
    expect(lenient.stdout).toMatch(/^diverged +1$/m);
    expect(lenient.stdout).toMatch(
      /^--dataset .*small\.svm --epochs 2 --loss squared --step-size 1000\n {2}diverged$/m,
    );
    expect((await sweep(path.join(folder, 'strict'), [...DIVERGING, '--strict'])).code).toBe(1);
    expect((await sweep(path.join(folder, 'all'), ['--loss', 'squared', '--step-size', '1000,2000'])).code).toBe(0);
  });

  test('a run of a sweep that fails has a reason and no result, and is tried three times, or for --retry-failed', async () => {
    const out = path.join(folder, 'failing');
    const { code, stdout } = await sweep(out, ['--l2', '0,0.1', '--suboptimality']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^failed +1$/m);
    expect(stdout).toContain('failed: the objective has no minimiser');
    expect(await runsIn(out)).toHaveLength(1);
    const again = () => sweep(out, ['--l2', '0,0.1', '--suboptimality', '--quiet']);
    for (let attempt = 2; attempt <= 3; attempt++) {
      expect(await again()).toMatchObject({ code: 1, stdout: expect.stringMatching(/^failed +1$/m) });
    }
    expect(await again()).toMatchObject({
      ...{ code: 1, stdout: 'nothing was to be done\n' },
      stderr: expect.stringMatching(
        /error: 1 run failed before: the objective has no minimiser.*\nhint: --retry-failed/s,
      ),
    });
    const retried = await sweep(out, ['--l2', '0,0.1', '--suboptimality', '--retry-failed']);
    expect(retried.code).toBe(1);
    expect(retried.stdout).toMatch(/^failed +1$/m);
  });

  test('bad input is refused before a sweep runs anything', async () => {
    const out = path.join(folder, 'refused');
    for (const args of [
      ['-d', 'none.svm'],
      ['-d', many],
      ['--batch', '0,8'],
      ['--batch', '8..1'],
      ['--jobs', '0'],
    ]) {
      const { code, stdout, stderr } = await sweep(out, args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^error: /m);
    }
    expect(await readdir(folder)).not.toContain('refused');
  });

  test('a folder that cannot be written ends the sweep', async () => {
    const { code, stderr } = await sweep(path.join(small, 'inside'), GRID);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('is not a folder') });
  });
});

describe('a sweep that is cut', () => {
  const AXES = ['--rule', 'mean,adabatch', '--seeds', '0..1', '--test-fraction', '0.2', '--step-size', 'tune'];

  test.each([
    { jobs: '1', signal: 'SIGKILL', step: 1, cuts: 8 },
    { jobs: '1', signal: 'SIGINT', step: 1, cuts: 8 },
    // The processes of a sweep are cut, too, and started again twice, which takes seconds.
    { jobs: '2', signal: 'SIGKILL', step: 5, cuts: 2 },
  ] as const)(
    'a sweep that $signal cuts at one change of a file, then at a later one and so on, with $jobs jobs, ends whole',
    async ({ jobs, signal, step, cuts }) => {
      const [whole, broken] = [`whole-${jobs}-${signal}`, `broken-${jobs}-${signal}`] as [string, string];
      await sweep(whole, [...AXES, '--jobs', jobs]);
      expect(await runsIn(whole)).toHaveLength(4);
      for (let change = 1; ; change += step) {
        const cache = { XDG_CACHE_HOME: path.join(folder, `cache-${jobs}-${signal}`) };
        const env = { ...cutAtChange(change, signal), ...cache };
        // A search that dies three times has failed.
        const { code, stderr } = await started(sweepOf(broken, [...AXES, '--jobs', jobs, '--retry-failed']), { env });
        if (!stderr.includes('cut\n')) {
          expect(code).toBe(0);
          expect(change).toBeGreaterThan(cuts * step);
          break;
        }
      }
      expect(await contentOf(broken)).toEqual(await contentOf(whole));
    },
  );
});
