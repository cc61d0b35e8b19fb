import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine, runHere } from '../support/cli.js';
import { contended } from '../support/comparisons.js';
import { temporaryFolder } from '../support/folders.js';
import { putResults } from '../support/results-folder.js';
import { curveOf, makeRun, point } from '../support/runs.js';
import { worsenings } from '../support/worsenings.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const inFolder = (name: string) => path.join(folder, name);

const one = makeRun({ id: '1', curve: curveOf(1, 0.5) });
const two = makeRun({ id: '2', curve: curveOf(1, 0.5) });
const baseline = await putResults(inFolder('baseline'), { one, two });
const same = await putResults(inFolder('same'), { one, two });
const worse = await putResults(inFolder('worse'), { one, two: { ...two, curve: curveOf(1, 0.6) } });
const better = await putResults(inFolder('better'), { one, two: { ...two, curve: curveOf(1, 0.4) } });
const less = await putResults(inFolder('less'), { one });
const empty = await putResults(inFolder('empty'), { plan: { schema: 'adabatch/plan@1', runs: [] } });
const elsewhere = await putResults(inFolder('elsewhere'), {
  one: { ...one, environment: { ...one.environment, cpu: 'another' } },
  two,
});
const SAME = 'ok       one: the same at 2 points\n';

describe('adabatch check', () => {
  test('adabatch check passes runs that are the same, also those of adabatch run', async () => {
    expect(await adabatch(['check', baseline, same])).toEqual({
      code: 0,
      stdout: `${SAME}ok       two: the same at 2 points\n2 runs: 2 ok\n`,
      stderr: '',
    });
    for (const out of ['first', 'second']) await adabatch(['run', '--epochs', '1', '--quiet', '--out', out]);
    const { code, stdout } = await adabatch(['check', 'first', 'second', '--exact']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {7}zipf-sgd-adabatch-64-[0-9a-f]{16}: the same at 2 points\n1 run: 1 ok\n$/);
  });

  test('adabatch check fails on a regression above the tolerance, and passes one within it', async () => {
    expect(await adabatch(['check', baseline, worse])).toEqual({
      code: 1,
      stdout: `${SAME}failed   two: train loss 0.5 → 0.6 at epoch 1 (20 % worse)\n2 runs: 1 ok, 1 failed\n`,
      stderr: '',
    });
    expect((await adabatch(['check', baseline, worse, '--loss-tolerance', '19%'])).code).toBe(1);
    expect((await adabatch(['check', baseline, worse, '--loss-tolerance', '20%'])).code).toBe(0);
    expect((await adabatch(['check', baseline, worse, '--loss-tolerance', '0.2'])).code).toBe(0);
    expect((await adabatch(['check', baseline, better])).code).toBe(0);
    expect((await adabatch(['check', baseline, better, '--exact'])).code).toBe(1);
  });

  test('adabatch check refuses candidates that visit the rows in another order, by name', async () => {
    const blocks = await putResults(inFolder('blocks'), { a: makeRun({ id: '1' }, { order: 'blocks' }) });
    const other = await putResults(inFolder('other'), { b: makeRun({ id: '2' }, { order: 'interleaved' }) });
    expect(await adabatch(['check', blocks, other])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: a visits the rows in order blocks, and b in order interleaved: their curves do not compare\n' +
        'hint: Run the candidate with --order blocks, or make the baseline anew\n',
    });
    const both = await putResults(inFolder('both'), {
      a: makeRun({ id: '1' }, { order: 'blocks' }),
      b: makeRun({ id: '2' }, { order: 'interleaved' }),
    });
    expect((await adabatch(['check', blocks, both])).code).toBe(0);
    const another = await putResults(inFolder('another'), {
      b: makeRun({ id: '2' }, { order: 'interleaved', batch: 8 }),
    });
    expect((await adabatch(['check', blocks, another])).code).toBe(1);
  });

  test('adabatch check takes --absolute-tolerance where --loss-tolerance leaves no room', async () => {
    expect((await adabatch(['check', baseline, worse, '--absolute-tolerance', '0.11'])).code).toBe(0);
    expect((await adabatch(['check', baseline, worse, '--absolute-tolerance', '0.09'])).code).toBe(1);
    expect(
      (await adabatch(['check', baseline, worse, '--absolute-tolerance', '0.09', '--loss-tolerance', '20%'])).code,
    ).toBe(0);
  });

  test('adabatch check fails on a missing run and not on a new one, and takes files as well as folders', async () => {
    const { code, stdout } = await adabatch(['check', baseline, less]);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: `${SAME}missing  two: is not in the candidate\n2 runs: 1 ok, 1 missing\n`,
    });
    expect((await adabatch(['check', path.join(baseline, 'one.json'), baseline])).code).toBe(0);
    expect((await adabatch(['check', baseline, empty])).code).toBe(1);
  });

  test('adabatch check refuses times of different machines unless the user allows them', async () => {
    expect((await adabatch(['check', baseline, elsewhere])).code).toBe(0);
    const { code, stdout, stderr } = await adabatch(['check', baseline, elsewhere, '--time-tolerance', '20%']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('CPU a CPU → another\nhint: Run both on one machine');
    const allowed = ['--time-tolerance', '20%', '--allow-different-machines'];
    expect((await adabatch(['check', baseline, elsewhere, ...allowed])).code).toBe(0);
    const crowd = await putResults(inFolder('crowd'), { one: { ...one, environment: contended } });
    const warned = await adabatch(['check', crowd, crowd, '--time-tolerance', '0']);
    expect(warned.stderr).toBe('warning: some runs were measured while others went on, so their seconds say little\n');
  });

  test('check --format json prints JSON alone on stdout, and the text on stderr', async () => {
    const bmf = await adabatch(['check', baseline, worse, '--format', 'bmf']);
    expect(bmf.code).toBe(1);
    expect(Object.keys(JSON.parse(bmf.stdout))).toEqual(['one', 'two']);
    expect(bmf.stderr).toContain('failed   two: train loss');
    const quiet = await adabatch(['check', baseline, worse, '--format', 'json', '--quiet']);
    expect(quiet).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(quiet.stdout).passed).toBe(false);
  });

  test.each([
    [[empty, same], 'error: the baseline has no runs, so there is nothing to check\nhint: '],
    [['nowhere', same], "there is no file 'nowhere'"],
    [[baseline, 'nowhere'], "there is no file 'nowhere'"],
    [[baseline, same, '--exact', '--loss-tolerance', '1%'], '--exact lets no loss differ'],
    [[baseline, same, '--exact', '--absolute-tolerance', '1'], '--exact lets no loss differ, so --absolute-tolerance'],
    [
      [baseline, same, '--loss-tolerance', '5'],
      '--loss-tolerance takes a share such as 20% or 0.2, not "5"\nhint: Write 5% for 5 in a hundred, or 500%\n',
    ],
    [[baseline, same, '--time-tolerance', '1'], 'not "1"\nhint: Write 1% for 1 in a hundred, or 100%\n'],
    [[baseline, same, '--absolute-tolerance=-1'], '--absolute-tolerance takes a loss from 0, such as 1e-9, not "-1"'],
    [[baseline, same, '--time-tolerance', 'much'], '--time-tolerance takes a share such as 20% or 0.2, not "much"'],
    [[baseline, same, '--loss-tolerance=-1%'], '--loss-tolerance takes a share such as 20% or 0.2, not "-1%"'],
    [[baseline], "missing required argument 'candidate'"],
  ])('adabatch check refuses the arguments %j', async (args, message) => {
    const { code, stdout, stderr } = await adabatch(['check', ...args]);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});

describe.each(['text', 'github', 'json', 'bmf', 'github-action-benchmark'])('adabatch check --format %s', (format) => {
  const inFormat = (...args: string[]) => runHere(['check', ...args, '--format', format]);

  test('a check in any format catches every way in which a run gets worse', async () => {
    const curve = [1, 0.5, 0.25].map((loss, epoch) => point({ epoch, trainLoss: loss, testLoss: loss }));
    const named = worsenings.map(({ name, ...change }, id) => {
      const run = makeRun({ id: String(id), curve, status: 'target-reached' });
      return { name: name.replaceAll(' ', '-'), run, changed: change.apply(run, 1), said: change.said };
    });
    const old = await putResults(
      inFolder(`sound-${format}`),
      Object.fromEntries(named.map(({ name, run }) => [name, run])),
    );
    const changed = named.flatMap(({ name, changed }) => (changed ? [[name, changed]] : []));
    const candidate = await putResults(inFolder(`worsened-${format}`), Object.fromEntries(changed));
    const { code, stdout, stderr } = await inFormat(old, candidate, '--time-tolerance', '10%');
    expect(code).toBe(1);
    for (const { name, said } of named) {
      if (format === 'json') {
        const verdict = JSON.parse(stdout).verdicts.find((one: { name: string }) => one.name === name);
        expect([name, verdict.verdict]).toEqual([name, expect.stringMatching(/failed|missing/)]);
        continue;
      }
      // The text is on stderr if the format is for programs, and GitHub has annotations in place of it.
      const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.includes(name));
      const told = format === 'github' ? /^::error / : /^(failed|missing) /;
      expect([name, lines.filter((line) => told.test(line))]).toEqual([name, [expect.stringMatching(said)]]);
    }
  });

  test('a check that writes figures leaves out runs that diverged or were interrupted, and warns', async () => {
    const runs = { whole: one, wild: { ...two, status: 'diverged' }, half: { ...two, id: '3', status: 'interrupted' } };
    const folder = await putResults(inFolder(`unfinished-${format}`), runs);
    const { code, stdout, stderr } = await inFormat(folder, folder);
    expect(code).toBe(0);
    if (['bmf', 'github-action-benchmark'].includes(format)) {
      expect(stdout).toContain('whole');
      expect(stdout).not.toMatch(/wild|half/);
      expect(stderr).toContain(
        'warning: runs that did not end well have no figures: half (interrupted), wild (diverged)\n',
      );
    } else {
      expect(stdout).toContain('wild');
      expect(stderr).not.toContain('warning');
    }
  });

  test('a check in any format refuses runs in another order', async () => {
    const old = await putResults(inFolder(`shuffle-${format}`), { a: makeRun({ id: '1' }, { order: 'shuffle' }) });
    const other = await putResults(inFolder(`mixed-${format}`), { a: makeRun({ id: '2' }) });
    const { code, stdout, stderr } = await inFormat(old, other);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('a visits the rows in order shuffle, and a in order interleaved');
  });

  test('a check in any format says that the versions of adabatch differ', async () => {
    const environment = { ...one.environment, adabatch: '9.9.9' };
    const newer = await putResults(inFolder(`newer-${format}`), { one: { ...one, environment }, two });
    const { code, stdout, stderr } = await inFormat(baseline, newer);
    expect(code).toBe(0);
    if (format === 'json') {
      expect(JSON.parse(stdout).versions).toEqual([{ baseline: '0.1.0', candidate: '9.9.9', runs: 1 }]);
    } else {
      expect(stdout + stderr).toContain('\nversions of adabatch: 0.1.0 → 9.9.9 in 1 run\n');
    }
  });
});
