import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adabatch } from '../../src/rules/adabatch.js';
import { expected, expectedRescaling } from '../../src/rules/expected.js';
import { parseRule, ruleForms, rules } from '../../src/rules/index.js';
import { mean } from '../../src/rules/mean.js';
import { powerRule } from '../../src/rules/power.js';
import type { Rule } from '../../src/rules/rule.js';
import { sum } from '../../src/rules/sum.js';
import { everyRule } from '../support/every-rule.js';

// One coordinate of a batch: the gradient of each sample in it, zero where the feature is not active.
type Coordinate = number[];

const gradient = fc.double({ min: -10, max: 10, noNaN: true }).map((value) => (Math.abs(value) < 1e-3 ? 0 : value));
const coordinate = fc.array(gradient, { minLength: 1, maxLength: 12 }).filter((values) => values.some((v) => v !== 0));

function aggregate(rule: Rule, gradients: Coordinate, frequency: number): number {
  const count = gradients.filter((value) => value !== 0).length;
  return rule.weight({ batch: gradients.length, count, frequency }) * total(gradients);
}

function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

describe('the limits of the rules', () => {
  test('every rule is plain SGD at batch 1, to the last bit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1, noNaN: true }), (frequency) => {
        for (const rule of everyRule) expect(rule.weight({ batch: 1, count: 1, frequency })).toBe(1);
      }),
    );
  });

  test('adabatch is the mean on dense data', () => {
    fc.assert(
      fc.property(coordinate, (gradients) => {
        const dense = gradients.map((value) => (value === 0 ? 1 : value));
        expect(aggregate(adabatch, dense, 1)).toBe(aggregate(mean, dense, 1));
      }),
    );
  });

  test('adabatch is the sum on disjoint supports', () => {
    fc.assert(
      fc.property(gradient, fc.integer({ min: 1, max: 20 }), (value, batch) => {
        const gradients = [value === 0 ? 1 : value, ...new Array<number>(batch - 1).fill(0)];
        expect(aggregate(adabatch, gradients, 0.5)).toBe(aggregate(sum, gradients, 0.5));
      }),
    );
  });
});

describe('the expectation over all batches drawn with replacement', () => {
  // Every batch of B rows out of N is equally likely: N^B of them.
  function* batches(rows: Coordinate, size: number): Generator<Coordinate> {
    if (size === 0) yield [];
    else for (const head of rows) for (const tail of batches(rows, size - 1)) yield [head, ...tail];
  }

  function expectation(rule: Rule, rows: Coordinate, size: number): number {
    const frequency = rows.filter((value) => value !== 0).length / rows.length;
    const all = [...batches(rows, size)];
    const active = all.filter((batch) => batch.some((value) => value !== 0));
    return total(active.map((batch) => aggregate(rule, batch, frequency))) / all.length;
  }

  const tiny = fc.array(gradient, { minLength: 1, maxLength: 5 }).filter((values) => values.some((v) => v !== 0));

  test.each([
    { rule: adabatch, factor: (p: number, size: number) => expectedRescaling(p, size) },
    { rule: expected, factor: (p: number, size: number) => expectedRescaling(p, size) },
    { rule: mean, factor: () => 1 },
    { rule: sum, factor: (_: number, size: number) => size },
  ])(
    'the mean of the step directions of $rule.name over all batches is its rescaling times the mean gradient',
    ({ rule, factor }) => {
      fc.assert(
        fc.property(tiny, fc.integer({ min: 1, max: 4 }), (rows, size) => {
          const frequency = rows.filter((value) => value !== 0).length / rows.length;
          const scale = Math.max(...rows.map(Math.abs));
          const wanted = factor(frequency, size) * (total(rows) / rows.length);
          expect(Math.abs(expectation(rule, rows, size) - wanted) / scale).toBeLessThan(1e-13 * size);
        }),
      );
    },
  );
});

describe('the expected rescaling c_k', () => {
  test('the expected rescaling c_k is (1 − (1 − p)^B)/p, also for rare features', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 4096 }), (p, batch) => {
        const wanted = -Math.expm1(batch * Math.log1p(-p)) / p;
        expect(Math.abs(expectedRescaling(p, batch) / wanted - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  test('the expected rescaling c_k makes the step limit 1.3 times smaller than that of one sample', () => {
    expect(expected.stepLimit({ sample: 4, mean: () => 1 }, 8)).toBeCloseTo(1 / 5.2, 15);
  });

  test('the expected rescaling c_k lengthens a step at most 1.3 times, as its step limit supposes', () => {
    let largest = 0;
    for (const batch of [1, 2, 8, 64, 1024, 65536]) {
      for (let p = 1; p > 1e-9; p *= 0.97) {
        const rescaling = expectedRescaling(p, batch);
        largest = Math.max(largest, rescaling / batch + (1 - 1 / batch) * rescaling * p);
      }
    }
    expect(largest).toBeGreaterThan(1.29);
    expect(largest).toBeLessThan(1.3);
  });
});

describe('the weights of rules', () => {
  const activity = fc.record({
    batch: fc.integer({ min: 1, max: 99 }),
    count: fc.integer({ min: 1, max: 99 }),
    frequency: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  });
  type Activity = Parameters<Rule['weight']>[0];

  test.each<[Rule, (activity: Activity) => number]>([
    [mean, ({ batch }) => 1 / batch],
    [sum, () => 1],
    [adabatch, ({ count }) => 1 / count],
    [expected, ({ batch, frequency }) => (1 - (1 - frequency) ** batch) / frequency / batch],
    [powerRule(0.25), ({ batch, count }) => 1 / (count ** 0.25 * batch ** 0.75)],
    [powerRule(0.3), ({ batch, count }) => 1 / (count ** 0.3 * batch ** 0.7)],
  ])('the weight of $name is its formula, and depends on nothing else', ({ weight }, formula) => {
    fc.assert(
      fc.property(activity, (given) => {
        expect(Math.abs(weight(given) / formula(given) - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  /** Whether a weight changes with one part of an activity alone. */
  const changesWith = ({ weight }: Rule, part: keyof Activity) =>
    fc.check(fc.property(activity, activity, (one, other) => weight({ ...one, [part]: other[part] }) === weight(one)))
      .failed;

  test.each([...everyRule, powerRule(0), powerRule(1)])(
    'the weight of $name changes with everything that the rule says it depends on',
    (rule) => {
      const changing = (['frequency', 'count'] as const).find((part) => changesWith(rule, part));
      expect(rule.dependsOn).toBe(changing ?? 'batch');
    },
  );
});

describe('the rules power:α', () => {
  test.each([
    [0, mean],
    [1, adabatch],
  ])('at α = %d it is the limit, to the last bit, with its step limit', (alpha, { weight, stepLimit, dependsOn }) => {
    const rule = powerRule(alpha);
    expect(rule.dependsOn).toBe(dependsOn);
    const smoothness = { sample: 0.7, mean: () => 0.03 };
    for (const batch of [1, 3, 64, 1000]) {
      expect(rule.stepLimit(smoothness, batch)).toBe(stepLimit(smoothness, batch));
      for (const count of [1, 2, batch]) {
        const activity = { batch, count, frequency: 0.1 };
        expect(rule.weight(activity)).toBe(weight(activity));
      }
    }
  });

  test('the step limit is the geometric mean of those of adabatch and mean', () => {
    const smoothness = { sample: 4, mean: () => 0.01 };
    const limits = [adabatch, mean].map(({ stepLimit }) => stepLimit(smoothness, 64)) as [number, number];
    expect(powerRule(0.25).stepLimit(smoothness, 64)).toBeCloseTo(limits[0] ** 0.25 * limits[1] ** 0.75, 12);
  });

  test('every spelling of α names one rule', () => {
    expect(['power:0.5', 'power:.5', 'power:0.50'].map((text) => parseRule(text)?.name)).toEqual(
      new Array(3).fill('power:0.5'),
    );
    expect(['power:0', 'power:1', 'power:1.'].map((text) => parseRule(text)?.name)).toEqual([
      'power:0',
      'power:1',
      'power:1',
    ]);
  });

  test.each([
    'power',
    'power:',
    'power:.',
    'power:1.01',
    'power:-0.5',
    'power:a',
    'power:1e-1',
    ' power:0.5',
    'power:α',
  ])('%j is no rule', (text) => {
    expect(parseRule(text)).toBeUndefined();
  });

  test('the help lists them once, beside the rules by name', () => {
    expect(ruleForms.map(({ name }) => name)).toEqual([...rules.map(({ name }) => name), 'power:α']);
  });
});
