import { existsSync, type StatsFs } from 'node:fs';
import { mkdir, readdir, readFile, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readCatalogue } from '../../src/data/catalogue/catalogue.js';
import type { CatalogueEntry } from '../../src/data/catalogue/entry.js';
import { type FetchedRecord, fetchedFile } from '../../src/data/catalogue/fetched.js';
import { boundOf } from '../../src/data/fetch/bound.js';
import { type FetchOptions, fetchDataset } from '../../src/data/fetch/fetch.js';
import { mirrorAddress } from '../../src/data/fetch/mirror.js';
import { runHere } from '../support/cli.js';
import { cacheForEach } from '../support/folders.js';
import { type Answer, file, startServer, status } from '../support/server.js';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, statfs: vi.fn(real.statfs) };
});

// Servers and mirrors that send other bytes than the right ones, too many of them, or one at a time.

const { url, requests, answer } = await startServer();

const CONTENT = '+1 1:0.5 3:2\n-1 2:1e-3\n+1 1:1\n';
const SWAPPED = '-1 1:0.5 3:2\n+1 2:1e-3\n-1 1:1\n';
const entry: CatalogueEntry = {
  ...{ name: 'tiny', title: 'A few rows', task: 'binary', page: 'http://127.0.0.1/', citation: 'Nobody, 2026.' },
  ...{ address: `${url}/tiny.svm.gz`, rows: 3, features: 3, nonzeros: 4, labels: { negative: -1, positive: 1 } },
};

const inCache = cacheForEach();
let notes: string[];

beforeEach(() => {
  vi.stubEnv('ADABATCH_MIRROR', '');
  notes = [];
  requests.length = 0;
});

afterEach(() => {
  vi.unstubAllGlobals();
});

interface Changes {
  of?: Partial<CatalogueEntry>;
  mirror?: string;
  force?: boolean;
  patience?: FetchOptions['patience'];
}

function fetchTiny({ of, mirror, force = false, patience = {} }: Changes = {}) {
  return fetchDataset(
    { ...entry, ...of },
    {
      ...{ mirror: mirror === undefined ? undefined : mirrorAddress(mirror), force },
      signal: new AbortController().signal,
      note: (text) => notes.push(text),
      onProgress: () => {},
      patience: { pauses: [1, 1], ...patience },
    },
  );
}

async function failure(changes?: Changes): Promise<string> {
  return fetchTiny(changes).then(
    () => 'nothing failed',
    (error) => error.message,
  );
}

const datasets = () => inCache('adabatch/datasets');
const partBytes = () =>
  stat(path.join(datasets(), 'tiny', 'tiny.svm.gz.part')).then(
    ({ size }) => size,
    () => 0,
  );
const inFolder = async () => (await readdir(path.join(datasets(), 'tiny'))).sort();

describe.skipIf(process.platform === 'darwin')('a dataset that was fetched', () => {
  const recordFile = () => path.join(datasets(), 'tiny', 'record.json');
  const recorded = async (): Promise<FetchedRecord> => JSON.parse(await readFile(recordFile(), 'utf8'));

  beforeEach(async () => {
    answer('/tiny.svm.gz', file(gzipSync(CONTENT)));
    await fetchTiny();
    answer('/tiny.svm.gz', status(404));
  });

  test('a dataset that is fetched again must have the same rows, also under another file name', async () => {
    const before = await recorded();
    answer('/tiny.svm', file(SWAPPED));
    expect(await failure({ mirror: url, force: true })).toMatch(
      /tiny\.svm is not what was fetched on .+: the sha256 of its rows is \w{64}, not \w{64}$/,
    );
    expect(await inFolder()).toEqual(['record.json', 'tiny.svm.gz']);
    expect(await recorded()).toEqual(before);
    answer('/tiny.svm', file(CONTENT));
    const { record } = await fetchTiny({ mirror: url, force: true });
    expect(record).toMatchObject({ file: 'tiny.svm', rowsSha256: before.rowsSha256 });
  });

  test('a dataset that is fetched again must be the same to the byte if its record has no sha256 of rows', async () => {
    const { rowsSha256: _, ...record } = await recorded();
    await writeFile(recordFile(), JSON.stringify(record));
    answer('/tiny.svm', file(SWAPPED));
    expect(await failure({ mirror: url, force: true })).toContain('is not what was fetched');
    answer('/tiny.svm.gz', file(gzipSync(CONTENT)));
    expect((await fetchTiny({ force: true })).record.rowsSha256).toMatch(/^\w{64}$/);
  });

  test.each(['../../victim', '..', '.', '', 'a/../../../victim', '..\\..\\victim'])(
    'a record that names %j as the file of a dataset is not believed',
    async (name) => {
      const victim = path.join(datasets(), '..', 'victim');
      await writeFile(victim, CONTENT);
      await writeFile(recordFile(), JSON.stringify({ ...(await recorded()), file: name, bytes: CONTENT.length }));
      expect(await fetchedFile('tiny')).toBeUndefined();
      answer('/tiny.svm.gz', file(gzipSync(CONTENT)));
      expect((await fetchTiny({ force: true })).record.file).toBe('tiny.svm.gz');
      expect(existsSync(victim)).toBe(true);
    },
  );
});

describe.skipIf(process.platform === 'darwin')('the first fetch', () => {
  const rowsSha256 = 'f'.repeat(64);

  test('a first fetch is refused if its rows do not have the sha256 of the catalogue', async () => {
    answer('/tiny.svm.gz', file(gzipSync(SWAPPED)));
    expect(await failure({ of: { rowsSha256 } })).toMatch(
      new RegExp(`tiny\\.svm\\.gz is not tiny: there are rows of the sha256 \\w{64} in place of ${rowsSha256}$`),
    );
    expect(await inFolder()).toEqual([]);
    const { record } = await fetchTiny();
    expect((await fetchTiny({ of: { rowsSha256: record.rowsSha256 }, force: true })).record.rows).toBe(3);
  });

  test('data list says for which datasets the first fetch is trusted', async () => {
    const known = (await readCatalogue()).filter((one) => one.rowsSha256).map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining(['a9a', 'a9a.t', 'mushrooms', 'news20', 'sms-spam', 'w8a']));
    const { stdout } = await runHere(['data', 'list']);
    expect(stdout.replaceAll('\n', ' ')).toContain(
      `The sha256 of ${known.join(', ')} is in the catalogue; of the rest the first fetch is trusted.`,
    );
  });
});

describe.skipIf(process.platform === 'darwin')('redirects', () => {
  const safe = 'https://files.invalid';

  /** Answers requests to `safe` in place of a server with a certificate; other requests go to the network. */
  function answerSafely(location: string): void {
    const { fetch: real } = globalThis;
    const response = () => new Response(null, { status: 302, headers: { location } });
    vi.stubGlobal('fetch', (address: URL, request: RequestInit) =>
      String(address).startsWith(safe) ? Promise.resolve(response()) : real(address, request),
    );
  }

  test.each([
    ['from https to http', () => `${url}/tiny.svm`],
    ['to an address of file:', () => 'file:///etc/passwd'],
    ['to an address of data:', () => 'data:,1'],
    ['to what is no address', () => 'https://:0:'],
  ])('redirects %s are not followed', async (redirect, location) => {
    answerSafely(location());
    expect(await failure({ mirror: safe })).toBe(`${safe}/tiny.svm.gz cannot be fetched: it is redirected ${redirect}`);
    expect(requests).toEqual([]);
  });

  test('the record of a dataset has the address of a redirect, without the keys in its query', async () => {
    answer('/tiny.svm.gz', status(302, { location: '/there/b.gz?key=secret' }));
    answer('/there/b.gz?key=secret', file(gzipSync(CONTENT)));
    expect((await fetchTiny()).record).toMatchObject({ file: 'tiny.svm.gz', address: `${url}/there/b.gz` });
  });

  test('a redirect to an address with a password is not followed, and the password is not printed', async () => {
    answer('/tiny.svm.gz', status(302, { location: 'http://user:secret@127.0.0.1:2/tiny' }));
    expect(await failure()).toBe('http://127.0.0.1:2/tiny cannot be fetched: addresses with credentials are not taken');
  });
});

describe('passwords in mirrors', () => {
  test.each([
    'http://user:secret@127.0.0.1:2/',
    'https://user:secret@127.0.0.1:2/',
    'HTTP:/user:secret@127.0.0.1:2/',
    'http:user:secret@127.0.0.1:2',
    'http://user:sec/ret@127.0.0.1:2/',
    'http://user:se@cret@127.0.0.1:99999/',
    'ftp://user:secret@host/',
    'file://user:secret@host/',
  ])('the password of the mirror %s is not printed', async (mirror) => {
    for (const args of [['--mirror', mirror, '--debug'], [`--mirrror=${mirror}`], ['--json']]) {
      vi.stubEnv('ADABATCH_MIRROR', args.length === 1 ? mirror : '');
      const { code, stdout, stderr } = await runHere(['data', 'fetch', 'phishing', ...args]);
      expect(code).not.toBe(0);
      expect(stderr).toContain('error: ');
      expect(stdout + stderr).not.toMatch(/user|sec|ret@/);
    }
  });
});

describe.skipIf(process.platform === 'darwin')('a server that sends too much', () => {
  /** Sends without an end, or until nobody listens. */
  const endless: Answer = (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(1 << 16, '+1 1:1\n')));
    };
    if (!response.headersSent) response.writeHead(200, { etag: '"1"' });
    response.on('drain', more);
    more();
  };
  /** Sends a byte every few milliseconds. */
  const trickling: Answer = (_, response) => {
    const timer = setInterval(() => response.write(' '), 5);
    response.writeHead(200, { etag: '"1"' }).on('close', () => clearInterval(timer));
  };
  /** Sends a byte, and breaks off once it came. */
  const breakingOff = Array.from({ length: 200 }, (_, sent) =>
    file(' '.repeat(200), '"1"', { end: sent + 1, until: async () => (await partBytes()) > sent }),
  );

  afterEach(async () => expect(await inFolder()).toEqual([]));

  test('a server that announces more than the dataset can have is refused at once', async () => {
    answer('/tiny.svm.gz', (_, response) => response.writeHead(200, { 'content-length': 1e12 }).flushHeaders());
    expect(await failure()).toBe(
      `${url}/tiny.svm.gz has 1,000,000,000,000 bytes, more than 240 bytes, as much as tiny can have`,
    );
    expect(requests).toHaveLength(1);
  });

  test('a server that sends without an end is cut off, and nothing is kept', async () => {
    answer('/tiny.svm.gz', endless);
    expect(await failure()).toContain('has more than 240 bytes');
    expect(notes).toEqual([]);
  });

  test('a server that sends more than the rest of a file is cut off, and nothing is kept', async () => {
    answer('/tiny.svm.gz', status(503));
    await failure();
    const folder = path.join(datasets(), 'tiny');
    await writeFile(path.join(folder, 'tiny.svm.gz.part'), ' '.repeat(200));
    const origin = { address: entry.address, validator: '"1"' };
    await writeFile(path.join(folder, 'tiny.svm.gz.part.json'), JSON.stringify(origin));
    answer('/tiny.svm.gz', (request, response) => {
      response.writeHead(206, { 'content-range': 'bytes 200-219/220', etag: '"1"' });
      endless(request, response);
    });
    expect(await failure()).toContain('has more than 240 bytes');
  });

  test('a server that sends a byte at a time is given up, and nothing is kept', async () => {
    for (const answers of [[trickling], breakingOff]) {
      answer('/tiny.svm.gz', ...answers);
      expect(await failure({ patience: { window: 100 } })).toBe(
        `${url}/tiny.svm.gz comes too slowly, at less than 1 kB a second`,
      );
    }
  });
});

describe('the bound of a download', () => {
  test('the bound of a download leaves room for every dataset of a known size', async () => {
    const sizes = { a9a: 2_329_875, 'a9a.t': 1_164_634, mushrooms: 879_712, news20: 9_003_251, 'sms-spam': 312_816 };
    for (const one of await readCatalogue()) {
      const size = sizes[one.name as keyof typeof sizes] ?? 0;
      const { bytes } = await boundOf(one, tmpdir(), 0);
      expect(bytes).toBeGreaterThan(3 * size);
      if (size > 0) expect(bytes).toBeLessThan(30 * size);
    }
  });

  test('the bound of a download is nine tenths of the free space if the catalogue does not say enough', async () => {
    const { nonzeros: _, ...dense } = entry;
    const free = { bavail: 1000, bsize: 512 } as StatsFs;
    const bytesOf = async (of: Partial<CatalogueEntry>, there = 0) =>
      (await boundOf({ ...dense, ...of }, inCache(), there)).bytes;
    expect(await bytesOf({})).toBe(9 * 36 + 3 * 32);
    vi.mocked(statfs).mockResolvedValue(free);
    for (const of of [{ features: 1e6 }, { rows: 1e6 }]) expect(await bytesOf(of)).toBe(460_800);
    expect(await bytesOf({ features: 1e6 }, 1000)).toBe(461_800);
    vi.mocked(statfs).mockResolvedValue({ ...free, bavail: 1e12 });
    expect(await bytesOf({ features: 1e12 })).toBe(2 ** 35);
  });
});

test('a mirror in a folder keeps to the bound of a download, too', async () => {
  const stick = inCache('stick');
  await mkdir(stick);
  await writeFile(path.join(stick, 'tiny.svm.gz'), ' '.repeat(1000));
  expect(await failure({ mirror: stick })).toContain('has more than 240 bytes');
  expect(await inFolder()).toEqual([]);
});
