import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addSweepOptions } from '../../../../src/cli/options/sweep.js';
import { settingKeys } from '../../../../src/settings/settings.js';
import { hyphenated } from '../../../../src/util/setting.js';
import { temporaryFolder } from '../../../support/folders.js';
import { parseSweepOptions, sweepOf } from '../../../support/sweeps.js';

const folder = temporaryFolder();

async function sweepFile(text: string): Promise<string> {
  const file = path.join(folder, 'sweep.yaml');
  await writeFile(file, text);
  return file;
}

const sweep = sweepOf;
const runs = async (...argv: string[]) => (await sweep(...argv)).assignments;

describe('the options of a sweep as they are typed', () => {
  test('a sweep without options is one run with the defaults', async () => {
    expect(await sweep()).toEqual({ assignments: [{}], notes: [] });
  });

  test('a sweep has its axes in the order of typing', async () => {
    expect(await runs('--seeds', '0..1', '-r', 'mean,sum')).toEqual([
      { seed: '0', rule: 'mean' },
      { seed: '0', rule: 'sum' },
      { seed: '1', rule: 'mean' },
      { seed: '1', rule: 'sum' },
    ]);
  });

  test('a sweep takes --seed and --seeds alike', async () => {
    expect(await runs('--seed', '3..4')).toEqual([{ seed: '3' }, { seed: '4' }]);
  });

  test('some options of a sweep are one value, commas and dots and all', async () => {
    const argv = ['--positive', '1,2', '--test', 'a,b..c.svm', '--label-column', '1..4', '--index-base', '0'];
    expect(await runs(...argv, '--warm-start', 'x,y')).toEqual([
      { positive: '1,2', test: 'a,b..c.svm', labelColumn: '1..4', indexBase: '0', warmStart: 'x,y' },
    ]);
  });

  test('a flag of a sweep holds for all of its runs', async () => {
    expect(await runs('--bias', '-b', '1,2')).toEqual([
      { bias: 'true', batch: '1' },
      { bias: 'true', batch: '2' },
    ]);
  });

  test('a value that is typed twice is run once, with a note', async () => {
    expect((await sweep('-b', '1,1,1')).notes).toEqual(['left out 2 runs that the sweep has already']);
    expect((await sweep('-b', '1,1')).notes).toEqual(['left out 1 run that the sweep has already']);
  });

  test('a sweep has every option of run, but for those of its output', () => {
    const command = new Command();
    addSweepOptions(command);
    const names = command.options.map((option) => option.name());
    expect(names).toEqual(
      expect.arrayContaining(settingKeys.map((key) => (key === 'seed' ? 'seeds' : hyphenated(key)))),
    );
    for (const name of ['save-model', 'name', 'json']) expect(names).not.toContain(name);
    const help = command.helpInformation();
    expect(help.replaceAll(/\s+/g, ' ')).toContain(
      '--seed, --seeds <n> same seed, same curve, on any machine (default: 0)',
    );
    expect(help).not.toContain('stdin');
    expect(help.match(/^\w.*:$/gm)).toEqual([
      'Data:',
      'Objective:',
      'Method:',
      'Stopping and measuring:',
      'Sweep:',
      'Options:',
    ]);
  });

  test.each([
    [['-b', '8,0'], '‹batch› takes a whole number from 1, not "0"'],
    [['-b', '0.5..2'], '‹batch› takes a whole number from 1, not "0.5"'],
    [['--seeds', '0..4294967296+4294967296'], '‹seed› takes a whole number from 0 to 4294967295, not "4294967296"'],
    [['--rule', 'mean,median'], '‹rule›: there is no rule "median"'],
    [['--epochs', '0..4'], '‹epochs›: the range 0..4 multiplies, so it must start above 0'],
    [['-d', 'a,-'], '‹dataset›: a sweep cannot read stdin'],
    [['--shard', '0/0'], '--shard takes i/n, the i-th of n parts, such as 1/4, not "0/0"'],
    [['--shard', '5/4'], '--shard takes i/n, the i-th of n parts, such as 1/4, not "5/4"'],
    [['--shard', '1'], '--shard takes i/n, the i-th of n parts, such as 1/4, not "1"'],
    [['--jobs', '0'], '--jobs takes a whole number from 1, not "0"'],
    [['--name', 'x'], "unknown option '--name'"],
  ])('a sweep refuses the options %j', (argv, message) => {
    expect(() => parseSweepOptions(argv)).toThrow(message);
  });

  test('a sweep refuses options that exclude each other in one of its runs', async () => {
    await expect(sweep('--positive', '1', '--loss', 'hinge,squared')).rejects.toThrow(
      '‹positive› has no meaning for the squared loss, which takes labels as numbers, in the run ‹positive› 1 ‹loss› squared',
    );
  });
});

test('typed options take the place of those in the file, in zips too', async () => {
  const file = await sweepFile(`
epochs: [1, 2]
grids:
  - rule: mean
    zip:
      batch: [8, 64]
      step-size: [0.1, 2^-3]
  - rule: sum
    epochs: 5
`);
  expect(await runs('--config', file, '--batch', '2', '-e', '7')).toEqual([
    { rule: 'mean', stepSize: '0.1', batch: '2', epochs: '7' },
    { rule: 'mean', stepSize: '2^-3', batch: '2', epochs: '7' },
    { rule: 'sum', batch: '2', epochs: '7' },
  ]);
});
