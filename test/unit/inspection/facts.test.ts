import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inspect } from '../../../src/inspection/inspect.js';
import type { InspectionRequest } from '../../../src/inspection/request.js';
import { squared } from '../../../src/objective/losses.js';
import type { Inspection } from '../../../src/results/inspection.js';
import { temporaryFolder } from '../../support/folders.js';
import { silentObserver, standardRequest } from '../../support/requests.js';

const folder = temporaryFolder();
let files = 0;

async function factsOf(lines: string[], changes: Partial<InspectionRequest> = {}): Promise<Inspection> {
  const dataset = path.join(folder, `${files++}.data`);
  await writeFile(dataset, `${lines.join('\n')}\n`);
  const { loss, bias } = standardRequest;
  return inspect({ dataset, loss, bias, batches: [2], ...changes }, silentObserver);
}

/** One row twice, one without features, a feature in one row only and one in none. */
const mixed = ['-1 1:3 2:4', '1 1:3 2:4', '-1 1:3 2:4', '-1', '1 1:0.6 4:0.8'];

test('rows, features and values are counted over the whole file', async () => {
  const { dataset, density, labels, values, rows, features } = await factsOf(mixed);
  expect(dataset).toMatchObject({ name: '0.data', rows: 5, features: 4, nonzeros: 8 });
  expect(density).toBe(8 / 20);
  expect(labels).toEqual({
    distinct: 2,
    counts: [
      { label: '-1', rows: 3 },
      { label: '1', rows: 2 },
    ],
    quantiles: null,
  });
  expect(values).toEqual({ range: { min: 0.6, max: 4 }, distinct: [0.6, 0.8, 3, 4] });
  expect(rows).toEqual({
    withoutFeatures: 1,
    duplicates: 1,
    nonzeros: { min: 0, q10: 0, q25: 2, median: 2, q75: 2, q90: 2, max: 2 },
    norms: { min: 1, q10: 1, q25: 1, median: 5, q75: 5, q90: 5, max: 5 },
    normalised: false,
  });
  expect(features).toEqual({
    neverActive: 1,
    activeOnce: 1,
    activeInEveryRow: 0,
    frequencies: { min: 0.2, q10: 0.2, q25: 0.2, median: 0.6, q75: 0.8, q90: 0.8, max: 0.8 },
  });
});

test.each([
  ['1', ['1 1:0.6 2:0.8', '-1 3:1', '1'], true],
  ['almost 1', ['1 1:0.9995', '-1 2:1.0005'], true],
  ['1 but for the shortest', ['1 1:0.9985', '-1 2:1'], false],
  ['1 but for the longest', ['1 1:1', '-1 2:1.0015'], false],
])('rows are normalised if all norms are 1, to three digits: norms that are %s', async (_, lines, normalised) => {
  expect((await factsOf(lines)).rows.normalised).toBe(normalised);
});

test('a feature in every row is named, and so is one in a single row', async () => {
  const { features } = await factsOf(['1 1:1 2:1', '-1 1:1 3:1']);
  expect(features).toMatchObject({ neverActive: 0, activeOnce: 2, activeInEveryRow: 1 });
});

test('rows without any feature have no norms, frequencies, smoothness or batches', async () => {
  const { density, values, rows, features, ...facts } = await factsOf(['1', '-1']);
  expect(density).toBe(0);
  expect(values).toEqual({ range: null, distinct: [] });
  expect([rows.norms, rows.normalised, features.frequencies]).toEqual([null, false, null]);
  expect(facts).toMatchObject({ smoothness: null, batches: [], differsFrom: null });
});

test('the index base is that of a LIBSVM file, detected or given, and a table has none', async () => {
  const baseOf = async (lines: string[], changes?: Partial<InspectionRequest>) => {
    const { indexBase, indexBaseFrom } = await factsOf(lines, changes);
    return [indexBase, indexBaseFrom];
  };
  expect(await baseOf(mixed)).toEqual([1, 'detected']);
  expect(await baseOf(['1 0:1', '-1 1:1'])).toEqual([0, 'detected']);
  expect(await baseOf(mixed, { indexBase: 0 })).toEqual([0, 'given']);
  expect(await baseOf(['a,y', '1,0', '2,1'])).toEqual([null, null]);
});

test('a batch above the rows counts as all of them, and no batch size comes twice', async () => {
  const { batches } = await factsOf(mixed, { batches: [2, 5, 64, 2] });
  expect(batches.map(({ batch }) => batch)).toEqual([2, 5]);
});

test('up to a hundred labels are counted, and more labels have quantiles', async () => {
  const labelled = (count: number) =>
    factsOf(
      Array.from({ length: count }, (_, row) => `${row} 1:1`),
      { loss: squared },
    );
  const [counted, many] = [(await labelled(100)).labels, (await labelled(101)).labels];
  expect([counted.distinct, counted.counts.length, counted.quantiles]).toEqual([100, 100, null]);
  expect(many).toEqual({
    distinct: null,
    counts: [],
    quantiles: { min: 0, q10: 10, q25: 25, median: 50, q75: 75, q90: 90, max: 100 },
  });
  const named = await factsOf(['a,y', ...Array.from({ length: 101 }, (_, row) => `${row},n${row}`)]);
  expect(named.labels.quantiles).toBeNull();
});

test('the notes of a reader are given, and options for other formats are refused', async () => {
  const remarks: string[] = [];
  const say = (text: string) => void remarks.push(text);
  const dataset = path.join(folder, 'table.csv');
  await writeFile(dataset, 'a,b,y\n1,x,0\n2,y,1\n');
  const { loss, bias } = standardRequest;
  const observer = { ...silentObserver, note: say, warn: say };
  await inspect({ dataset, loss, bias, batches: [2] }, observer);
  expect(remarks).toContain('table.csv: the label 1 is +1, 0 is -1');
  await expect(inspect({ dataset, loss, bias, batches: [2], indexBase: 0 }, observer)).rejects.toThrow('‹indexBase›');
});
