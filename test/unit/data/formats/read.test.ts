import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readRows } from '../../../../src/data/formats/read.js';
import { chunksOf, complaintOf, countAll, readAll } from '../../../support/reading.js';
import { DATA } from '../../../support/shared-data.js';

describe('readRows', () => {
  it('readRows reads LIBSVM and CSV by content', async () => {
    const libsvm = readRows('-', { stdin: chunksOf('1 0:1\n') });
    expect(libsvm.name).toBe('stdin');
    expect((await readAll(libsvm.rows)).summary).toEqual({ indexBase: 0, features: 1, notes: [] });
    const csv = readRows('-', { stdin: chunksOf('a;b;c\n1;2;3\n'), labelColumn: 'a' });
    expect((await readAll(csv.rows)).rows).toEqual([{ label: 1, indices: [0, 1], values: [2, 3] }]);
  });

  it('readRows passes its options on to the reader of the format', async () => {
    const based = readRows('-', { stdin: chunksOf('1 0:1\n'), indexBase: 1 });
    expect((await complaintOf(readAll(based.rows)))[1]).toBe('Say ‹indexBase› 0');
    const columns = { names: ['a', 'b'], header: true, label: 1, features: ['a'] };
    const test = readRows('-', { stdin: chunksOf('b,a\n1,2\n'), columns });
    expect((await readAll(test.rows)).rows).toEqual([{ label: 1, indices: [0], values: [2] }]);
  });

  it('readRows tells a damaged archive from a fault in the data', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'adabatch-archive-'));
    const file = join(folder, 'rows.gz');
    const faulty = gzipSync('1 1:1\n1 2:x\n', { level: 0 });
    writeFileSync(file, faulty);
    expect((await complaintOf(readAll(readRows(file).rows)))[0]).toMatch(/^.*rows\.gz:2:5: the value 'x'/);
    const damaged = gzipSync('1 1:1\n1 2:1\n', { level: 0 });
    damaged[damaged.indexOf('2:1') + 2] = 'x'.charCodeAt(0);
    writeFileSync(file, damaged);
    expect((await complaintOf(readAll(readRows(file).rows)))[0]).toBe(
      `${file}: the gzip archive is cut short or damaged`,
    );
    rmSync(folder, { recursive: true });
  });

  it('readRows fails when the rows are read, not before', async () => {
    const { name, rows } = readRows('/nowhere/at/all');
    expect(name).toBe('/nowhere/at/all');
    expect((await complaintOf(readAll(rows)))[0]).toBe("there is no file '/nowhere/at/all'");
  });
});

const FILES: [name: string, rows: number, nonzeros: number, features: number, indexBase: 0 | 1][] = [
  ['news20', 15935, 1272569, 62061, 1],
  ['news20_bin10_l2.svm', 15935, 1272569, 62061, 1],
  ['a9a', 32561, 451592, 123, 1],
  ['a9a.t', 16281, 225731, 123, 1],
  ['w8a', 49749, 579586, 300, 1],
  ['mushrooms', 8124, 170604, 112, 1],
  ['spam-sms.svm', 5574, 43577, 8442, 0],
  ['money-fx.trn', 7770, 339837, 8315, 1],
  ['money-fx.tst', 3299, 136821, 8315, 1],
  ['rcv1_vw_small.train', 1000, 77739, 47117, 1],
  ['rcv1_vw_small.test', 500, 39448, 47042, 1],
  ['heart_scale', 270, 3378, 13, 1],
  ['abalone_scale', 4177, 32080, 8, 1],
];

describe.each(FILES)('%s', (name, rows, nonzeros, features, indexBase) => {
  const path = join(DATA, name);
  it.skipIf(!existsSync(path))(`the file has ${rows} rows (skipped without ../shared/data)`, async () => {
    const reading = await countAll(readRows(path).rows);
    expect(reading).toEqual({ rows, nonzeros, summary: { indexBase, features, notes: [] } });
  });
});

describe.each(['Day0_mini.0based.svm', 'Day1_mini.0based.svm'])('%s', (name) => {
  const path = join(DATA, name);
  it.skipIf(!existsSync(path))(
    'the file has 200 rows, and needs to be told its index base (skipped without ../shared/data)',
    async () => {
      const detected = await countAll(readRows(path).rows);
      const told = await countAll(readRows(path, { indexBase: 0 }).rows);
      expect(detected.summary.indexBase).toBe(1);
      expect(told).toMatchObject({ rows: 200, nonzeros: detected.nonzeros, summary: { indexBase: 0 } });
      expect(told.summary.features).toBe(detected.summary.features + 1);
    },
  );
});
