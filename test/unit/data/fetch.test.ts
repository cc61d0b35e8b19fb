import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CatalogueEntry } from '../../../src/data/catalogue/entry.js';
import { fetchedFile } from '../../../src/data/catalogue/fetched.js';
import { fetchDataset } from '../../../src/data/fetch/fetch.js';
import { mirrorAddress } from '../../../src/data/fetch/mirror.js';
import { cacheForEach } from '../../support/folders.js';
import { file, startServer, status } from '../../support/server.js';

const server = await startServer();
const { url, requests, answer } = server;

const CONTENT = '+1 1:0.5 3:2\n-1 2:1e-3\n+1 1:1\n';
const OTHER = '+1 1:0.5 3:2\n-1 2:1e-3\n+1 1:2\n';
const entry: CatalogueEntry = {
  ...{ name: 'tiny', title: 'A few rows', task: 'binary', page: 'http://127.0.0.1/', citation: 'Nobody, 2026.' },
  ...{ address: `${url}/tiny.svm`, rows: 3, features: 3, nonzeros: 4, labels: { negative: -1, positive: 1 } },
};

const inCache = cacheForEach();
let notes: string[];

beforeEach(() => {
  notes = [];
  requests.length = 0;
});

interface Changes {
  of?: Partial<CatalogueEntry>;
  mirror?: string;
  force?: boolean;
  signal?: AbortSignal;
  silence?: number;
}

function fetchTiny({ of, mirror, force = false, signal, silence = 10_000 }: Changes = {}) {
  return fetchDataset(
    { ...entry, ...of },
    {
      ...{ mirror: mirror === undefined ? undefined : mirrorAddress(mirror), force },
      signal: signal ?? new AbortController().signal,
      note: (text) => notes.push(text),
      onProgress: () => {},
      patience: { pauses: [1, 1], silence },
    },
  );
}

async function failure(changes?: Changes): Promise<string> {
  const error = await fetchTiny(changes).then(() => 'nothing failed', String);
  return error.replace(/^UserError: /, '');
}

const folder = () => inCache('adabatch/datasets/tiny');
const inFolder = async () => (existsSync(folder()) ? (await readdir(folder())).sort() : []);
const content = async (name = 'tiny.svm') => readFile(path.join(folder(), name), 'utf8');
/** A connection that breaks after the bytes before `end`, which have come. */
const breaking = (end: number) => ({
  end,
  until: async () => (await stat(path.join(folder(), 'tiny.svm.part')).catch(() => undefined))?.size === end,
});
const isThere = async () => (await fetchedFile('tiny')) !== undefined;

describe.skipIf(process.platform === 'darwin')('a dataset', () => {
  test('a dataset is fetched once, with a record of what it is', async () => {
    answer('/tiny.svm', file(CONTENT));
    const { record, wasThere } = await fetchTiny();
    expect(wasThere).toBe(false);
    expect(record).toMatchObject({ name: 'tiny', file: 'tiny.svm', address: entry.address, rows: 3, nonzeros: 4 });
    expect(record.sha256).toBe(createHash('sha256').update(CONTENT).digest('hex'));
    expect(await inFolder()).toEqual(['record.json', 'tiny.svm']);
    expect(await content()).toBe(CONTENT);
    expect(await fetchTiny()).toEqual({ record, wasThere: true });
    expect(requests).toHaveLength(1);
  });

  test('a dataset stays packed, and is read through redirects', async () => {
    answer('/tiny.svm', status(302, { location: '/elsewhere' }));
    answer('/elsewhere', file(gzipSync(CONTENT)));
    expect((await fetchTiny()).record.nonzeros).toBe(4);
    expect(await readFile(path.join(folder(), 'tiny.svm'))).toEqual(gzipSync(CONTENT));
  });

  test('a fetch goes on where the connection broke, as often as something comes', async () => {
    answer('/tiny.svm', ...[4, 9, 15, 20].map((end) => file(CONTENT, '"1"', breaking(end))), file(CONTENT));
    await fetchTiny();
    expect(await content()).toBe(CONTENT);
    expect(requests.map(({ range }) => range)).toEqual([undefined, ...[4, 9, 15, 20].map((from) => `bytes=${from}-`)]);
    expect(requests[1]?.ifRange).toBe('"1"');
    expect(notes).toHaveLength(4);
    expect(notes[0]).toMatch(/tiny\.svm: the connection broke \(.+\); trying again$/);
  });

  test('a fetch starts over if the file has changed, or the server gives no range or another one', async () => {
    const wrongRange = status(206, { 'content-range': `bytes 3-${OTHER.length - 1}/${OTHER.length}`, etag: '"2"' });
    for (const then of [[file(OTHER, '"2"')], [file(OTHER, '"1"')], [wrongRange, file(OTHER, '"2"')]]) {
      const ignoresRange: typeof then = then.map((answerWith) => (request, response) => {
        if (answerWith !== wrongRange) delete request.headers.range;
        answerWith(request, response);
      });
      answer('/tiny.svm', file(CONTENT, '"1"', breaking(10)), ...ignoresRange);
      await fetchTiny();
      expect(await content()).toBe(OTHER);
      await rm(folder(), { recursive: true });
    }
  });

  test('a fetch starts over if nothing identifies the file that was begun', async () => {
    answer('/tiny.svm', file(CONTENT, 'W/"1"', breaking(10)), file(CONTENT));
    await fetchTiny();
    expect(await content()).toBe(CONTENT);
    expect(requests.map(({ range }) => range)).toEqual([undefined, undefined]);
  });

  test('a dataset that the server packs once more on the way is stored unpacked', async () => {
    const packed = gzipSync(CONTENT);
    answer('/tiny.svm', status(503), (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length, etag: '"1"' }).end(packed);
    });
    await fetchTiny();
    expect(await content()).toBe(CONTENT);
  });

  test('a dataset whose fetch ended before it was recorded is not there, and is not downloaded again', async () => {
    answer('/tiny.svm', file(CONTENT));
    await fetchTiny();
    await rm(path.join(folder(), 'record.json'));
    await writeFile(
      path.join(folder(), 'tiny.svm.part.json'),
      JSON.stringify({ address: entry.address, validator: '"1"' }),
    );
    expect(await isThere()).toBe(false);
    await fetchTiny();
    expect(requests.at(-1)?.range).toBe(`bytes=${CONTENT.length}-`);
    expect(await content()).toBe(CONTENT);
    expect(await inFolder()).toEqual(['record.json', 'tiny.svm']);
  });

  test('a fetch that is interrupted keeps what came', async () => {
    answer('/tiny.svm', file(CONTENT, '"1"', { end: 10 }), file(CONTENT));
    const controller = new AbortController();
    const fetching = fetchTiny({ signal: controller.signal });
    await vi.waitFor(async () => expect(await content('tiny.svm.part')).toHaveLength(10));
    controller.abort();
    await expect(fetching).rejects.toThrow('aborted');
    expect(await inFolder()).toEqual(['tiny.svm.part', 'tiny.svm.part.json']);
    expect(await isThere()).toBe(false);
    await fetchTiny();
    expect(requests.at(-1)?.range).toBe('bytes=10-');
    expect(await content()).toBe(CONTENT);
  });
});

describe.skipIf(process.platform === 'darwin')('a fetch that fails leaves no dataset', () => {
  afterEach(async () => expect(await isThere()).toBe(false));

  test('a fetch fails if the server has no such file, or refuses it', async () => {
    answer('/tiny.svm', status(404));
    expect(await failure()).toBe(`${url}/tiny.svm cannot be fetched: the server answers 404, there is no such file`);
    answer('/tiny.svm', status(403));
    expect(await failure()).toBe(`${url}/tiny.svm cannot be fetched: the server answers 403`);
    expect(requests).toHaveLength(2);
  });

  test('a fetch fails if the server fails again and again', async () => {
    answer('/tiny.svm', status(500));
    expect(await failure()).toBe(`${url}/tiny.svm cannot be fetched: the server answers 500`);
    expect(requests).toHaveLength(3);
  });

  test('a fetch fails if it is redirected in a circle', async () => {
    answer('/tiny.svm', status(302, { location: '/other' }));
    answer('/other', status(302, { location: '/tiny.svm' }));
    expect(await failure()).toBe(`${url}/tiny.svm cannot be fetched: it is redirected in a circle`);
  });

  test('a fetch fails if nobody listens, or if there is no such host', async () => {
    const nowhere = 'http://127.0.0.1:2';
    expect(await failure({ mirror: nowhere })).toBe(
      `${nowhere}/tiny.svm cannot be fetched: the connection was refused`,
    );
    expect(await failure({ mirror: 'http://user:secret@127.0.0.1:2' })).toMatch(/cannot be fetched: .*credentials/);
    expect(await failure({ mirror: 'http://nowhere.invalid' })).toMatch(
      /cannot be fetched: its host (is not known|can)/,
    );
  });

  test('a fetch fails if the connection breaks at the same place again and again, and keeps what came', async () => {
    answer('/tiny.svm', file(CONTENT, '"1"', breaking(10)));
    expect(await failure()).toMatch(/tiny\.svm: the connection broke/);
    expect(requests).toHaveLength(3);
    expect(await content('tiny.svm.part')).toBe(CONTENT.slice(0, 10));
  });

  test('a fetch fails if nothing comes any more', async () => {
    answer('/tiny.svm', file(CONTENT, '"1"', { end: 10 }));
    expect(await failure({ silence: 50 })).toBe(`${url}/tiny.svm: nothing came for 0.05 s`);
    answer('/tiny.svm', () => {});
    expect(await failure({ silence: 50 })).toBe(`${url}/tiny.svm: nothing came for 0.05 s`);
  });

  test('a fetch fails if less comes than the length that was announced', async () => {
    answer('/tiny.svm', (_, response) => {
      response.writeHead(200, { 'content-length': CONTENT.length + 5, connection: 'close' });
      response.write(CONTENT, () => response.socket?.end());
    });
    expect(await failure()).toMatch(/tiny\.svm: the connection broke/);
  });

  test('a fetch fails if the announced length is too short, so that the end is missing', async () => {
    answer('/tiny.svm', file(CONTENT.slice(0, 23)));
    expect(await failure()).toBe(
      `${url}/tiny.svm is not tiny: there are 2 rows in place of 3, 3 non-zeros in place of 4`,
    );
    expect(await inFolder()).toEqual([]);
  });

  test('a fetch fails if the file is not the dataset', async () => {
    answer('/tiny.svm', file('<html>Log in first</html>'));
    expect(await failure()).toBe(`${url}/tiny.svm is not tiny: tiny.svm:1:1: this is HTML or XML, not data`);
    answer('/tiny.svm', file(CONTENT.replaceAll('-1 ', '2 ')));
    expect(await failure()).toBe(`${url}/tiny.svm is not tiny: there are the labels 1, 2 in place of -1 and 1`);
    expect(await inFolder()).toEqual([]);
  });

  test('a fetch fails if the archive is damaged or cut short', async () => {
    const packed = gzipSync(CONTENT);
    const damaged = Buffer.from(packed);
    damaged[20] = damaged[20]! ^ 0x55;
    for (const bytes of [damaged, packed.subarray(0, -6)]) {
      answer('/tiny.svm', file(bytes));
      expect(await failure()).toContain('tiny.svm: the gzip archive is cut short or damaged');
    }
    expect(await inFolder()).toEqual([]);
  });

  test('a fetch fails if no address is known', async () => {
    const { address: _, ...rest } = entry;
    const unknown = { ...rest, file: 'tiny.svm' };
    const options = { mirror: undefined, force: false, signal: new AbortController().signal, note: () => {} };
    await expect(fetchDataset(unknown, { ...options, onProgress: () => {} })).rejects.toThrow(
      'tiny: no address is known that its file could be fetched from',
    );
  });

  test('a fetch fails if the cache folder cannot be written', async () => {
    const blocked = inCache('blocked');
    await writeFile(blocked, '');
    vi.stubEnv('XDG_CACHE_HOME', blocked);
    vi.stubEnv('LOCALAPPDATA', blocked);
    expect(await failure()).toContain('a part of the path is not a folder');
  });
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!canMount)('a fetch onto a full disk', () => {
  test('a fetch onto a full disk keeps what came, and goes on when there is room', async (context) => {
    const disk = inCache('disk');
    await mkdir(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]);
    if (mounted.status !== 0) return context.skip('file systems cannot be mounted here');
    try {
      vi.stubEnv('XDG_CACHE_HOME', disk);
      const rows = 20_000;
      const large = '+1 1:0.5\n-1 2:1\n'.repeat(rows / 2);
      answer('/tiny.svm', file(large));
      const of = { rows, features: 2, nonzeros: rows };
      const part = path.join(disk, 'adabatch', 'datasets', 'tiny', 'tiny.svm.part');
      expect(await failure({ of })).toBe(`cannot write to ${part}: no space left`);
      const came = (await readFile(part)).length;
      expect(came).toBeGreaterThan(50_000);
      spawnSync('mount', ['-o', 'remount,size=4m', disk]);
      expect((await fetchTiny({ of })).record.rows).toBe(rows);
      expect(requests.at(-1)?.range).toBe(`bytes=${came}-`);
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});

describe.skipIf(process.platform === 'darwin')('the sha256 of the first fetch', () => {
  beforeEach(async () => {
    answer('/tiny.svm', file(CONTENT));
    await fetchTiny();
  });

  test('a fetch must have the sha256 of the first one, and otherwise leaves the dataset as it is', async () => {
    expect((await fetchTiny({ force: true })).wasThere).toBe(false);
    answer('/tiny.svm', file(OTHER));
    expect(await failure({ force: true })).toMatch(/is not what was fetched on .+: its sha256 is \w{64}, not \w{64}$/);
    expect(await content()).toBe(CONTENT);
    expect(await isThere()).toBe(true);
    expect(await inFolder()).toEqual(['record.json', 'tiny.svm']);
    await rm(path.join(folder(), 'tiny.svm'));
    expect(await failure()).toContain('is not what was fetched');
  });

  test('the sha256 of the first fetch is compared before a file is used that was written to since', async () => {
    const stored = path.join(folder(), 'tiny.svm');
    await utimes(stored, new Date(0), new Date(0));
    expect(await isThere()).toBe(true);
    await writeFile(stored, OTHER);
    await expect(fetchedFile('tiny')).rejects.toThrow(`tiny: ${stored} is not what was fetched`);
    await fetchTiny();
    expect(notes).toEqual(['tiny is no longer what was fetched, so it is fetched again']);
    expect(await content()).toBe(CONTENT);
    expect(await isThere()).toBe(true);
  });

  test('a dataset whose record is damaged is not there', async () => {
    await writeFile(path.join(folder(), 'record.json'), '{"schema":"adabatch/fetched@1"');
    expect(await isThere()).toBe(false);
  });
});

describe.skipIf(process.platform === 'darwin')('a mirror', () => {
  const packedEntry = { address: 'http://127.0.0.1:1/data/tiny.svm.bz2' };

  test('a mirror has the file under its name at the source, packed or unpacked', async () => {
    answer('/mirror/tiny.svm', file(CONTENT));
    const { record } = await fetchTiny({ of: packedEntry, mirror: `${url}/mirror` });
    expect(record).toMatchObject({ file: 'tiny.svm', address: `${url}/mirror/tiny.svm` });
    expect(requests.map((request) => request.path)).toEqual(['/mirror/tiny.svm.bz2', '/mirror/tiny.svm']);
    answer('/mirror/tiny.svm.bz2', file(gzipSync(CONTENT)));
    expect((await fetchTiny({ of: packedEntry, mirror: `${url}/mirror/`, force: true })).record.file).toBe(
      'tiny.svm.bz2',
    );
    expect(await inFolder()).toEqual(['record.json', 'tiny.svm.bz2']);
    answer('/mirror/tiny.svm.bz2', status(404));
  });

  test('a mirror may be a folder', async () => {
    const disk = inCache('a stick');
    await mkdir(disk);
    expect(await failure({ mirror: disk })).toBe(`there is no file '${path.join(disk, 'tiny.svm')}'`);
    await writeFile(path.join(disk, 'tiny.svm'), CONTENT);
    for (const mirror of [disk, `${disk}/`, pathToFileURL(disk).href]) {
      await fetchTiny({ mirror, force: true });
      expect(await content()).toBe(CONTENT);
    }
  });

  test.each(['', 'ftp://host/folder', 'http://', 'file://host/folder'])('a mirror may not be %j', (text) => {
    expect(mirrorAddress(text)).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'darwin')('a lock', () => {
  const lock = () => path.join(folder(), 'lock');
  const lockedBy = async (pid: number, host: string) => {
    await mkdir(folder(), { recursive: true });
    await writeFile(lock(), JSON.stringify({ pid, host, since: '2026-01-01T00:00:00.000Z' }));
  };
  const gone = () => spawnSync(process.execPath, ['--version']).pid;

  beforeEach(() => answer('/tiny.svm', file(CONTENT)));

  test('a lock keeps a second fetch out, and says which process has it', async () => {
    await lockedBy(process.pid, hostname());
    expect(await failure()).toBe(
      `tiny is being fetched by process ${process.pid} on ${hostname()}, since 2026-01-01T00:00:00.000Z`,
    );
    await lockedBy(gone(), 'another-machine');
    expect(await failure()).toContain('on another-machine');
    await writeFile(lock(), '');
    expect(await failure()).toBe('tiny is being fetched by another process');
    expect(requests).toEqual([]);
  });

  test('a lock lets one of two fetches in', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    answer('/tiny.svm', async (request, response) => {
      await released;
      file(CONTENT)(request, response);
    });
    const first = fetchTiny();
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    expect(await failure()).toContain(`tiny is being fetched by process ${process.pid}`);
    release();
    expect((await first).wasThere).toBe(false);
    expect(requests).toHaveLength(1);
  });

  test('a lock of a process that is gone keeps nobody out', async () => {
    await lockedBy(gone(), hostname());
    await fetchTiny();
    expect(await inFolder()).toEqual(['record.json', 'tiny.svm']);
  });
});
