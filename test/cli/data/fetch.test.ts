import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { runSchema } from '../../../src/results/schema.js';
import { commandLine, type Outcome } from '../../support/cli.js';
import { temporaryFolder } from '../../support/folders.js';
import { processesIn } from '../../support/processes.js';
import { file, startServer, status } from '../../support/server.js';

// Files that have the numbers of rows and features of these datasets, and nothing else in common with them.
const PHISHING = libsvm(11_055, 68);
const SPAMBASE = Array.from(
  { length: 4601 },
  (_, row) => `${'0,'.repeat(row % 57)}1${',0'.repeat(56 - (row % 57))},${row % 2}\n`,
);

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const server = await startServer();
const { url, requests, answer } = server;

vi.stubEnv('ADABATCH_MIRROR', '');
const fetched = (...args: string[]) => adabatch(['data', 'fetch', '--mirror', url, ...args]);
const datasets = path.join(folder, 'cache', 'adabatch', 'datasets');
const filesOf = async (name: string) => (await readdir(path.join(datasets, name))).sort();

const part = path.join(datasets, 'phishing', 'phishing.part');
/** Whether the first 50,000 bytes were written. */
const hasCome = async () => (await stat(part).catch(() => undefined))?.size === 50_000;

function libsvm(rows: number, features: number): string {
  return Array.from({ length: rows }, (_, row) => `${row % 2} ${1 + (row % (features - 1))}:1 ${features}:2\n`).join(
    '',
  );
}

beforeEach(async () => {
  await rm(datasets, { recursive: true, force: true });
  requests.length = 0;
  answer('/phishing', file(PHISHING));
});

describe('adabatch data fetch', () => {
  test('data fetch gets a dataset, says how to cite it, and lets it go by name from then on', async () => {
    const { code, stdout, stderr } = await fetched('phishing');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^phishing: .+\n {2}figures {3}11,055 rows, 68 features, 22,\d{3} non-zeros\n {2}sha256 {4}[0-9a-f]{64}\n {2}trusted {3}as the first fetch: .+\n {2}from {6}http:.+\/phishing\n {2}about {5}https:.+\n {2}licence {3}none is known\n {2}cite {6}R\. Mohammad .+\n$/,
    );
    const again = await fetched('phishing');
    expect(again).toEqual({ code: 0, stdout, stderr: 'phishing is there already\n' });
    expect(requests).toHaveLength(1);

    const args = ['-d', 'phishing', '--test', 'phishing', '--epochs', '1', '--no-save', '--json', '--quiet'];
    const { dataset, curve, configuration } = runSchema.parse(JSON.parse((await adabatch(['run', ...args])).stdout));
    expect(dataset).toMatchObject({ name: 'phishing', rows: 11_055, features: 68 });
    expect(configuration).toMatchObject({ positive: ['1'], test: { sha256: dataset.sha256 } });
    expect(curve[1]?.testLoss).toBe(curve[1]?.trainLoss);
    expect((await adabatch(['optimum', '-d', 'phishing', '--l2', '1/n'])).stdout).toMatch(/^phishing, logistic loss/);
    const sweep = ['sweep', '-d', 'phishing', '--batch', '1,8', '--epochs', '1', '--out', 'sweep'];
    expect((await adabatch(sweep)).code).toBe(0);
    expect((await adabatch([...sweep, '--plan'])).stdout).toMatch(/^state.*\ndone.*\ndone.*\n$/);
  });

  test('a run by name and one on the same file have the same id', async () => {
    await fetched('phishing');
    await writeFile(path.join(folder, 'copy.svm.gz'), gzipSync(PHISHING));
    const run = async (dataset: string) =>
      JSON.parse((await adabatch(['run', '-d', dataset, '-e', '1', '--no-save', '--json'])).stdout).id;
    expect(await run('phishing')).toBe(await run('copy.svm.gz'));
  });

  test('data fetch takes a CSV file too, and prints records as JSON', async () => {
    answer('/spambase.data', file(SPAMBASE.join('')));
    const { code, stdout } = await fetched('spambase', 'phishing', 'spambase', '--json', '--quiet');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { schema: 'adabatch/fetched@1', name: 'spambase', file: 'spambase.data', rows: 4601, features: 57 },
      { name: 'phishing', address: `${url}/phishing` },
    ]);
    expect((await adabatch(['run', '-d', 'spambase', '-e', '1', '--no-save'])).code).toBe(0);
  });

  test('data fetch gets the other datasets when one fails, and exits with 1', async () => {
    const { code, stdout, stderr } = await fetched('mushrooms', 'phishing');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^phishing: /);
    expect(stderr).toBe(
      `error: ${url}/mushrooms cannot be fetched: the server answers 404, there is no such file\n` +
        'hint: Another place that has the file can be given with --mirror\n',
    );
  });

  test('data fetch resumes a download by itself when the connection breaks', async () => {
    answer('/phishing', file(PHISHING, '"1"', { end: 50_000, until: hasCome }), file(PHISHING));
    const { code, stderr } = await fetched('phishing');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^http:.+\/phishing: the connection broke \(.+\); trying again\n$/);
    expect(requests[1]?.range).toBe('bytes=50000-');
    expect(await readFile(path.join(datasets, 'phishing', 'phishing'), 'utf8')).toBe(PHISHING);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends data fetch with 130, and the same command goes on',
    async (signal) => {
      answer('/phishing', file(PHISHING, '"1"', { end: 50_000 }), file(PHISHING));
      const { code, stdout, stderr } = await started(['data', 'fetch', '--mirror', url, 'phishing', 'mushrooms'], {
        meanwhile: (child) =>
          void vi
            .waitFor(async () => expect(await hasCome()).toBe(true), { timeout: 30_000 })
            .finally(() => child.kill(signal)),
      });
      expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
      expect(stderr).toBe('interrupted: what came is kept, and the same command goes on\n');
      expect((await adabatch(['run', '-d', 'phishing'])).stderr).toContain('phishing is in the catalogue, but was not');
      expect((await fetched('phishing')).code).toBe(0);
      expect(requests.map(({ range }) => range)).toEqual([undefined, 'bytes=50000-']);
      expect(await filesOf('phishing')).toEqual(['phishing', 'record.json']);
    },
  );

  test('data fetch refuses a dataset that another process is fetching', async () => {
    answer('/phishing', file(PHISHING, '"1"', { end: 50_000 }));
    const lock = path.join(datasets, 'phishing', 'lock');
    let second: { pid: number | undefined; outcome: Outcome } | undefined;
    await started(['data', 'fetch', '--mirror', url, 'phishing'], {
      async meanwhile(child) {
        await vi.waitFor(() => expect(existsSync(lock)).toBe(true), { timeout: 30_000 });
        second = { pid: child.pid, outcome: await fetched('phishing') };
        child.kill('SIGINT');
      },
    });
    expect(second?.outcome.code).toBe(1);
    expect(second?.outcome.stderr).toMatch(
      new RegExp(`^error: phishing is being fetched by process ${second?.pid} on .+\nhint: Wait until it is done; `),
    );
    expect(existsSync(lock)).toBe(false);
  });

  test('data fetch refuses and removes a file that is not the dataset', async () => {
    answer('/phishing', file(PHISHING.slice(0, PHISHING.lastIndexOf('\n', 9_999) + 1)));
    const { code, stderr } = await fetched('phishing');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: http:.+\/phishing is not phishing: there are \d+ rows in place of 11055.*\nhint: .+\n$/,
    );
    expect(await filesOf('phishing')).toEqual([]);
    answer('/phishing', status(200), file(PHISHING));
    expect((await fetched('phishing')).stderr).toContain("phishing:1:1: 'text' is neither LIBSVM nor CSV");
  });

  test('data fetch takes a folder or a URL as mirror, from the option or the environment', async () => {
    const stick = path.join(folder, 'stick');
    await mkdir(stick, { recursive: true });
    await writeFile(path.join(stick, 'phishing'), PHISHING);
    const env = { ADABATCH_MIRROR: 'stick' };
    expect((await started(['data', 'fetch', 'phishing'], { env })).code).toBe(0);
    expect(requests).toEqual([]);
    expect((await started(['data', 'fetch', 'phishing', '--force', '--mirror', url], { env })).code).toBe(0);
    expect(requests).toHaveLength(1);
    const wrong = await started(['data', 'fetch', 'phishing'], { env: { ADABATCH_MIRROR: 'ftp://host/' } });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toBe(
      'error: ADABATCH_MIRROR takes an http, https or file URL, or a folder, not "ftp://host/"\n',
    );
  });

  test('data fetch says where to put the file of a dataset that has no address', async () => {
    expect(await adabatch(['data', 'fetch', 'sms-spam'])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: sms-spam: no address is known that its file could be fetched from\n' +
        'hint: Put spam-sms.svm in a folder of yours and give that: adabatch data fetch sms-spam --mirror <folder>\n',
    });
  });

  test('data fetch refuses a name that it does not know before it fetches others', async () => {
    expect(await fetched('phishing', 'mushroom')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: there is no dataset "mushroom" in the catalogue\n' +
        'hint: Is mushrooms meant? adabatch data list shows the names\n',
    });
    expect(requests).toEqual([]);
    expect((await fetched()).code).toBe(2);
  });
});

describe('adabatch data list', () => {
  const line = async (name: string) =>
    (await adabatch(['data', 'list'])).stdout.split('\n').find((text) => text.startsWith(`${name} `));

  test('data list shows the catalogue, and what was fetched', async () => {
    const { code, stdout, stderr } = await adabatch(['data', 'list']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^name +task +rows +features +non-zeros +density +fetched\n/);
    expect(stdout).toMatch(/\nrcv1\.binary +binary +20242 +47236 +1498952 +0\.0016 +no\n/);
    expect(await line('phishing')).toMatch(/^phishing +binary +11055 +68 +— +— +no$/);
    await fetched('phishing');
    expect(await line('phishing')).toMatch(/^phishing +binary +11055 +68 +22\d+ +0\.02\d +yes$/);
    await rm(path.join(datasets, 'phishing', 'phishing'));
    expect(await line('phishing')).toMatch(/no$/);
  });

  test('data list --json prints all that is known of each dataset', async () => {
    await fetched('phishing');
    const list = JSON.parse((await adabatch(['data', 'list', '--json'])).stdout);
    const named = (wanted: string) => list.find(({ name }: { name: string }) => name === wanted);
    expect(named('phishing')).toMatchObject({ labels: { negative: 0, positive: 1 }, fetched: { rows: 11_055 } });
    expect(named('kdd2010')).toMatchObject({
      task: 'binary',
      rows: 8407752,
      features: null,
      density: null,
      fetched: null,
    });
    expect(new Set(list.map((entry: object) => Object.keys(entry).join())).size).toBe(1);
  });
});

describe('-d and --test', () => {
  test('-d and --test take a file before a dataset of the same name', async () => {
    await mkdir(path.join(folder, 'here'), { recursive: true });
    await writeFile(path.join(folder, 'here', 'phishing'), '+1 1:1\n-1 2:1\n');
    const args = ['run', '-d', 'phishing', '-e', '1', '--no-save', '--json'];
    const run = async (cwd: string) => JSON.parse((await started(args, { cwd })).stdout).dataset.rows;
    expect(await run(path.join(folder, 'here'))).toBe(2);
    await fetched('phishing');
    await mkdir(path.join(folder, 'there', 'phishing'), { recursive: true });
    expect(await run(path.join(folder, 'there'))).toBe(11_055);
  });

  test.each([
    [['-d', 'url'], 'error: url is in the catalogue, but was not fetched\nhint: Fetch it: adabatch data fetch url\n'],
    [
      ['--test', 'a9a.t'],
      'error: a9a.t is in the catalogue, but was not fetched\nhint: Fetch it: adabatch data fetch a9a.t\n',
    ],
    [['-d', 'rvc1.binary'], "error: there is no file 'rvc1.binary'\nhint: Check its path, or is rcv1.binary meant? "],
    [['-d', './url'], "error: there is no file './url'\nhint: Check its path; "],
  ])('-d and --test refuse %j, and say what to do', async (args, message) => {
    const { code, stdout, stderr } = await adabatch(['run', '--no-save', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('a sweep can be planned on a dataset that was not fetched', async () => {
    const { code, stdout } = await adabatch(['sweep', '-d', 'url', '--batch', '1,8', '--plan']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^state.*\nunread.*\nunread.*\n$/);
  });

  test('-d and --test refuse a dataset whose file has changed since it was fetched', async () => {
    await fetched('phishing');
    await writeFile(path.join(datasets, 'phishing', 'phishing'), PHISHING.replace('0 1:1', '0 1:3'));
    const { code, stderr } = await adabatch(['run', '-d', 'phishing', '--no-save']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: phishing: .+ is not what was fetched\nhint: Fetch it again: adabatch data fetch phishing\n$/,
    );
    expect((await fetched('phishing')).stderr).toBe('phishing is no longer what was fetched, so it is fetched again\n');
    expect((await adabatch(['run', '-d', 'phishing', '-e', '1', '--no-save'])).code).toBe(0);
  });
});
