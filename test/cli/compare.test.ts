import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../support/cli.js';
import { contended, ran } from '../support/comparisons.js';
import { temporaryFolder } from '../support/folders.js';
import { processesIn } from '../support/processes.js';
import { putResults } from '../support/results-folder.js';
import { makeRun } from '../support/runs.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);

const mean = ran({ rule: 'mean', batch: 1 }, [1, 0.1], { id: 'a' });
const quick = ran({ rule: 'adabatch', batch: 1 }, [1, 0.1], { id: 'b' });
const { environment } = makeRun();

describe('adabatch compare', () => {
  test('adabatch compare compares the runs in results by default, also those of adabatch run', async () => {
    const home = await putResults(path.join(folder, 'home'), {});
    for (const rule of ['mean', 'adabatch']) {
      await started(['run', '--rule', rule, '--epochs', '1', '--quiet'], { cwd: home });
    }
    const { code, stdout, stderr } = await started(['compare'], { cwd: home });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.replaceAll('\n  ', ' ').split('\n');
    expect(lines[0]).toBe('zipf, logistic loss, λ = 0: sgd');
    expect(lines.slice(2, 5)).toEqual(
      [/^rule +batch /, /^adabatch +64 /, /^mean +64 /].map((line) => expect.stringMatching(line)),
    );
    expect(lines.at(-2)).toMatch(/^Target: train loss 0\.\d+, /);
  });

  test('adabatch compare takes files and folders, a target, an order and a baseline', async () => {
    const sweep = await putResults(path.join(folder, 'sweep'), { a: mean });
    const other = await putResults(path.join(folder, 'other'), { b: quick });
    const args = ['--target', '0.5', '--sort', 'batch', '--baseline', 'rule=mean', '--format', 'json'];
    const { code, stdout } = await adabatch(['compare', sweep, path.join(other, 'b.json'), ...args]);
    expect(code).toBe(0);
    const { targets, groups } = JSON.parse(stdout);
    expect(targets[0].loss).toBe(0.5);
    expect(groups[0].rows.map((row: { baselineRatio: number }) => row.baselineRatio)).toEqual([1, 1]);
    expect((await adabatch(['compare', sweep, '--target', '0.5'])).stdout).toContain('as given by --target.');
  });

  test('adabatch compare says on stderr that machines are mixed, unless it is told to be quiet', async () => {
    const mixed = await putResults(path.join(folder, 'mixed'), {
      a: mean,
      b: { ...quick, environment: { ...environment, cpu: 'another' } },
    });
    const { stdout, stderr } = await adabatch(['compare', mixed]);
    expect(stderr).toBe('the runs are from different CPUs, so their seconds do not compare: a CPU, another\n');
    expect(await adabatch(['compare', mixed, '--quiet'])).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('adabatch compare never ranks contended runs by time unless told to', async () => {
    const crowd = await putResults(path.join(folder, 'crowd'), { a: mean, b: { ...quick, environment: contended } });
    expect(await adabatch(['compare', crowd, '--sort', 'seconds'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: --sort seconds: 1 of 2 runs were measured while others went on\n' +
        'hint: Run them one at a time, or give --allow-contended to rank them all the same\n',
    });
    const { code, stdout } = await adabatch(['compare', crowd, '--sort', 'seconds', '--allow-contended']);
    expect(code).toBe(0);
    expect(stdout).toContain('0.0625*');
  });

  test.each([
    [['nowhere'], "there is no file 'nowhere'"],
    [['empty'], 'there are no runs in empty\nhint: adabatch run saves'],
    [['damaged'], 'error: damaged/x.json: damaged: it is not JSON'],
    [['sweep/plan.json'], 'sweep/plan.json: no run: schema'],
    [['sweep', '--baseline', 'rule=sum'], 'there are no runs with rule=sum\nhint: There are rule: mean'],
    [['sweep', '--baseline', 'mean'], '--baseline takes key=value, such as rule=mean, not "mean"'],
    [['sweep', '--target', 'low'], '--target takes a number, not "low"'],
    [['sweep', '--format', 'xml'], '--format: there is no format "xml"'],
    [['sweep', '--sort', 'rule'], 'Allowed choices are loss, epochs, seconds, batch'],
  ])('adabatch compare refuses the arguments %j', async (args, message) => {
    const home = path.join(folder, 'refusals');
    await putResults(path.join(home, 'empty'), { plan: { schema: 'adabatch/plan@1', runs: [] } });
    await putResults(path.join(home, 'sweep'), { a: mean, plan: { schema: 'adabatch/plan@1', runs: [] } });
    await writeFile(path.join(await putResults(path.join(home, 'damaged'), {}), 'x.json'), '{"schema":');
    const { code, stdout, stderr } = await started(['compare', ...args], { cwd: home });
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});
