import { describe, expect, test } from 'vitest';
import { adagrad } from '../../src/algorithms/adagrad.js';
import { sequential } from '../../src/algorithms/executions/sequential.js';
import { orders } from '../../src/algorithms/orders.js';
import { saga } from '../../src/algorithms/saga.js';
import { sgd } from '../../src/algorithms/sgd.js';
import { svrg } from '../../src/algorithms/svrg.js';
import { shufflePlacement } from '../../src/data/split.js';
import { losses } from '../../src/objective/losses.js';
import { measure, objectiveValue } from '../../src/objective/problem.js';
import { adabatch } from '../../src/rules/adabatch.js';
import type { Rule } from '../../src/rules/rule.js';
import { randomFor } from '../../src/util/random.js';
import { engineProblem, weightsOf } from '../support/engine.js';
import { everyRule } from '../support/every-rule.js';
import { partOf } from '../support/part-of.js';
import { randomProblem, withBias } from '../support/problems.js';
import * as reference from './reference.js';

const EPOCHS = 3;
const SNAPSHOT_EVERY = 2;
const SEED = 11;
const ROWS = randomProblem('logistic', 0).rows.length;
// SVRG and SAGA subtract gradients that are close to each other, which costs digits.
const ALGORITHMS = [
  { algorithm: sgd, reference: reference.sgd, precision: 1e-12 },
  { algorithm: adagrad, reference: reference.adagrad, precision: 1e-12 },
  { algorithm: svrg, reference: reference.svrg, precision: 1e-10 },
  { algorithm: saga, reference: reference.saga, precision: 1e-10 },
];
/** Objectives, and the epoch from which the iterates are averaged. */
const VARIANTS = [
  { lambda: 0, bias: false, averageFrom: undefined },
  { lambda: 0, bias: false, averageFrom: 1 },
  { lambda: 1e-3, bias: false, averageFrom: undefined },
  { lambda: 1e-3, bias: true, averageFrom: 0 },
];
const BATCHES = [1, 7, 64, ROWS];

/** A batch above the rows is all of them, whatever the rule: one tries it. */
const batchesFor = (rule: Rule) => (rule === adabatch ? [...BATCHES, ROWS + 3] : BATCHES);

// A rule that section 3 does not know has no reference.
for (const rule of everyRule.filter(({ name }) => reference.RULES.includes(name))) {
  describe.each(ALGORITHMS)(`$algorithm.name with ${rule.name}`, ({ algorithm, reference, precision }) => {
    const cases = losses.flatMap(({ name: loss }) =>
      orders.flatMap((order) =>
        VARIANTS.flatMap((variant) => batchesFor(rule).map((batch) => ({ loss, order, batch, ...variant }))),
      ),
    );
    test.each(partOf(cases))(
      'the curve is right: $loss, order $order.name, batch $batch, λ $lambda, bias $bias, averaged from $averageFrom',
      async (settled) => {
        const { loss, order, lambda, batch, bias, averageFrom } = settled;
        const dense = bias ? withBias(randomProblem(loss, lambda)) : randomProblem(loss, lambda);
        const fileOrder = Uint32Array.from(dense.rows.keys());
        const placement = order.shuffledPlacement ? shufflePlacement(fileOrder, SEED) : fileOrder;
        const problem = await engineProblem(dense, placement);
        // The sum is as long as the batch: keep it from amplifying rounding errors.
        const stepSize = rule.name === 'sum' ? 0.3 / Math.min(batch, ROWS) : 0.3;
        const settings = {
          rule,
          batch: Math.min(batch, ROWS),
          snapshotEvery: SNAPSHOT_EVERY,
          average: averageFrom !== undefined,
          execution: sequential,
        };
        const descent = algorithm.start(problem, settings);

        const address = problem.memory.allocateU32(ROWS);
        const visits = problem.memory.u32(address, ROWS);
        visits.set(fileOrder);
        const random = randomFor(SEED, 'visit');
        const visited: number[][] = [];
        const values: number[] = [];
        for (let epoch = 0; epoch < EPOCHS; epoch++) {
          order.nextEpoch(visits, random);
          visited.push(Array.from(visits, (position) => placement[position]!));
          if (epoch === averageFrom) descent.startAverage();
          await descent.beginEpoch(epoch);
          await descent.update(address, ROWS, stepSize);
          descent.publish();
          values.push(objectiveValue(problem, measure(problem, problem.train).meanLoss));
        }

        const run = { rule: rule.name, batch, stepSize, visits: visited, snapshotEvery: SNAPSHOT_EVERY, averageFrom };
        const expected = reference(dense, run);
        expectClose(weightsOf(problem), expected.weights, precision);
        expectClose(values, expected.losses, precision);
      },
    );
  });
}

function expectClose(actual: number[], expected: number[], precision: number): void {
  const scale = Math.max(...expected.map(Math.abs));
  expect(scale).toBeGreaterThan(1e-3);
  const error = Math.max(...expected.map((value, position) => Math.abs(value - actual[position]!)));
  expect(error / scale).toBeLessThan(precision);
}
