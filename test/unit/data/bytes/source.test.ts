import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource, type SourceOptions } from '../../../../src/data/bytes/source.js';
import { chunksOf, complaintOf } from '../../../support/reading.js';

const TEXT = '+1 1:0.5 3:2\n-1 2:1\n';
/** TEXT, packed once by the programs themselves: a machine that runs the tests may not have them. */
const PACKED = {
  gzip: gzipSync(TEXT),
  bzip2: Buffer.from('QlpoOTFBWSZTWaWJOOkAAALYAAAQQAt6ECAAMQDTTQNAGRmuFIPDSZcIrvF3JFOFCQpYk46Q', 'base64'),
  xz: Buffer.from(
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQATKzEgMTowLjUgMzoyCi0xIDI6MQoAdOzd6xknXAQAASwU+AptAx+2830BAAAAAARZWg==',
    'base64',
  ),
};
/** Packed with --check=sha256, which the unpacker does not have. */
const XZ_WITH_SHA256 = Buffer.from(
  '/Td6WFoAAArh+wyhAgAhARYAAAB0L+WjAQAFMSAxOjEKAAAAlvzRd0NfrqkJF0x2u8Fn9K0THYDjFgKC1q5T5aerJPMAATYGa4H5QBibS5oBAAAAAApZWg==',
  'base64',
);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adabatch-source-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function read(path: string, options?: SourceOptions): Promise<string> {
  const { chunks } = await openSource(path, options);
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  return Buffer.concat(read).toString();
}

describe('openSource', () => {
  it('openSource reads a file, and tells its name and the progress', async () => {
    const text = TEXT.repeat(200_000);
    const path = file('plain', text);
    const progress: [number, number | undefined][] = [];
    expect(await read(path, { onProgress: (...told) => progress.push(told) })).toBe(text);
    const unread = await openSource(path);
    expect(unread.name).toBe(path);
    await unread.chunks.return();
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.at(-1)).toEqual([text.length, text.length]);
  });

  it('openSource reads an empty file', async () => {
    expect(await read(file('empty', ''))).toBe('');
  });

  it('openSource reads stdin, of which the size is not known', async () => {
    const progress: unknown[] = [];
    const options: SourceOptions = { stdin: chunksOf(TEXT, 3), onProgress: (...told) => progress.push(told) };
    expect((await openSource('-', { stdin: chunksOf(TEXT) })).name).toBe('stdin');
    expect(await read('-', options)).toBe(TEXT);
    expect(progress.at(-1)).toEqual([TEXT.length, undefined]);
  });

  it.each(Object.entries(PACKED))('openSource unpacks %s, whatever the name', async (_, packed) => {
    const progress: unknown[] = [];
    expect(await read(file('data.txt', packed), { onProgress: (...told) => progress.push(told) })).toBe(TEXT);
    expect(progress.at(-1)).toEqual([packed.length, packed.length]);
  });

  it.each(Object.entries(PACKED))(
    'openSource unpacks %s of several archives in a row, cut anywhere',
    async (_, packed) => {
      const twice = Buffer.concat([packed, packed]);
      for (let size = 1; size <= twice.length; size++) {
        expect(await read('-', { stdin: chunksOf(twice, size) })).toBe(TEXT + TEXT);
      }
    },
  );

  it.each(Object.entries(PACKED))('openSource says that %s is cut short', async (name, packed) => {
    for (let length = 6; length < packed.length; length++) {
      expect(await complaintOf(read('-', { stdin: chunksOf(packed.subarray(0, length), 5) }))).toEqual([
        `stdin: the ${name} archive is cut short or damaged`,
        `Fetch it or pack it again; ${name} -t tests an archive`,
      ]);
    }
  });

  it.each(Object.entries(PACKED))('openSource says that %s is damaged', async (name, packed) => {
    const middle = packed.length >> 1;
    const damaged = Buffer.from(packed);
    damaged[middle] = (damaged[middle] ?? 0) ^ 0xff;
    const path = file('damaged', damaged);
    expect((await complaintOf(read(path)))[0]).toBe(`${path}: the ${name} archive is cut short or damaged`);
    expect(await read(file('sound', packed))).toBe(TEXT);
  });

  it('openSource says what to do about xz with a check that it does not know', async () => {
    expect(await complaintOf(read('-', { stdin: chunksOf(XZ_WITH_SHA256) }))).toEqual([
      'stdin: the xz archive uses a filter or a check that is not known here',
      'Unpack it with xz -d first, or pack it with xz and no options',
    ]);
  });

  it.each([
    ['zip', [0x50, 0x4b, 0x03, 0x04]],
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
    ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ])('openSource refuses %s and calls it by its name', async (name, magic) => {
    expect(await complaintOf(read('-', { stdin: chunksOf(Uint8Array.from([...magic, 1, 2, 3]), 1) }))).toEqual([
      `stdin: this is a ${name} archive, which is not unpacked here`,
      'Unpack it first, or pack it with gzip, bzip2 or xz',
    ]);
  });

  it.each([
    ['little-endian', Buffer.from('\uFEFF1 1:1\n', 'utf16le')],
    ['big-endian', Buffer.from('\uFEFF1 1:1\n', 'utf16le').swap16()],
    ['packed', gzipSync(Buffer.from('\uFEFF1 1:1\n', 'utf16le'))],
  ])('openSource refuses UTF-16 (%s)', async (_, content) => {
    const path = file('utf16', content);
    expect(await complaintOf(read(path))).toEqual([
      `${path}: the text is in UTF-16, which is not read`,
      'Save it as UTF-8',
    ]);
  });

  it('openSource says that a file is missing', async () => {
    const path = join(folder, 'missing');
    const hint = 'Check its path; a relative one starts at the current folder';
    expect(await complaintOf(read(path))).toEqual([`there is no file '${path}'`, hint]);
    const within = join(file('plain', TEXT), 'within');
    expect(await complaintOf(read(within))).toEqual([`there is no file '${within}'`, hint]);
  });

  it('openSource says that a folder is no file', async () => {
    expect(await complaintOf(read(folder))).toEqual([
      `'${folder}' is a folder, not a file`,
      'Name one of the files in it',
    ]);
  });

  it.skipIf(process.getuid?.() === 0)(
    'openSource says that a file may not be read (skipped for root, who may)',
    async () => {
      const path = file('secret', TEXT);
      chmodSync(path, 0);
      expect((await complaintOf(read(path)))[0]).toBe(`'${path}' may not be read by this user`);
    },
  );

  it('openSource passes on an error of reading a packed stream', async () => {
    const failing = (async function* () {
      yield PACKED.gzip.subarray(0, 12);
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    })();
    expect((await complaintOf(read('-', { stdin: failing })))[0]).toBe('stdin cannot be read (EIO: i/o error, read)');
  });

  it.each(['plain', ...Object.keys(PACKED)])(
    'openSource closes its stream when it is left early (%s)',
    async (name) => {
      let closed = false;
      const content = { plain: Buffer.from(TEXT), ...PACKED }[name] as Buffer;
      const stdin = (async function* () {
        try {
          for (;;) yield content;
        } finally {
          closed = true;
        }
      })();
      for await (const chunk of (await openSource('-', { stdin })).chunks) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect(closed).toBe(true);
    },
  );
});
