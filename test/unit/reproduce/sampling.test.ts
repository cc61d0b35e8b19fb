import { describe, expect, test } from 'vitest';
import { losses } from '../../../src/objective/losses.js';
import { agreementOf, variancesOf } from '../../../src/reproduce/sampling/agreement.js';
import { type Drawing, withoutReplacement, withReplacement } from '../../../src/reproduce/sampling/drawings.js';
import { type Gradients, gradientsOf } from '../../../src/reproduce/sampling/gradients.js';
import { planFor } from '../../../src/reproduce/sampling/plan.js';
import { type Sample, sampleBatches } from '../../../src/reproduce/sampling/repetitions.js';
import { correlationWithAdagrad, rescalingsOf } from '../../../src/reproduce/sampling/scales.js';
import { randomFor } from '../../../src/util/random.js';
import { type DenseProblem, gradient } from '../../reference/reference.js';
import { engineProblem } from '../../support/engine.js';
import { randomProblem } from '../../support/problems.js';

// What claim 2 is checked with, against plain loops over dense arrays and against all batches that there are.

const range = (length: number) => Array.from({ length }, (_, number) => number);
const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The gradient of each row. */
function gradientsByRow(dense: DenseProblem, weights: number[]): number[][] {
  return dense.rows.map((row, i) => gradient({ ...dense, rows: [row], labels: [dense.labels[i]!] }, weights));
}

/** All batches of distinct rows, or all sequences of rows. */
function allBatches(drawing: Drawing, rows: number, batch: number): number[][] {
  if (batch === 0) return [[]];
  return allBatches(drawing, rows, batch - 1).flatMap((begun) =>
    range(rows)
      .filter((row) => drawing === withReplacement || !begun.includes(row))
      .map((row) => [...begun, row]),
  );
}

describe('the gradients of a problem', () => {
  test.each(losses)('$name: their means, their mean squares and the rows of features', async ({ name }) => {
    const dense = randomProblem(name, 0);
    const problem = await engineProblem(dense);
    const weights = range(dense.features).map((k) => (k % 3) - 0.7);
    problem.memory.f64(problem.weights, dense.features).set(weights);
    const found = gradientsOf(problem);
    const byRow = gradientsByRow(dense, weights);
    for (const k of range(dense.features)) {
      const values = byRow.map((row) => row[k]!);
      expect(found.mean[k]).toBeCloseTo(meanOf(values), 13);
      expect(found.meanSquare[k]).toBeCloseTo(meanOf(values.map((value) => value ** 2)), 13);
      expect(found.counts[k]).toBe(dense.rows.filter((row) => row[k] !== 0).length);
    }
  });

  test('a stored zero is no value', async () => {
    const problem = await engineProblem(randomProblem('logistic', 0));
    const { counts } = gradientsOf(problem);
    const feature = problem.train.stored.indices[0]!;
    problem.train.stored.values[0] = 0;
    counts[feature] = counts[feature]! - 1;
    expect(gradientsOf(problem).counts).toEqual(counts);
  });
});

describe.each([withReplacement, withoutReplacement])('$name', (drawing) => {
  const draws = (rows: number, batch: number, times: number) => {
    const draw = drawing.start(rows, randomFor(7, 'batches'));
    const drawn = new Uint32Array(batch);
    return range(times).map(() => {
      draw(drawn);
      return [...drawn];
    });
  };

  test('c_k and the variance of a mean are those over all batches that there are', async () => {
    const dense = randomProblem('logistic', 0, { rows: 6, features: 5, seed: 3 });
    const byRow = gradientsByRow(dense, [0, 0, 0, 0, 0]);
    const batches = allBatches(drawing, 6, 3);
    for (const k of range(5)) {
      const count = dense.rows.filter((row) => row[k] !== 0).length;
      if (count === 0) continue;
      const values = byRow.map((row) => row[k]!);
      const sums = batches.map((batch) => 3 * meanOf(batch.map((row) => values[row]!)));
      const aggregated = batches.map((batch, at) => {
        return sums[at]! / (batch.filter((row) => dense.rows[row]?.[k] !== 0).length || 1);
      });
      expect(meanOf(aggregated)).toBeCloseTo(drawing.rescaling(count, 6, 3) * meanOf(values), 13);
      const variance = meanOf(values.map((value) => (value - meanOf(values)) ** 2));
      const ofMeans = meanOf(sums.map((sum) => (sum / 3 - meanOf(values)) ** 2));
      expect(ofMeans).toBeCloseTo(drawing.varianceOfMean(6, 3) * variance, 13);
    }
  });

  test('c_k is 1 where every row has the feature, and about B where one of many has', () => {
    expect(drawing.rescaling(1000, 1000, 64)).toBe(1);
    expect(drawing.rescaling(7, 1000, 1)).toBeCloseTo(1, 14);
    expect(Math.abs(drawing.rescaling(1, 1e9, 64) - 64)).toBeLessThan(1e-5);
  });

  test('batches are of rows that are all as likely, at every place', () => {
    const batches = draws(10, 4, 20_000);
    for (const place of range(4)) {
      for (const row of range(10)) {
        // Five standard deviations of a binomial count.
        const times = batches.filter((batch) => batch[place] === row).length;
        expect(Math.abs(times - 2000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.1 * 0.9));
      }
    }
    const repeating = batches.filter((batch) => new Set(batch).size < 4).length / batches.length;
    if (drawing === withoutReplacement) expect(repeating).toBe(0);
    else expect(Math.abs(repeating - (1 - 0.9 * 0.8 * 0.7))).toBeLessThan(0.02);
  });

  test('a sample has the moments of what a naive rule makes of the same batches', async () => {
    const dense = randomProblem('logistic', 0);
    const gradients = gradientsOf(await engineProblem(dense));
    const coordinates = Uint32Array.of(4, 0, 9);
    const plan = { coordinates, batch: 7, batches: 5, repetitions: 3 };
    const weigh = ({ batch, count, frequency }: { batch: number; count: number; frequency: number }, feature: number) =>
      batch / (count + frequency + feature);
    const sample = sampleBatches(gradients, plan, drawing, weigh, randomFor(7, 'batches'));
    const byRow = gradientsByRow(dense, new Array(dense.features).fill(0));
    const batches = draws(61, 7, 15);
    coordinates.forEach((k, at) => {
      const frequency = dense.rows.filter((row) => row[k] !== 0).length / 61;
      const values = batches.map((batch) => {
        const count = batch.filter((row) => dense.rows[row]?.[k] !== 0).length;
        const sum = batch.reduce((total, row) => total + byRow[row]![k]!, 0);
        return count === 0 ? 0 : (7 / (count + frequency + k)) * sum;
      });
      for (const repetition of range(3)) {
        const mean = meanOf(values.slice(5 * repetition, 5 * repetition + 5));
        expect(sample.means[3 * repetition + at]).toBeCloseTo(mean, 13);
      }
      expect(sample.squares[at]).toBeCloseTo(
        values.reduce((sum, value) => sum + value ** 2, 0),
        13,
      );
      expect(sample.cubes[at]).toBeCloseTo(
        values.reduce((sum, value) => sum + value ** 3, 0),
        13,
      );
      expect(variancesOf(sample)[at]).toBeCloseTo(meanOf(values.map((value) => (value - meanOf(values)) ** 2)), 13);
    });
  });
});

/** The sample of batches with these values, for each coordinate repetition by repetition. */
function sampleOf(values: number[][][]): Sample {
  const [repetitions, batches] = [values[0]!.length, values[0]![0]!.length];
  const sumOf = (power: number) =>
    Float64Array.from(values, (own) => own.flat().reduce((sum, value) => sum + value ** power, 0));
  return {
    ...{ coordinates: Uint32Array.from(values.keys()), batch: 1, batches, repetitions },
    means: Float64Array.from(range(repetitions).flatMap((repetition) => values.map((own) => meanOf(own[repetition]!)))),
    ...{ squares: sumOf(2), cubes: sumOf(3) },
  };
}

describe('agreement with an expectation', () => {
  test('z is in standard errors of the variance over all batches, towards the expectation, and its spread over repetitions', () => {
    // Values ±1 have the variance 1, and four of them a standard error of ½.
    const first = [
      [1, 1, 1, -1],
      [-1, -1, 1, -1],
      [1, -1, 1, -1],
    ];
    const second = first.map((values) => values.map((value) => -value));
    // Over the first: means ½, −½, 0; over the second the opposite. Expectations ¼ and −¼: z = ½, −3/2, −½ for both.
    const agreement = agreementOf(sampleOf([first, second]), Float64Array.of(0.25, -0.25));
    expect(agreement).toEqual({
      ...{ coordinates: 2, meanZ: -0.5, variance: expect.closeTo(2 / 3, 14), beyond: 0 },
      standardError: expect.closeTo(1 / Math.sqrt(3), 14),
    });
    expect(agreementOf(sampleOf([first, second]), Float64Array.of(0.25, 1.25)).beyond).toBe(1 / 6);
    expect(agreementOf(sampleOf([first, second]), Float64Array.of(0.25, 0.25)).meanZ).toBe(-0.5);
  });

  test('coordinates that do not vary, or whose variance is of a few batches, are left out', () => {
    const even = range(4).map(() => range(100).map((batch) => (batch % 2 ? 1 : -1)));
    const constant = even.map((values) => values.map(() => 0.1));
    const rare = (times: number) =>
      even.map((values, repetition) => values.map((_, batch) => (repetition === 0 && batch < times ? 1 : 0)));
    const coordinatesOf = (...values: number[][][]) =>
      agreementOf(sampleOf(values), new Float64Array(values.length)).coordinates;
    expect(coordinatesOf(even)).toBe(1);
    expect(coordinatesOf(even, constant, constant)).toBe(1);
    // The skewness of the mean of 100 is about 1/√(100 p), so ½ at four batches of a hundred.
    expect(coordinatesOf(rare(8))).toBe(0);
    expect(coordinatesOf(rare(24))).toBe(1);
    expect(coordinatesOf(rare(24).map((values) => values.map((value) => -value)))).toBe(1);
    expect(coordinatesOf(rare(8).map((values) => values.map((value) => -value)))).toBe(0);
  });
});

describe('the plan', () => {
  /** A plan for features with these numbers of rows; a row has ten values. */
  const planOf = (rows: number, counts: number[], isQuick = false) => {
    const gradients = { problem: { train: { rows, nonzeros: 10 * rows } }, counts: Uint32Array.from(counts) };
    return planFor(gradients as Gradients, isQuick);
  };

  test('frequent features get many repetitions, and those that are rare for them are left out', () => {
    // 10 values of 64 rows: 312,500 batches in all, so 79 in each of 4,000 repetitions at most, and p ≥ 100/(64 · 79).
    expect(planOf(10_000, [9000, 8000, 198, 197, 0])).toEqual({
      ...{ coordinates: Uint32Array.of(0, 1, 2), batch: 64, batches: 79, repetitions: 3955 },
    });
    expect(planOf(10_000, [9000, 8000, 978, 976], true)).toEqual({
      ...{ coordinates: Uint32Array.of(0, 1, 2), batch: 64, batches: 16, repetitions: 3906 },
    });
  });

  test('rare features get long repetitions, so that those with half of the stored values count', () => {
    // 100 · 10,000/(64 · 20) batches
    expect(planOf(10_000, [21, 20, 20, 19])).toMatchObject({
      coordinates: Uint32Array.of(0, 1, 2),
      batches: 782,
      repetitions: 399,
    });
    expect(planOf(10_000, [20, 20, 20, 59])).toMatchObject({ coordinates: Uint32Array.of(0, 1, 2, 3), batches: 782 });
    expect(planOf(10_000, [20, 20, 20, 60])).toMatchObject({ coordinates: Uint32Array.of(3) });
    expect(planOf(100_000, [1, 1])).toMatchObject({ coordinates: new Uint32Array(), batches: 78_125, repetitions: 0 });
  });

  test('a batch is half of the rows at most, but one', () => {
    expect(planOf(90, [50])).toMatchObject({ batch: 45 });
    expect(planOf(1, [1])).toMatchObject({ batch: 1 });
  });
});

test('c_k goes along with the scale of Adagrad where the frequencies decide both', async () => {
  const rows = range(40).map((i) => range(5).map((k) => (i % (k + 1) === 0 ? 1 : 0)));
  const dense: DenseProblem = { rows, labels: rows.map(() => 1), features: 5, loss: 'logistic', lambda: 0 };
  const correlationOf = async (given: DenseProblem) => {
    const gradients = gradientsOf(await engineProblem(given));
    const rescalings = rescalingsOf(gradients, withReplacement, 8);
    return correlationWithAdagrad(gradients, withReplacement, 8, rescalings);
  };
  expect(await correlationOf(dense)).toBeCloseTo(1, 14);
  // Values that are larger the rarer their feature.
  const scaled = { ...dense, rows: rows.map((row) => row.map((value, k) => value * 10 ** k)) };
  expect(await correlationOf(scaled)).toBeCloseTo(-1, 14);
  expect(await correlationOf({ ...dense, rows: rows.map((row) => row.slice(0, 1)), features: 1 })).toBeNaN();
});

test('G_k of Adagrad is that of averages over batches', async () => {
  const dense = randomProblem('logistic', 0);
  const gradients = gradientsOf(await engineProblem(dense));
  const coordinates = Uint32Array.of(0, 3);
  const plan = { coordinates, batch: 8, batches: 20_000, repetitions: 1 };
  const { squares } = sampleBatches(gradients, plan, withReplacement, () => 1 / 8, randomFor(0, 'batches'));
  const expectation = (k: number) => (gradients.meanSquare[k]! + 7 * gradients.mean[k]! ** 2) / 8;
  coordinates.forEach((k, at) => {
    expect(Math.abs(squares[at]! / 20_000 / expectation(k) - 1)).toBeLessThan(0.05);
  });
});
