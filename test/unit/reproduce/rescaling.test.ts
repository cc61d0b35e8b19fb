import { beforeAll, describe, expect, test } from 'vitest';
import type { LaidProblem } from '../../../src/experiment/session.js';
import type { Evidence } from '../../../src/reproduce/claim.js';
import { checkRescaling, rescaling } from '../../../src/reproduce/claims/rescaling.js';
import { agreementOf } from '../../../src/reproduce/sampling/agreement.js';
import { withoutReplacement, withReplacement } from '../../../src/reproduce/sampling/drawings.js';
import { type Gradients, gradientsOf } from '../../../src/reproduce/sampling/gradients.js';
import { type Plan, sampleBatches, type Weigh } from '../../../src/reproduce/sampling/repetitions.js';
import { expected } from '../../../src/rules/expected.js';
import { mean } from '../../../src/rules/mean.js';
import { sum } from '../../../src/rules/sum.js';
import { randomFor } from '../../../src/util/random.js';
import type { DenseProblem } from '../../reference/reference.js';
import { engineProblem } from '../../support/engine.js';
import { randomProblem } from '../../support/problems.js';

// The check of claim 2: that it holds for adabatch, and catches rules that are mistaken.

const random = randomProblem('logistic', 0, { rows: 300, features: 40 });
/** With gradients that are of one sign for the most part, as counts and words have them. */
const sparse = {
  ...random,
  rows: random.rows.map((row) => row.map(Math.abs)),
  labels: random.labels.map((_, i) => (i % 7 === 0 ? 1 : -1)),
};
const drawings = [withReplacement, withoutReplacement];

/** The features that are active in at least a tenth of the rows, in batches of 16. */
function planOf({ counts, problem }: Gradients, changes: Partial<Plan> = {}): Plan {
  const coordinates = Uint32Array.from(counts.keys()).filter((feature) => counts[feature]! >= problem.train.rows / 10);
  return { coordinates, batch: 16, batches: 63, repetitions: 1500, ...changes };
}

async function gradientsIn(dense: DenseProblem): Promise<Gradients> {
  return gradientsOf(await engineProblem(dense));
}

let gradients: Gradients;
beforeAll(async () => {
  gradients = await gradientsIn(sparse);
});

function figure(finding: ReturnType<typeof checkRescaling>, name: string) {
  return finding.table.rows.find(([figure]) => figure === name)?.[1];
}

describe.each(drawings)('the rescaling of $name', (drawing) => {
  const check = (weigh?: Weigh, plan = planOf(gradients)) => checkRescaling(gradients, plan, drawing, weigh);
  let found: ReturnType<typeof check>;
  beforeAll(() => {
    found = check();
  });

  test('holds for adabatch and for expected rules, and not for others', () => {
    expect(found).toMatchObject({ verdict: 'holds', batch: null, about: `${drawing.name}, B = 16` });
    const outright: Weigh = (_, feature) => drawing.rescaling(gradients.counts[feature]!, 300, 16) / 16;
    expect(check(outright).verdict).toBe('holds');
    for (const { weight } of [mean, sum]) expect(check(weight).verdict).toBe('does not hold');
  });

  test('a rule that divides by N_k + 1 is caught', () => {
    const { verdict, reason } = check(({ count }) => 1 / (count + 1));
    expect(verdict).toBe('does not hold');
    expect(reason).toContain('out of bounds are mean z, the variance, the share above 3');
    expect(reason).toMatch(/^Mean z is -/);
  });

  test('a rule that divides by the count of the batch before is caught', () => {
    const before = new Map<number, number>();
    const late: Weigh = ({ count }, feature) => {
      const last = before.get(feature) ?? count;
      before.set(feature, count);
      return 1 / last;
    };
    const { verdict, reason } = check(late);
    expect(verdict).toBe('does not hold');
    expect(reason).toMatch(/^Mean z is \d/);
  });

  test('a rule that counts explicit zeros is caught', async () => {
    const problem = await engineProblem(sparse);
    const { values } = problem.train.stored;
    values.forEach((_, at) => {
      if (at % 4 === 0) values[at] = 0;
    });
    const counting = gradientsOf(problem);
    expect(counting.counts[0]).toBeLessThan(300);
    const { verdict, reason } = checkRescaling(counting, planOf(counting), drawing);
    expect(verdict).toBe('does not hold');
    expect(reason).toMatch(/^Mean z is -/);
  });

  test('the same batches make the same finding, to the last bit', () => {
    expect(check()).toEqual(found);
  });

  test('the figures are those of the sample', () => {
    const plan = planOf(gradients);
    const finding = found;
    const sample = sampleBatches(gradients, plan, drawing, ({ count }) => 1 / count, randomFor(0, 'batches'));
    const gradient = Float64Array.from(plan.coordinates, (feature) => gradients.mean[feature]!);
    const rescaled = gradient.map((value, at) => {
      return value * drawing.rescaling(gradients.counts[plan.coordinates[at]!]!, 300, 16);
    });
    const agreement = agreementOf(sample, rescaled);
    expect(figure(finding, 'mean z')).toBe(agreement.meanZ);
    expect(figure(finding, 'standard error of mean z')).toBe(agreement.standardError);
    expect(figure(finding, 'variance of z')).toBe(agreement.variance);
    expect(figure(finding, 'share of |z| above 3')).toBe(agreement.beyond);
    expect(figure(finding, 'mean z against ∇f, without C_B')).toBe(agreementOf(sample, gradient).meanZ);
    expect(figure(finding, 'mean z against ∇f, without C_B')).toBeGreaterThan(1);
    expect(figure(finding, 'T, batches of a repetition')).toBe(63);
    expect(figure(finding, 'repetitions')).toBe(1500);
    expect(figure(finding, 'features with p·B·T ≥ 100')).toBe(plan.coordinates.length);
    expect(figure(finding, 'those whose mean is about normal')).toBe(agreement.coordinates);
  });

  test('dense data have no rank correlation, and every c_k is 1', async () => {
    const dense = await gradientsIn({
      ...sparse,
      rows: sparse.rows.map((_, i) => [1 + (i % 7), ((i * 5) % 11) - 3.5]),
      features: 2,
    });
    const finding = checkRescaling(dense, planOf(dense), drawing);
    expect(finding.verdict).toBe('holds');
    expect(finding.remarks.slice(0, 2)).toEqual([
      'Every feature is in every row, so that every c_k is 1, and adabatch is the mean.',
      'There is no rank correlation of c_k with the 1/√G_k of Adagrad: one of them is the same for every feature.',
    ]);
    expect(figure(finding, 'rank correlation of c_k with 1/√G_k')).toBeNull();
    expect(figure(finding, 'mean z against ∇f, without C_B')).toBe(figure(finding, 'mean z'));
  });

  test('it is uninformative where the means tell too little', () => {
    expect(check(undefined, planOf(gradients, { repetitions: 20 }))).toMatchObject({
      verdict: 'uninformative',
      reason: expect.stringMatching(
        /^Mean z has a standard error of 0\.\d+ over 20 repetitions, and 0\.032 is wanted\.$/,
      ),
    });
    const none = check(undefined, planOf(gradients, { coordinates: new Uint32Array(), repetitions: 0 }));
    expect(none).toMatchObject({
      verdict: 'uninformative',
      reason: 'No feature is active so often in 63 batches that its mean is about normal.',
    });
    expect(figure(none, 'mean z')).toBeNull();
    expect(figure(none, 'variance of expected over that of adabatch')).toBeNull();
  });
});

test('where no two rows share a feature, adabatch is the sum on distinct rows, to the bit', async () => {
  const rows = Array.from({ length: 40 }, (_, i) =>
    Array.from({ length: 80 }, (_, k) => (k >> 1 === i ? 1 + k / 3 : 0)),
  );
  const disjoint = await gradientsIn({
    rows,
    labels: rows.map((_, i) => (i % 3 ? 1 : -1)),
    features: 80,
    loss: 'logistic',
    lambda: 0,
  });
  const plan = planOf(disjoint, {
    coordinates: Uint32Array.from({ length: 80 }, (_, k) => k),
    batches: 250,
    repetitions: 100,
  });
  const finding = checkRescaling(disjoint, plan, withoutReplacement);
  expect(finding.verdict).toBe('holds');
  expect(finding.remarks[0]).toBe(
    'No two rows share a feature, so that every N_k is 1, and adabatch is the sum, to the bit.',
  );
  const { remarks, ...found } = checkRescaling(disjoint, plan, withoutReplacement, sum.weight);
  expect(finding).toEqual({ remarks, ...found });
  expect(checkRescaling(disjoint, plan, withReplacement).remarks.join()).not.toContain('to the bit');
});

test('the mean is held against ∇f as it is, and expected has the variance that is said of it', () => {
  const plan = planOf(gradients);
  const gradient = Float64Array.from(plan.coordinates, (feature) => gradients.mean[feature]!);
  const averaged = sampleBatches(gradients, plan, withReplacement, mean.weight, randomFor(0, 'batches'));
  const { meanZ, variance, beyond } = agreementOf(averaged, gradient);
  expect(Math.abs(meanZ)).toBeLessThan(0.1);
  expect(Math.abs(variance - 1)).toBeLessThan(0.1);
  expect(beyond).toBeLessThan(0.006);
  const ratioOf = (weigh?: Weigh) =>
    figure(
      checkRescaling(gradients, plan, withReplacement, weigh),
      'variance of expected over that of adabatch',
    ) as number;
  expect(Math.abs(ratioOf(expected.weight) - 1)).toBeLessThan(0.02);
  expect(Math.abs(ratioOf() - 1)).toBeGreaterThan(0.05);
});

describe('claim 2', () => {
  test('it has nothing to run, and judges both ways to draw by the data alone', async () => {
    const problem = await engineProblem(sparse);
    const evidence = { scope: { isQuick: true }, runs: [], layProblem: async () => ({ problem }) as LaidProblem };
    const { findings, figures } = await rescaling.judge(evidence as unknown as Evidence);
    expect(rescaling.runs(evidence.scope as Evidence['scope'])).toEqual([]);
    expect(figures).toEqual([]);
    expect(findings.map(({ about, verdict }) => [about, verdict])).toEqual([
      ['drawn with replacement, B = 64', 'holds'],
      ['drawn without replacement, B = 64', 'holds'],
    ]);
  });
});
