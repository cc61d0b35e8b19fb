import { describe, expect, test } from 'vitest';
import { BatchCounts } from '../../../../src/algorithms/executions/batch-counts.js';
import { weighBy } from '../../../../src/algorithms/executions/rule-weights.js';
import { WeightTables } from '../../../../src/algorithms/executions/weight-tables.js';
import { EngineMemory } from '../../../../src/engine/memory.js';
import { adabatch } from '../../../../src/rules/adabatch.js';
import { expected } from '../../../../src/rules/expected.js';
import { mean } from '../../../../src/rules/mean.js';
import type { Rule } from '../../../../src/rules/rule.js';
import { engineProblem } from '../../../support/engine.js';

/** 19 rows: the last batch of 8 is one of 3. */
const dense = { rows: Array(19).fill([1, 0, 2]), labels: Array(19).fill(1), features: 3, loss: 'logistic', lambda: 0 };

describe('the arrays of counts and lists', () => {
  test.each([
    { rule: mean, batch: 8, lambda: 0, average: false, counted: false, listed: false, asked: false },
    { rule: adabatch, batch: 1, lambda: 0, average: false, counted: false, listed: false, asked: false },
    { rule: adabatch, batch: 8, lambda: 0, average: false, counted: true, listed: false, asked: false },
    { rule: adabatch, batch: 8, lambda: 0.1, average: false, counted: true, listed: true, asked: false },
    { rule: mean, batch: 8, lambda: 0.1, average: false, counted: true, listed: true, asked: false },
    { rule: mean, batch: 8, lambda: 0, average: true, counted: true, listed: true, asked: false },
    { rule: expected, batch: 8, lambda: 0, average: false, counted: true, listed: true, asked: true },
  ])(
    'features are counted and listed if needed: $rule.name at batch $batch, λ $lambda, average $average',
    async ({ lambda, ...settings }) => {
      const { arrays, needsList, weigh } = weighBy(await engineProblem({ ...dense, lambda }), settings);
      const { counted, listed, asked } = settings;
      expect({ counted: 'counts' in arrays, listed: needsList, asked: weigh !== undefined }).toEqual({
        ...{ counted, listed, asked },
      });
    },
  );
});

test.each([
  { rule: mean, lambda: 0 },
  { rule: adabatch, lambda: 0 },
])('the table of $rule.name has its weight of every count in full and in short batches', async ({ rule, lambda }) => {
  const problem = await engineProblem({ ...dense, lambda });
  const { tableFor } = weighBy(problem, { rule, batch: 8, average: false });
  for (const batch of [8, 3]) {
    const counts = Array.from({ length: batch }, (_, at) => at + 1);
    expect([...problem.memory.f64(tableFor(batch), batch + 1)].slice(1)).toEqual(
      counts.map((count) => rule.weight({ batch, count, frequency: Number.NaN })),
    );
  }
});

test('the tables of full and short batches are made before the first step, which takes no memory', () => {
  const memory = new EngineMemory();
  const tables = new WeightTables(memory, adabatch, 100, 130);
  const { mark } = memory;
  const addresses = [100, 30, 100, 30].map((batch) => tables.addressFor(batch));
  expect(memory.mark).toBe(mark);
  expect(addresses.slice(2)).toEqual(addresses.slice(0, 2));
  expect(addresses[0]).not.toBe(addresses[1]);
});

test('a rule with a weight for each batch is asked for the listed features alone, by count and frequency', async () => {
  const asked: unknown[] = [];
  const rule: Rule = {
    ...expected,
    weight(activity) {
      asked.push({ ...activity });
      return 10 * activity.count + activity.frequency;
    },
  };
  const problem = await engineProblem({ ...dense, rows: dense.rows.with(0, [1, 5, 0]) });
  const { memory } = problem;
  const { arrays, reserve, weigh } = weighBy(problem, { rule, batch: 8, average: false });
  const { counts = 0, weightByFeature = 0 } = arrays;
  reserve(8);
  const base = reserve(8);
  expect(base).toBe(8);
  memory.u32(counts, 3).set([base + 4, base + 2, base + 3]);
  const active = memory.allocateU32(3);
  memory.u32(active, 3).set([2, 0, 1]);
  weigh?.(active, 2, 8, base);
  expect(asked).toEqual([
    { batch: 8, count: 3, frequency: 18 / 19 },
    { batch: 8, count: 4, frequency: 1 },
  ]);
  expect([...memory.f64(weightByFeature, 3)]).toEqual([41, 0, 30 + 18 / 19]);
});

test('counts start over only if the next batch would overflow their stamps', () => {
  const largest = 2 ** 31 - 1;
  const counts = new BatchCounts(new EngineMemory(), 4, largest - 64);
  expect([counts.reserve(64), counts.reserve(1), counts.reserve(1)]).toEqual([largest - 64, 0, 1]);
});
