import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { curveTable } from '../../../src/report/curve-table.js';
import { runToCsv } from '../../../src/results/csv.js';
import { readRun } from '../../../src/results/read.js';
import {
  checkFolder,
  restoreCsv,
  resultName,
  runToJson,
  savedRuns,
  saveRun,
  stillSaved,
} from '../../../src/results/save.js';
import { type Run, runSchema } from '../../../src/results/schema.js';
import { sealed } from '../../../src/results/seal.js';
import { UserError } from '../../../src/util/errors.js';
import { complaintOf } from '../../support/reading.js';
import { makeRun, point } from '../../support/runs.js';

describe('the CSV of a run', () => {
  test('the CSV is one line a point, quoted where it must be, with an empty cell for null', () => {
    const first = '0123456789abcdef,"my data, ""v2""",sgd,adabatch,64,0.1,interleaved,sequential,1,0';
    const last = 'logistic,0.001,false,constant,1,f00,0.25,a b,';
    const lines = runToCsv(makeRun({}, { test: { fraction: 0.25 }, positive: ['a', 'b'] })).split('\n');
    expect(lines).toEqual([
      expect.stringMatching(
        '^run_id,dataset,algorithm,rule,batch,step_size,order,execution,workers,seed,' +
          'epoch,passes,updates,seconds,train_loss,train_error,test_loss,test_error,suboptimality,' +
          'loss,l2,bias,schedule,epochs,dataset_sha256,test,positive,',
      ),
      expect.stringContaining(`${first},0,0,0,0,0.5,0.25,,,,${last}`),
      expect.stringContaining(`${first},1,1,1,0.125,,0,,,,${last}`),
      '',
    ]);
  });

  test('the CSV tells any two runs apart, also without their ids', () => {
    const keys = runSchema.shape.configuration.keyof().options;
    const others = keys.map((key) => runToCsv(makeRun({}, { [key]: 'another' })));
    const dataset = { ...makeRun().dataset, sha256: 'beef' };
    const all = [runToCsv(makeRun()), runToCsv(makeRun({ dataset })), ...others];
    expect(new Set(all).size).toBe(keys.length + 2);
  });
});

describe('doubles', () => {
  test('doubles read back to the same bits from JSON and CSV', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const loss = value === 0 ? 0 : value;
        const run = makeRun({ curve: [point({ trainLoss: loss })] });
        expect(runSchema.parse(JSON.parse(runToJson(run))).curve[0]?.trainLoss).toBe(loss);
        const cells = runToCsv({ ...run, dataset: { ...run.dataset, name: 'x' } })
          .trimEnd()
          .split('\n')[1]
          ?.split(',');
        expect(Number(cells?.[14])).toBe(loss);
      }),
    );
  });
});

describe('results that are saved', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'adabatch-results-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('an interrupted run does not take the place of a completed one of the same id', async () => {
    const files = await saveRun(makeRun(), folder);
    const saved = await readFile(files[0] as string, 'utf8');
    const [partial] = await saveRun(makeRun({ status: 'interrupted' }), folder);
    expect(partial).toBe(`${(files[0] as string).slice(0, -'.json'.length)}.interrupted.json`);
    expect(await readFile(files[0] as string, 'utf8')).toBe(saved);
  });

  test('a completed run takes the place of an interrupted one', async () => {
    await saveRun(makeRun({ status: 'interrupted' }), folder, 'mine');
    expect((await readdir(folder)).sort()).toEqual(['mine.interrupted.csv', 'mine.interrupted.json']);
    await saveRun(makeRun(), folder, 'mine');
    expect((await readdir(folder)).sort()).toEqual(['mine.csv', 'mine.json']);
  });

  test('a run counts as saved if it has a sound JSON file of its id, with the version that made it', async () => {
    const { id } = makeRun();
    for (const name of ['sound', 'damaged', 'other']) await saveRun(makeRun(), folder, name);
    await writeFile(path.join(folder, 'damaged.json'), '{"schema":');
    await saveRun(makeRun({ status: 'interrupted' }), folder, 'part');
    const runs = ['sound', 'damaged', 'part', 'new'].map((name) => ({ id, name }));
    expect(await savedRuns(folder, [...runs, { id: 'f00', name: 'other' }])).toEqual(new Map([['sound', '0.1.0']]));
    expect(await savedRuns(path.join(folder, 'none'), runs)).toEqual(new Map());
  });

  test('a run of another version of the schema does not count as saved', async () => {
    const [json = ''] = await saveRun(makeRun(), folder, 'mine');
    const other = { ...makeRun(), schema: 'adabatch/run@2' };
    await writeFile(json, JSON.stringify(sealed(other)));
    expect(await savedRuns(folder, [{ id: other.id, name: 'mine' }])).toEqual(new Map());
  });

  test('no JSON is left if the CSV cannot be written, not even an older one', async () => {
    const [, csv = ''] = await saveRun(makeRun(), folder, 'mine');
    await rm(csv);
    await mkdir(path.join(csv, 'in-its-way'), { recursive: true });
    await expect(saveRun(makeRun(), folder, 'mine')).rejects.toThrow(UserError);
    expect(await readdir(folder)).toEqual(['mine.csv']);
  });

  test('the name of a result has what tells a run from others, in characters that every system takes', async () => {
    const { configuration, id } = makeRun();
    expect(resultName('my data (v2).svm', configuration, id)).toBe(`my_data_v2_.svm-sgd-adabatch-64-${id}`);
    expect(resultName('x'.repeat(300), configuration, id)).toBe(`${'x'.repeat(100)}-sgd-adabatch-64-${id}`);
  });

  test('saved results are counted, and none if there is no folder', async () => {
    await saveRun(makeRun(), folder, 'mine');
    expect(await stillSaved(folder, ['mine', 'other'])).toEqual(['mine']);
    expect(await stillSaved(path.join(folder, 'none'), ['mine'])).toEqual([]);
    await expect(stillSaved(path.join(folder, 'mine.json'), ['mine'])).rejects.toThrow(UserError);
  });

  test('a CSV that is missing or of another run is made again, and no other is written', async () => {
    const [json = '', csv = ''] = await saveRun(makeRun(), folder, 'mine');
    const sound = await readFile(csv, 'utf8');
    const run = await readRun(json);
    const { ino } = await stat(csv);
    await restoreCsv(run, folder, 'mine');
    expect((await stat(csv)).ino).toBe(ino);
    await writeFile(csv, 'run_id\n');
    await restoreCsv(run, folder, 'mine');
    expect(await readFile(csv, 'utf8')).toBe(sound);
    await rm(csv);
    await restoreCsv(run, folder, 'mine');
    expect(await readFile(csv, 'utf8')).toBe(sound);
  });

  test('an output folder is refused before any work if it can be none', async () => {
    await writeFile(path.join(folder, 'file'), '');
    expect(await complaintOf(checkFolder(''))).toEqual(['‹out› takes a folder, not ""', undefined]);
    expect(await complaintOf(checkFolder(path.join(folder, 'file')))).toEqual([
      `${path.join(folder, 'file')} is not a folder`,
      'Choose another with ‹out›',
    ]);
    expect((await complaintOf(checkFolder(path.join(folder, 'file', 'x'))))[0]).toContain('is not a folder');
    await checkFolder(path.join(folder, 'new', 'one'));
    expect(await readdir(folder)).toEqual(['file']);
  });

  test('a result that cannot be written is refused with what to try', async () => {
    await writeFile(path.join(folder, 'file'), '');
    expect(await complaintOf(saveRun(makeRun(), path.join(folder, 'file', 'x')))).toEqual([
      `cannot write to ${path.join(folder, 'file', 'x')}: a part of the path is not a folder`,
      'Choose another folder with ‹out›, or save nothing with ‹save: false›',
    ]);
  });

  test('saving leaves no temporary file, also when it fails', async () => {
    await saveRun(makeRun(), folder, 'mine');
    expect((await readdir(folder)).sort()).toEqual(['mine.csv', 'mine.json']);
    await expect(saveRun(makeRun(), folder, 'x'.repeat(300))).rejects.toThrow('the name is too long');
    expect(await readdir(folder)).toHaveLength(2);
  });

  test('a run that breaks the schema is not written', async () => {
    const broken = { ...makeRun(), status: 'fine' } as unknown as Run;
    await expect(saveRun(broken, folder, 'mine')).rejects.toThrow();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the table of a curve', () => {
  test('the table leaves out columns that are nowhere measured, and names losses that are not finite', () => {
    const { curve } = makeRun();
    expect(curveTable(curve).split('\n')).toEqual([
      'epoch  updates  seconds  train loss  train error',
      '    0        0   0.0000    0.500000      0.25000',
      '    1        1   0.1250  not finite      0.00000',
    ]);
  });

  test('the table thins a long curve evenly, with its first and last point', () => {
    const curve = Array.from({ length: 1001 }, (_, epoch) => point({ epoch }));
    const epochs = curveTable(curve)
      .split('\n')
      .slice(1)
      .map((line) => Number(line.trim().split(/ +/)[0]));
    expect(epochs).toHaveLength(25);
    expect([epochs[0], epochs[12], epochs[24]]).toEqual([0, 500, 1000]);
  });
});
