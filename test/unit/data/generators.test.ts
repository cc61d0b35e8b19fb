import { describe, expect, test } from 'vitest';
import { readLibsvm } from '../../../src/data/formats/libsvm/reader.js';
import { libsvmText } from '../../../src/data/formats/libsvm/writer.js';
import { AliasTable } from '../../../src/data/generators/alias-table.js';
import { zipfFrequencies } from '../../../src/data/generators/frequencies.js';
import { generateRows, type Recipe } from '../../../src/data/generators/generate.js';
import { PoissonCount } from '../../../src/data/generators/poisson.js';
import { denseSupports, disjointSupports, type Supports } from '../../../src/data/generators/supports.js';
import { type Task, tasks } from '../../../src/data/generators/tasks.js';
import { ZipfSupports } from '../../../src/data/generators/zipf-supports.js';
import type { RowReader } from '../../../src/data/rows.js';
import { randomFor } from '../../../src/util/random.js';
import { type Row, readAll } from '../../support/reading.js';

const [binary, regression] = tasks as [Task, Task];

const FEATURES = 500;
const NNZ = 20;
const zipf = (exponent = 1, seed = 0) => new ZipfSupports(FEATURES, NNZ, exponent, randomFor(seed, 'supports'));
/** Fresh rows, as many times as they are asked for. */
function generate(changes: Partial<Recipe> = {}): RowReader {
  const supports = changes.supports ?? zipf();
  return generateRows({ rows: 2000, features: FEATURES, task: binary, noise: 0, seed: 0, ...changes, supports });
}
const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;

describe('frequencies', () => {
  test.each([0, 0.3, 1, 1.1, 2, 3.75, 10])(
    'frequencies fall as 1/rank^%d and give rows of the mean length',
    (exponent) => {
      const frequencies = zipfFrequencies(FEATURES, NNZ, exponent);
      expect(sum(frequencies)).toBeCloseTo(NNZ, 10);
      const everywhere = frequencies.filter((frequency) => frequency === 1).length;
      const last = frequencies[FEATURES - 1]!;
      frequencies.forEach((frequency, position) => {
        const law = last * (FEATURES / (position + 1)) ** exponent;
        if (position < everywhere) expect(law).toBeGreaterThan(1 - 1e-9);
        else expect(frequency / law).toBeCloseTo(1, 11);
      });
    },
  );

  test('frequencies are 1 if a row has all features', () => {
    expect([...zipfFrequencies(7, 7, 0)]).toEqual(Array(7).fill(1));
    expect([...zipfFrequencies(7, 7, 2.5)]).toEqual(Array(7).fill(1));
    expect([...zipfFrequencies(1, 1, 1)]).toEqual([1]);
  });
});

/** How often each of the numbers 0 … length − 1 is drawn. */
function shares(length: number, draws: number, draw: () => number): Float64Array {
  const counts = new Float64Array(length);
  for (let count = 0; count < draws; count++) {
    const drawn = draw();
    counts[drawn] = counts[drawn]! + 1;
  }
  return counts.map((count) => count / draws);
}

describe('draws', () => {
  const DRAWS = 100_000;
  const random = randomFor(1, 'supports');
  /** Five standard deviations of a share. */
  const tolerance = (probability: number) => 5 * Math.sqrt(probability / DRAWS) + 1e-9;

  test('an alias table draws by its weights', () => {
    const weights = Float64Array.of(0, 5, 1, 0.001, 0, 20, 3, 3);
    const table = new AliasTable(weights);
    shares(weights.length, DRAWS, () => table.draw(random)).forEach((share, position) => {
      const probability = weights[position]! / sum(weights);
      expect(Math.abs(share - probability)).toBeLessThanOrEqual(tolerance(probability));
    });
  });

  test.each([0, 1e-6, 0.5, 3, 40.7])('counts of mean %d follow the Poisson law', (expected) => {
    const counts = new PoissonCount(expected);
    let probability = Math.exp(-expected);
    shares(counts.most + 1, DRAWS, () => counts.draw(random)).forEach((share, count) => {
      expect(Math.abs(share - probability)).toBeLessThanOrEqual(tolerance(probability));
      probability *= expected / (count + 1);
    });
    expect(counts.most).toBeGreaterThanOrEqual(expected);
  });
});

describe('supports', () => {
  const ROWS = 20_000;

  test.each([0, 0.5, 1, 1.5])('supports of Zipf exponent %d have each feature with its frequency', (exponent) => {
    const law = zipfFrequencies(FEATURES, NNZ, exponent);
    const rowsWith = new Float64Array(FEATURES);
    const supports = zipf(exponent);
    const row = new Uint32Array(supports.most);
    for (let count = 0; count < ROWS; count++) {
      const support = row.subarray(0, supports.draw(row, 0));
      for (const feature of support) rowsWith[feature] = rowsWith[feature]! + 1;
    }
    expect(Math.abs(sum(rowsWith) / ROWS - NNZ)).toBeLessThan(5 * Math.sqrt(NNZ / ROWS));
    // Which feature has which rank is not told, but by the frequencies themselves.
    const byFrequency = rowsWith.toSorted((one, other) => other - one).map((count) => count / ROWS);
    byFrequency.forEach((share, position) => {
      const p = law[position]!;
      expect(Math.abs(share - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / ROWS));
    });
  });

  test('two features of a support come independently of each other', () => {
    const supports = new ZipfSupports(4, 2, 0.5, randomFor(3, 'supports'));
    const row = new Uint32Array(supports.most);
    const patterns = shares(16, ROWS, () => sum(row.subarray(0, supports.draw(row, 0)).map((feature) => 1 << feature)));
    const having = (wanted: number) => sum(patterns.filter((_, pattern) => (pattern & wanted) === wanted));
    for (const [one, other] of [
      [1, 2],
      [1, 4],
      [2, 8],
      [4, 8],
    ] as const) {
      expect(Math.abs(having(one | other) - having(one) * having(other))).toBeLessThan(0.02);
    }
  });
});

describe('generated rows', () => {
  test.each<[string, () => Supports]>([
    ['Zipf', zipf],
    ['dense', () => denseSupports(FEATURES)],
    ['disjoint', () => disjointSupports(NNZ)],
  ])('%s rows are in order, of norm 1, with values within a factor of 3', async (_, supports) => {
    const { rows, summary } = await readAll(generate({ rows: 200, features: 200 * NNZ, supports: supports() }));
    expect(rows).toHaveLength(200);
    expect(summary).toEqual({ indexBase: 1, features: Math.max(...rows.flatMap(({ indices }) => indices)), notes: [] });
    for (const { indices, values } of rows) {
      expect(indices).toEqual([...new Set(indices)].sort((one, other) => one - other));
      expect(indices[0]).toBeGreaterThan(0);
      expect(Math.abs(sum(values.map((value) => value * value)) - 1)).toBeLessThan(2e-5);
      const sizes = values.map(Math.abs);
      expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(3 + 1e-3);
    }
    const all = rows.flatMap(({ values }) => values);
    expect(Math.abs(mean(all.map(Math.sign)))).toBeLessThan(5 / Math.sqrt(all.length));
  });

  test('dense rows have all features, and disjoint rows share none', async () => {
    const dense = await readAll(generate({ rows: 9, features: 4, supports: denseSupports(4) }));
    expect(dense.rows.map(({ indices }) => indices)).toEqual(Array(9).fill([1, 2, 3, 4]));
    const disjoint = await readAll(generate({ rows: 9, features: 20, supports: disjointSupports(2) }));
    expect(disjoint.rows.flatMap(({ indices }) => indices)).toEqual(Array.from({ length: 18 }, (_, at) => at + 1));
  });

  test('rows that are empty are rows all the same', async () => {
    const supports = new ZipfSupports(FEATURES, 1, 0, randomFor(0, 'supports'));
    const { rows } = await readAll(generate({ rows: 5000, supports }));
    const empty = rows.filter(({ indices }) => indices.length === 0).length / 5000;
    expect(Math.abs(empty - (1 - 1 / FEATURES) ** FEATURES)).toBeLessThan(5 * Math.sqrt((0.4 * 0.6) / 5000));
  });

  test('rows are the same in chunks and as text', async () => {
    const rows = 40_000;
    let chunks = 0;
    for await (const chunk of generate({ rows })) {
      chunks++;
      expect(chunk.values.length).toBeLessThan(100_000);
    }
    expect(chunks).toBeGreaterThan(5);
    const { rows: generated } = await readAll(generate({ rows }));
    const { rows: read } = await readAll(readLibsvm(libsvmText(generate({ rows })), { file: 'a.svm' }));
    expect(read).toEqual(generated);
  });

  test('a smaller number of rows gives the first of more rows', async () => {
    const { rows } = await readAll(generate({ noise: 0.1 }));
    expect((await readAll(generate({ rows: 700, noise: 0.1 }))).rows).toEqual(rows.slice(0, 700));
  });

  test('another seed gives other rows', async () => {
    const { rows } = await readAll(generate({ rows: 20 }));
    const others = await readAll(generate({ rows: 20, seed: 1, supports: zipf(1, 1) }));
    others.rows.forEach(({ indices, values }, at) => {
      expect(indices).not.toEqual(rows[at]?.indices);
      expect(values).not.toEqual(rows[at]?.values);
    });
  });
});

describe('generated labels', () => {
  const labels = (rows: Row[]) => rows.map(({ label }) => label);
  const features = (rows: Row[]) => rows.map(({ indices, values }) => ({ indices, values }));

  test('labels are the side of a planted margin, or the margin itself for a regression', async () => {
    const { rows: sides } = await readAll(generate());
    const { rows: margins } = await readAll(generate({ task: regression }));
    expect(features(sides)).toEqual(features(margins));
    expect(labels(sides)).toEqual(labels(margins).map((margin) => (margin > 0 ? 1 : -1)));
    expect(Math.abs(mean(labels(sides)))).toBeLessThan(5 / Math.sqrt(sides.length));
  });

  test('noise flips its share of the labels and changes nothing else', async () => {
    const { rows: clean } = await readAll(generate());
    const flippedAt = async (noise: number) => {
      const { rows } = await readAll(generate({ noise }));
      expect(features(rows)).toEqual(features(clean));
      return labels(rows).flatMap((label, at) => (label === clean[at]?.label ? [] : [at]));
    };
    const few = await flippedAt(0.05);
    const more = await flippedAt(0.3);
    expect(Math.abs(few.length / clean.length - 0.05)).toBeLessThan(0.025);
    expect(Math.abs(more.length / clean.length - 0.3)).toBeLessThan(0.05);
    expect(more).toEqual(expect.arrayContaining(few));
    expect(await flippedAt(1)).toHaveLength(clean.length);
  });

  test('noise of a regression has its standard deviation, mostly within two of them', async () => {
    const { rows: clean } = await readAll(generate({ task: regression, rows: 20_000 }));
    const { rows: noisy } = await readAll(generate({ task: regression, rows: 20_000, noise: 0.5 }));
    const errors = noisy.map(({ label }, at) => label - (clean[at]?.label as number));
    expect(Math.abs(mean(errors))).toBeLessThan(0.02);
    expect(Math.sqrt(mean(errors.map((error) => error * error)))).toBeCloseTo(0.5, 1);
    expect(mean(errors.map((error) => (Math.abs(error) < 1 ? 1 : 0)))).toBeCloseTo(0.955, 2);
  });
});
