import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRows } from '../../src/data/formats/read.js';
import type { ReadSummary } from '../../src/data/rows.js';
import { readModel } from '../../src/results/model.js';
import { wholeLines } from '../../src/util/whole-lines.js';

const MIB = 2 ** 20;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adabatch-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A beginning, and then one piece again and again for a gigabyte; counts how much of it is asked for. */
function gigabyteOf(beginning: string, piece: string) {
  const given = { bytes: 0 };
  const chunk = Buffer.from(piece.repeat(Math.ceil(MIB / piece.length)));
  async function* stdin() {
    yield Buffer.from(beginning);
    while (given.bytes < 2 ** 30) {
      given.bytes += chunk.length;
      yield chunk;
    }
  }
  return { given, stdin: stdin() };
}

async function read(stdin: AsyncIterable<Uint8Array>): Promise<ReadSummary> {
  const { rows } = readRows('-', { stdin });
  for (;;) {
    const { done, value } = await rows.next();
    if (done) return value;
  }
}

describe('a line without an end', () => {
  test.each([
    ['of a LIBSVM row', '+1 1:1\n-1 1:1\n+1', '            ', '3:1: this line is longer than 16 MiB'],
    ['of digits', '+1 1:1\n-1 1:', '1', '2:1: this line is longer than 16 MiB'],
    ['of a comment', '+1 1:1\n# ', 'x', '2:1: this line is longer than 16 MiB'],
    ['of CSV, in a quote,', 'a,b,label\n1,2,0\n1,"', 'x', '3:1: this row is longer than 2 MiB'],
    ['of CSV, of cells,', 'a,b,label\n1,2,0\n', '1,', '3:1: this row is longer than 2 MiB'],
  ])(
    'an endless line %s is refused with its number, and nothing more of it is read',
    async (_, beginning, piece, message) => {
      const { given, stdin } = gigabyteOf(beginning, piece);
      await expect(read(stdin)).rejects.toThrow(`stdin:${message}`);
      expect(given.bytes).toBeLessThan((message.endsWith('16 MiB') ? 20 : 10) * MIB);
    },
  );

  test('an endless comment before any row ends the search for a format', async () => {
    const { given, stdin } = gigabyteOf('#', 'x');
    await expect(read(stdin)).rejects.toThrow('there are no rows');
    expect(given.bytes).toBeLessThan(4 * MIB);
  });

  test('an endless line of a model is refused', async () => {
    const file = path.join(folder, 'model.jsonl');
    await writeFile(file, '');
    await truncate(file, 600e6);
    await expect(readModel(file)).rejects.toThrow(`${file}:1: this line is too long for one of a model`);
  });
});

test('a line of the greatest length is read, however the chunks are cut, and a longer one is refused', async () => {
  const line = `${'x'.repeat(99)}\n`;
  const tooLong = () => {
    throw new Error('too long');
  };
  for (let size = 1; size < 250; size += 7) {
    const chunks = async function* () {
      const bytes = Buffer.from(line.repeat(5));
      for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
    };
    let text = '';
    for await (const block of wholeLines(chunks(), tooLong, 100)) text += block.toString();
    expect(text).toBe(line.repeat(5));
    const cut = async () => {
      for await (const _ of wholeLines(chunks(), tooLong, 99));
    };
    await expect(cut()).rejects.toThrow('too long');
  }
});

describe('a table that is too large', () => {
  const csv = (text: string) =>
    read(
      (async function* () {
        yield Buffer.from(text);
      })(),
    );

  test('a table of too many columns is refused', async () => {
    await expect(csv(`${'1,'.repeat(100_000)}1\n`.repeat(2))).rejects.toThrow('stdin:1:1: this row has 100,001 cells');
    const summary = await csv(`${'1,'.repeat(99_999)}0\n${'2,'.repeat(99_999)}1\n`);
    expect(summary.features).toBe(99_999);
  });

  test('a table of too many different texts is refused with the column that has them', async () => {
    const text = 'x'.repeat(2 ** 12);
    const rows = Array.from({ length: 2 ** 14 }, (_, row) => `${text}${row},${row % 2}\n`);
    const reading = csv(`id,label\n${rows.join('')}`);
    await expect(reading).rejects.toThrow(/^stdin:\d+:1: column 'id' makes for more different texts than are kept/);
    await expect(reading).rejects.toMatchObject({ hint: expect.stringContaining('‹dropColumns› id') });
  });

  test('the columns of a table with wide rows are told apart by few of its rows', async () => {
    const wide = (label: number) => `${'0,'.repeat(90_000)}${label}\n`;
    expect((await csv(wide(0) + wide(1))).features).toBe(90_000);
  });
});
