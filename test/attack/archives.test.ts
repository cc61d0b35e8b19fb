import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSource } from '../../src/data/bytes/source.js';
import { checkFile } from '../../src/data/formats/check.js';
import { refuse } from '../../src/data/formats/format.js';
import { commandLine } from '../support/cli.js';
import { chunksOf } from '../support/reading.js';

/** Two rows and 2 GB of blank lines, as bzip2 packs them. */
const BLANK_LINES = Buffer.from(
  'QlpoOTFBWSZTWRq9W2oFfjdYAIAQQAIwEAAIIABQhgBNUibU7qioCXKRUBLmSKgJZZt33rd2RUBL8xQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZK3G7cQFfjkAAgBAACCAAMIBNRkKgJakKgJcxQVkmU1krcbtxAV+OQACAEAAIIAAwgE1GQqAlqQqAlzFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZzskuqQDys8CAgBAAEAAIIAAwzAmqaYUSUNqqRJQ8XckU4UJC631yFA',
  'base64',
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adabatch-archives-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: Uint8Array): Promise<string> {
  const made = path.join(folder, name);
  await writeFile(made, content);
  return made;
}

/** How many bytes an archive gives before it ends or is refused. */
async function unpacked(source: string, options = {}): Promise<{ bytes: number; refusal?: unknown }> {
  let bytes = 0;
  try {
    for await (const chunk of (await openSource(source, options)).chunks) bytes += chunk.length;
    return { bytes };
  } catch (refusal) {
    return { bytes, refusal };
  }
}

describe('an archive that unpacks to much more than its size', () => {
  test('a gzip archive that unpacks to too much is refused, unless --max-unpacked allows it', async () => {
    const bomb = await file('bomb.gz', gzipSync('\n'.repeat(40e6)));
    const { bytes, refusal } = await unpacked(bomb);
    expect(bytes).toBeLessThan(34e6);
    expect(String(refusal)).toMatch(/bomb\.gz: the gzip archive unpacks to more than 100 times its size$/);
    expect(refusal).toMatchObject({ hint: expect.stringContaining('‹maxUnpacked› 20G') });
    expect(await unpacked(bomb, { maxUnpacked: 40e6 })).toEqual({ bytes: 40e6 });
    expect(String((await unpacked(bomb, { maxUnpacked: 40e6 - 1 })).refusal)).toContain('‹maxUnpacked›');
  });

  test('a bzip2 archive is unpacked block by block, and refused as soon as that is too much', async () => {
    const { bytes, refusal } = await unpacked('-', { stdin: chunksOf(BLANK_LINES) });
    expect(bytes).toBeLessThan(34e6);
    expect(String(refusal)).toContain('stdin: the bzip2 archive unpacks to more than 100 times its size');
  });

  test('a bzip2 archive of many empty streams lets an abort through while it is unpacked', async () => {
    const empty = Buffer.from('QlpoORdyRThQkAAAAAA=', 'base64');
    const controller = new AbortController();
    const { chunks } = await openSource('-', {
      stdin: chunksOf(Buffer.concat([...Array(20_000).fill(empty), BLANK_LINES])),
      signal: controller.signal,
    });
    setImmediate(() => controller.abort());
    await expect(
      (async () => {
        for await (const _ of chunks);
      })(),
    ).rejects.toThrow('aborted');
  });

  test('an archive is refused if its rows take too much memory, though its text does not', async () => {
    const rows = await file('rows.gz', gzipSync('1\n'.repeat(4e6)));
    await expect(checkFile(rows, {}, refuse)).rejects.toThrow('unpacks to more than 100 times its size');
  });

  test('a fault in the first row of an archive is named, though the archive is refused for its size', async () => {
    const faulty = await file('faulty.gz', gzipSync(`1 2:x\n${'\n'.repeat(40e6)}`));
    const faults: string[] = [];
    await expect(
      checkFile(faulty, {}, ({ message }) => {
        faults.push(message);
      }),
    ).rejects.toThrow('100 times');
    expect(faults).toEqual([expect.stringContaining('faulty.gz:1:5')]);
  });
});

describe('data of an ordinary compression ratio', () => {
  /** 36 MB of digits that look random, so that no packing is far below a third of it. */
  const text = Array.from({ length: 1_800_000 }, (_, row) => `1 1:${((row * 2654435761) % 2 ** 32) / 2 ** 32}\n`)
    .join('')
    .slice(0, 36e6);
  const isThere = (program: string) => spawnSync(program, ['--version'], { input: '' }).status === 0;

  for (const program of ['gzip', 'bzip2', 'xz']) {
    test.skipIf(!isThere(program))(`data from ${program} are read beyond 32 MiB`, async () => {
      const { stdout } = spawnSync(program, ['-1'], { input: text, maxBuffer: 1e8 });
      expect(await unpacked(await file(`data.${program}`, stdout))).toEqual({ bytes: 36e6 });
    });
  }

  test('an archive that unpacks to too much is refused, though ordinary data follow in it', async () => {
    const hidden = Buffer.concat([gzipSync('\n'.repeat(40e6)), gzipSync(text.slice(0, 4e6))]);
    expect(String((await unpacked(await file('hidden.gz', hidden))).refusal)).toContain('100 times its size');
  });
});

test('an archive that unpacks to a few megabytes is read, however well it is packed', async () => {
  const text = '1 1:1\n'.repeat(1e6);
  expect(await unpacked(await file('small.gz', gzipSync(text)))).toEqual({ bytes: text.length });
});

test('an abort ends unpacking between two blocks, even of one piece of 1 kB', async () => {
  const controller = new AbortController();
  const { chunks } = await openSource('-', {
    stdin: chunksOf(BLANK_LINES),
    signal: controller.signal,
    maxUnpacked: 3e9,
  });
  await chunks.next();
  controller.abort();
  await expect(chunks.next()).rejects.toThrow('aborted');
});

test('--max-unpacked takes sizes as people write them, such as 38M and 39MiB', async () => {
  const adabatch = commandLine(folder);
  const bomb = await file('lines.gz', gzipSync(`1 1:1\n-1 1:2\n${'\n'.repeat(40e6)}`));
  const refused = await adabatch(['data', 'info', bomb, '--max-unpacked', '38M']);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('the 39845888 bytes of --max-unpacked') });
  expect((await adabatch(['data', 'info', bomb, '--max-unpacked', '39MiB'])).code).toBe(0);
  expect((await adabatch(['data', 'info', bomb, '--max-unpacked', 'much'])).stderr).toContain('a size such as 500M');
});
