import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { commandLine } from '../support/cli.js';
import { ran, twoRules } from '../support/comparisons.js';
import { temporaryFolder } from '../support/folders.js';
import { putResults } from '../support/results-folder.js';
import { makeRun } from '../support/runs.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const named = (runs: typeof twoRules) =>
  Object.fromEntries(runs.map((run, position) => [`run-${position}`, { ...run, id: `run-${position}` }]));
const sweep = await putResults(path.join(folder, 'sweep'), named(twoRules));
const single = await putResults(path.join(folder, 'single'), { a: ran({}, [1, 0.5]) });
const inFolder = (name: string) => path.join(folder, name);
const text = (name: string) => readFile(inFolder(name), 'utf8');

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('adabatch plot on a terminal', () => {
  test('adabatch plot draws what a larger batch costs, as wide as it is told to', async () => {
    vi.stubEnv('LC_ALL', 'C.UTF-8');
    const { code, stdout, stderr } = await adabatch(['plot', sweep, '--width', '60']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('Epochs to the target by batch size on data (logistic loss, λ');
    expect(lines.find((line) => line.includes('▲  '))).toMatch(/^> 3 +▲ +m mean$/);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect((await adabatch(['plot', sweep, '--width', '60', '--no-title'])).stdout).toMatch(/^ +epochs to train loss/);
  });

  test('adabatch plot writes ASCII where the locale has no Unicode, and colours where they are forced', async () => {
    vi.stubEnv('LC_ALL', 'C');
    const bare = await adabatch(['plot', sweep]);
    expect(bare.stdout).toMatch(/^[\n -~]+$/);
    vi.stubEnv('LC_ALL', 'C.UTF-8');
    vi.stubEnv('FORCE_COLOR', '1');
    const coloured = (await adabatch(['plot', sweep])).stdout;
    expect(coloured).toContain('\u001b[36madabatch\u001b[39m');
    expect(coloured).toMatch(/[\u2801-\u28ff]/);
    vi.stubEnv('FORCE_COLOR', '0');
    expect((await adabatch(['plot', sweep])).stdout).not.toContain('\u001b');
  });

  test('adabatch plot prints no escape that a name has', async () => {
    const hostile = { ...makeRun().dataset, name: 'a\u001b]0;title\u0007b' };
    const runs = twoRules.map((run) => ({ ...run, dataset: hostile }));
    const { stdout } = await adabatch(['plot', await putResults(inFolder('hostile'), named(runs))]);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\u0007');
    expect(stdout).toContain('a\\u001b]0;title\\u0007b');
  });

  test('adabatch plot draws a figure for each dataset, one below the other', async () => {
    const other = ran({ batch: 1 }, [1, 0.9], { dataset: { ...makeRun().dataset, name: 'other', sha256: 'f01' } });
    const mixed = await putResults(inFolder('mixed'), named([...twoRules, other]));
    const { stdout } = await adabatch(['plot', mixed, '--picture', 'curves', '--width', '200']);
    expect(stdout.match(/^Train loss on .*$/gm)).toEqual([
      expect.stringMatching(/^Train loss on data /),
      expect.stringMatching(/^Train loss on other /),
    ]);
  });

  test('adabatch plot draws against a target that it is given', async () => {
    const { stdout } = await adabatch(['plot', sweep, '--target', '0.45']);
    expect(stdout).toContain('epochs to train loss 0.45\n');
    expect((await adabatch(['plot', sweep, '--target', '1', '--target-suboptimality', '1'])).code).toBe(2);
  });
});

describe('adabatch plot -o', () => {
  test.each([
    { ending: '.svg', begins: '<svg ' },
    { ending: '.html', begins: '<!doctype html>' },
    { ending: '.vl.json', begins: '{\n  "$schema"' },
    { ending: '.png', begins: '\ufffdPNG' },
    { ending: '.SVG', begins: '<svg ' },
  ])('adabatch plot -o writes a file of the format that $ending says', async ({ ending, begins }) => {
    const file = `picture${ending}`;
    const outcome = await adabatch(['plot', sweep, '-o', file]);
    expect(outcome).toEqual({ code: 0, stdout: '', stderr: `wrote ${file}\n` });
    expect((await text(file)).startsWith(begins)).toBe(true);
    expect(await adabatch(['plot', sweep, '-o', file, '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('the width, the theme and the title of a file are as asked for', async () => {
    const specified = async (...args: string[]) => {
      await adabatch(['plot', sweep, '-o', 'look.vl.json', ...args]);
      return JSON.parse(await text('look.vl.json'));
    };
    const usual = await specified();
    const other = await specified('--width', '340', '--theme', 'dark', '--no-title');
    expect([usual.config.background, other.config.background]).toEqual(['#ffffff', '#14171c']);
    expect([usual.title === undefined, other.title === undefined]).toEqual([false, true]);
    expect(usual.width - other.width).toBe(480 - 340);
  });

  test('the title that a file is without is said, for a caption', async () => {
    const { stderr } = await adabatch(['plot', sweep, '-o', 'untitled.svg', '--no-title']);
    expect(stderr).toMatch(/^wrote untitled\.svg\nEpochs to the target by batch size on .*; median and range of .*\n$/);
  });

  test('a picture, its measure and what lies across are as asked for', async () => {
    await adabatch(['plot', sweep, '-o', 'curves.vl.json', '--y', 'train-error', '--x', 'seconds']);
    const { description } = JSON.parse(await text('curves.vl.json'));
    expect(description).toBe('Train error by seconds in updates: a line for each batch.');
  });
});

describe('what adabatch plot refuses', () => {
  test.each([
    {
      what: 'a file of an unknown ending',
      args: ['-o', 'picture.pdf'],
      error: '-o takes a file that ends in .svg, .png, .html, .vl.json, not "picture.pdf"',
      hint: 'The ending says the format',
    },
    {
      what: 'a measure of another picture',
      args: ['--picture', 'batch', '--y', 'test-loss'],
      error: '--picture batch has no --y test-loss',
      hint: 'Try --picture curves',
    },
    {
      what: 'what lies across other pictures',
      args: ['--picture', 'speed-up', '--x', 'seconds'],
      error: '--picture speed-up has no --x seconds',
      hint: 'Try --picture curves',
    },
    {
      what: 'what lies across with a measure by batch',
      args: ['--y', 'excess', '--x', 'seconds'],
      error: 'no picture has --y excess and --x seconds',
      hint: 'Give one of them',
    },
    {
      what: 'a test loss of runs without test data',
      args: ['--y', 'test-loss'],
      error: 'no run has a finite test loss',
      hint: 'Give the runs test data: --test or --test-fraction',
    },
    {
      what: 'the speed-up of runs with one worker',
      args: ['--picture', 'speed-up'],
      error: 'no runs with several workers have one worker to be set against',
      hint: 'Run with --workers 1 too',
    },
  ])('adabatch plot refuses $what, with a hint', async ({ args, error, hint }) => {
    const outcome = await adabatch(['plot', sweep, ...args]);
    expect(outcome).toEqual({ code: 2, stdout: '', stderr: `error: ${error}\nhint: ${hint}\n` });
  });

  test.each([
    { args: ['--picture', 'pie'], message: /picture/ },
    { args: ['--y', 'beauty'], message: /--y <measure>/ },
    { args: ['--theme', 'blue'], message: /--theme <name>/ },
    { args: ['--width', '10'], message: /--width/ },
  ])('adabatch plot refuses values that do not exist: $args', async ({ args, message }) => {
    const { code, stdout, stderr } = await adabatch(['plot', sweep, ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('adabatch plot refuses a folder without runs', async () => {
    const empty = await putResults(inFolder('empty'), {});
    const { code, stderr } = await adabatch(['plot', empty]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error: there are no runs in ${empty}\nhint: adabatch run saves its result in results\n`,
    });
  });

  test('adabatch plot refuses a file that cannot be written, and leaves nothing behind', async () => {
    await writeFile(inFolder('taken'), '');
    const { code, stdout, stderr } = await adabatch(['plot', single, '-o', 'taken/picture.vl.json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .*taken.*\nhint: Choose another file with -o\n$/);
  });
});
