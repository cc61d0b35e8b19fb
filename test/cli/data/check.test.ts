import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../support/cli.js';
import { temporaryFolder } from '../../support/folders.js';
import { processesIn } from '../../support/processes.js';

const folder = temporaryFolder();
const adabatch = commandLine(folder);
const started = processesIn(folder);
const check = (...args: string[]) => adabatch(['data', 'check', ...args]);
const textOf = (name: string) => readFileSync(path.join(folder, name), 'utf8');

function put(name: string, content: string | Uint8Array): string {
  writeFileSync(path.join(folder, name), content);
  return name;
}

const SOUND = '# é\n+1 1:1 3:.50\r\n\n-1 2:1\n';
const MENDABLE = [
  '\uFEFF+1 3: .50 1:1 # é 9:9\r',
  '',
  '# 2:1 1:1',
  '-1 qid:3\t2:1  2:1.0\t2:1e0 7:1',
  '-1  4:0 1:2',
  '+1\t 1:1  2:2 ',
].join('\n');
const MENDED = [
  '\uFEFF+1 1:1 3: .50 # é 9:9\r',
  '',
  '# 2:1 1:1',
  '-1 qid:3\t2:1 7:1',
  '-1  1:2 4:0',
  '+1\t 1:1  2:2 ',
  '',
].join('\n');
const FAULTY = '1 3:1 2:x 2:2\n-1 1:1\nspam 1:1 +2:nan\n1 5:1 5:1 4:1 5:2\n';
const ORDER_HINT = 'Sort the indices of every row, as adabatch data check --repair does';

describe('adabatch data check', () => {
  test('data check says nothing on stdout of a sound file', async () => {
    expect(await check(put('sound.svm', SOUND))).toEqual({
      code: 0,
      stdout: '',
      stderr: 'sound.svm: no fault; 2 sound rows\n',
    });
  });

  test('data check names every fault of every line, and what to try', async () => {
    expect(await check(put('faulty.svm', FAULTY))).toEqual({
      code: 1,
      stdout: [
        'faulty.svm:1:7: the index 2 comes after 3',
        "faulty.svm:1:9: the value 'x' is not a number",
        'faulty.svm:1:11: the index 2 is written twice in this row',
        "faulty.svm:3:1: the label 'spam' is not a number",
        "faulty.svm:3:10: the index '+2' is not a whole number",
        "faulty.svm:3:13: the value 'nan' is not a finite number",
        'faulty.svm:4:7: the index 5 is written twice in this row',
        'faulty.svm:4:11: the index 4 comes after 5',
        'faulty.svm:4:15: the index 5 is written twice in this row, with different values',
        '',
      ].join('\n'),
      stderr: [
        `hint: ${ORDER_HINT} (2 times)`,
        'hint: Write every feature as index:value, such as 3:0.5',
        'hint: Keep one value for every index (2 times)',
        'hint: Write labels as numbers, such as +1 and -1',
        'hint: Number the features 1, 2, 3, …',
        'hint: Leave missing values out, or replace them, before the data is read',
        'hint: Keep one of them, as adabatch data check --repair does',
        'faulty.svm: 9 faults in 3 lines; 1 sound row',
        '',
      ].join('\n'),
    });
  });

  test('data check counts all faults and shows some of them, and reads stdin and archives', async () => {
    const { code, stdout, stderr } = await started(['data', 'check', '-', '--limit', '2'], { input: FAULTY });
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: "stdin:1:7: the index 2 comes after 3\nstdin:1:9: the value 'x' is not a number\n",
    });
    expect(stderr).toMatch(/^7 more; --limit all shows them\n.*\nstdin: 9 faults in 3 lines; 1 sound row\n$/s);
    const packed = await check(put('faulty.svm.gz', gzipSync(FAULTY)), '--limit', 'all', '--quiet');
    expect(packed.stdout.split('\n')).toHaveLength(10);
    expect(packed.stderr).toBe('');
  });

  test('data check warns of a last line that may be cut short', async () => {
    const { code, stderr } = await check(put('short.svm', '1 1:1\n1 2:1'));
    expect(code).toBe(0);
    expect(stderr).toBe(
      'warning: the last line does not end in a newline: the file may be cut short\nshort.svm: no fault; 2 sound rows\n',
    );
  });

  test('data check takes options that say how the file is read', async () => {
    const zeros = put('zeros.svm', '1 0:1 1:1\n1 2:1\n');
    expect((await check(zeros)).code).toBe(0);
    expect((await check(zeros, '--index-base', '1')).stdout).toBe(
      'zeros.svm:1:3: there is an index 0, though --index-base says 1\n',
    );
  });

  test('data check goes on behind the faults of a CSV file as far as its quotes allow', async () => {
    const table = put('table.csv', 'a,b,y\n1,2,1\n1,2\n3,nan,\n1,2,3,4\n5,"6,0\n7,8,1\n');
    const { code, stdout, stderr } = await check(table);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: [
        'table.csv:3:4: this row has 2 cells, and the header has 3',
        "table.csv:4:3: 'nan' is not a number, and column 'b' is numeric",
        "table.csv:4:7: the label is missing: column 'y' is empty here",
        'table.csv:5:7: this row has 4 cells, and the header has 3',
        'table.csv:6:1: a quote is opened in this row and never closed',
        '',
      ].join('\n'),
    });
    expect(stderr).toContain('warning: what comes after the last fault cannot be checked before that is corrected\n');
    expect(stderr).toMatch(/table.csv: 5 faults in 4 lines\n$/);
  });

  test('data check --json prints the faults as JSON', async () => {
    const { code, stdout } = await check(put('one.svm', '1 2:1 1:1\n1 1:1'), '--json', '--quiet');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      file: 'one.svm',
      complete: true,
      soundRows: 1,
      endsInNewline: false,
      total: 1,
      faultyLines: 1,
      faults: [{ line: 1, column: 7, problem: 'the index 1 comes after 2', hint: ORDER_HINT }],
    });
  });

  test.each([
    [['nowhere.svm'], "there is no file 'nowhere.svm'"],
    [[put('empty.svm', '')], 'empty.svm: there are no rows'],
    [[put('binary', '\0\0')], 'there is a NUL byte: this is a binary file, not text'],
    [[put('damaged.gz', gzipSync(FAULTY).subarray(0, -6))], 'the gzip archive is cut short or damaged'],
    [['sound.svm', '--label-column', 'y'], '--label-column is for CSV files'],
    [['sound.svm', '-o', 'copy.svm'], '-o is for the copy that --repair writes'],
    [['sound.svm', '--repair', '-o', 'copy.svm.GZ'], 'copy.svm.GZ: output is not packed'],
    [['sound.svm', '--repair', '--json'], '--json and the repaired copy would both go to stdout'],
    [['sound.svm', '--repair', '--json', '-o', '-'], '--json and the repaired copy would both go to stdout'],
    [['sound.svm', '--limit', 'few'], '--limit takes a whole number from 0, not "few"'],
  ])('data check refuses the arguments %j', async (args, message) => {
    put('sound.svm', SOUND);
    const { code, stdout, stderr } = await check(...args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});

describe('adabatch data check --repair', () => {
  test('data check --repair sorts indices and drops duplicates that agree, and leaves every other byte', async () => {
    const summary = '2 rows sorted, 2 duplicates dropped\n';
    const mendable = put('mendable.svm', MENDABLE);
    expect(await check(mendable, '--repair')).toEqual({ code: 0, stdout: MENDED, stderr: summary });
    expect(await check(mendable, '--repair', '-o', 'mended.svm')).toEqual({
      code: 0,
      stdout: '',
      stderr: `${summary}saved mended.svm\n`,
    });
    expect(textOf('mended.svm')).toBe(MENDED);
    expect((await check('mended.svm')).code).toBe(0);
  });

  test('data check --repair may write over the file itself', async () => {
    const mendable = put('own.svm', MENDABLE);
    const { code, stdout } = await check(mendable, '--repair', '-o', mendable, '--json', '--quiet');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      file: 'own.svm',
      out: 'own.svm',
      sorted: 2,
      dropped: 2,
      total: 0,
      faultyLines: 0,
      faults: [],
    });
    expect(textOf('own.svm')).toBe(MENDED);
  });

  test('data check --repair copies a sound file, unpacked', async () => {
    const packed = put('sound.svm.gz', gzipSync(SOUND));
    expect(await check(packed, '--repair', '--quiet')).toEqual({ code: 0, stdout: SOUND, stderr: '' });
  });

  test('data check --repair writes nothing if a fault is left, and names it', async () => {
    const mixed = put('mixed.svm', `${MENDABLE}\n1 1:1 1:2\n1 2:1 1:x\n`);
    for (const output of [[], ['-o', '-'], ['-o', 'mixed-copy.svm']]) {
      const { code, stdout, stderr } = await check(mixed, '--repair', ...output);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toBe(
        [
          'mixed.svm:7:7: the index 1 is written twice in this row, with different values',
          'mixed.svm:8:7: the index 1 comes after 2',
          "mixed.svm:8:9: the value 'x' is not a number",
          'error: 3 faults in 2 lines cannot be mended without a decision of yours, so nothing was written',
          'hint: Keep one value for every index',
          '',
        ].join('\n'),
      );
    }
    expect(readdirSync(folder).filter((name) => name.startsWith('mixed'))).toEqual(['mixed.svm']);
  });

  test('data check --repair refuses CSV', async () => {
    const { code, stderr } = await check(put('plain.csv', 'a,y\n1,2\n'), '--repair');
    expect(code).toBe(2);
    expect(stderr).toContain('plain.csv is no LIBSVM file, and only those are repaired');
  });

  test('data check --repair mends a row wherever the blocks of a large file are cut', async () => {
    const lines = Array.from(
      { length: 120_000 },
      (_, row) => `${row % 2} ${row % 3 === 0 ? '7:1 5:1' : '5:1 7:1'} 9:.5`,
    );
    const { code, stdout } = await check(put('large.svm', `${lines.join('\n')}\n`), '--repair', '--quiet');
    expect(code).toBe(0);
    expect(stdout === `${lines.map((line) => line.replace('7:1 5:1', '5:1 7:1')).join('\n')}\n`).toBe(true);
  });
});
