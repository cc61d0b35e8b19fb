import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine, temporaryFolder } from '../support/cli.js';
import { contended } from '../support/comparisons.js';
import { putResults } from '../support/results-folder.js';
import { curveOf, makeRun } from '../support/runs.js';

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
  test('passes what is the same, of adabatch run too', async () => {
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

  test('fails on a regression, within what it lets pass', async () => {
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

  test('refuses candidates that visit the rows in another order, by name', async () => {
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

  test('fails on a missing run, not on a new one; takes files too', async () => {
    const { code, stdout } = await adabatch(['check', baseline, less]);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: `${SAME}missing  two: is not in the candidate\n2 runs: 1 ok, 1 missing\n`,
    });
    expect((await adabatch(['check', path.join(baseline, 'one.json'), baseline])).code).toBe(0);
    expect((await adabatch(['check', baseline, empty])).code).toBe(1);
  });

  test('times of different machines are refused unless that is wanted', async () => {
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

  test('JSON is alone on stdout, and the text on stderr', async () => {
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
    [[baseline, same, '--time-tolerance', 'much'], '--time-tolerance takes a share such as 20% or 0.2, not "much"'],
    [[baseline, same, '--loss-tolerance=-1%'], '--loss-tolerance takes a share such as 20% or 0.2, not "-1%"'],
    [[baseline], "missing required argument 'candidate'"],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await adabatch(['check', ...args]);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});
