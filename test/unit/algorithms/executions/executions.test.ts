import { describe, expect, test } from 'vitest';
import { hogwild } from '../../../../src/algorithms/executions/hogwild.js';
import { executions } from '../../../../src/algorithms/executions/index.js';
import { takeSnapshotBy } from '../../../../src/algorithms/executions/snapshot.js';
import { synchronous } from '../../../../src/algorithms/executions/synchronous.js';
import { sgd } from '../../../../src/algorithms/sgd.js';
import { sliceOf } from '../../../../src/engine/slices.js';
import { carryOut, type KernelCall } from '../../../../src/engine/wasm.js';
import type { Workers } from '../../../../src/engine/worker-pool.js';
import type { Problem } from '../../../../src/objective/problem.js';
import { adabatch } from '../../../../src/rules/adabatch.js';
import { mean } from '../../../../src/rules/mean.js';
import * as reference from '../../../reference/reference.js';
import { engineProblem, weightsOf } from '../../../support/engine.js';

/** Workers that do nothing but note the calls that each of them gets. */
function notedWorkers(count: number) {
  const noted: KernelCall[][][] = [];
  const workers = {
    count,
    sliceOf: (worker: number, things: number) => sliceOf(worker, count, things),
    call: async (callsOf: (worker: number) => KernelCall[]) => {
      noted.push(Array.from({ length: count }, (_, worker) => callsOf(worker)));
    },
  } as unknown as Workers;
  return { workers, noted };
}

const settings = { rule: mean, batch: 8, average: false };
const PLAIN = { kind: 'plain', state: 0 } as const;

test.each([synchronous, hogwild])('$name throws without workers', async (execution) => {
  const problem = await engineProblem({ rows: [[1]], labels: [1], features: 1, loss: 'logistic', lambda: 0 });
  expect(() => execution.start(problem, settings, PLAIN)).toThrow('there are no workers');
});

describe.each(executions)('the memory of $name', (execution) => {
  const FEATURES = 10_000;

  test.each([
    ['for no feature if the rule is the mean', mean, 0, 0],
    ['for the count of each feature if the rule depends on it', adabatch, 0, 1],
    ['for the count of each feature and for a list if there is L2', mean, 0.1, 2],
  ])('an execution takes memory %s', async (_, rule, lambda, words) => {
    const rows = [Array(FEATURES).fill(1)];
    const problem = await engineProblem({ rows, labels: [1], features: FEATURES, loss: 'logistic', lambda });
    const { mark } = problem.memory;
    execution.start({ ...problem, workers: notedWorkers(1).workers }, { ...settings, rule }, PLAIN);
    expect(Math.floor((problem.memory.mark - mark) / (4 * FEATURES))).toBe(words);
  });
});

/** Workers that are this thread alone. */
function lonely({ kernels }: Problem): Workers {
  const call = async (callsOf: (worker: number) => KernelCall[]) => carryOut(kernels, callsOf(0));
  return { count: 1, sliceOf: (_: number, things: number) => [0, things], call } as unknown as Workers;
}

// The kernels write one place beyond the end of a full list. 16 features fill a line of the cache; what lies on the next
// one, and would share it with the last of 17, are the derivatives of the batch.
test.each(
  executions.flatMap((execution) => [16, 17].map((features) => ({ name: execution.name, execution, features }))),
)('$name has room for a list of all of $features features', async ({ execution, features }) => {
  const rows = Array.from({ length: 24 }, (_, i) => Array.from({ length: features }, (_, k) => ((i * k) % 5) - 2.5));
  const dense = { rows, labels: rows.map((_, i) => (i % 3 ? 1 : -1)), features, loss: 'logistic', lambda: 0.1 };
  const problem = await engineProblem(dense);
  const order = problem.memory.allocateU32(24);
  problem.memory.u32(order, 24).set([...rows.keys()]);
  const all = { rule: adabatch, batch: 8, average: false, snapshotEvery: 1, execution };
  await sgd.start({ ...problem, workers: lonely(problem) }, all).update(order, 24, 0.1);
  const { weights } = reference.sgd(dense, { rule: 'adabatch', batch: 8, stepSize: 0.1, visits: [[...rows.keys()]] });
  for (const [k, weight] of weightsOf(problem).entries()) expect(weight).toBeCloseTo(weights[k]!, 13);
});

test('workers take a snapshot by rows, then by features, each of them its own', async () => {
  const { workers, noted } = notedWorkers(3);
  const parts = [
    { address: 100, first: 0, end: 4, firstBlock: 0 },
    { address: 200, first: 4, end: 9, firstBlock: 1 },
  ];
  await takeSnapshotBy(workers, { train: { address: 100, rows: 7, parts } } as unknown as Problem, [11, 12, 13]);
  expect(noted).toEqual([
    [[['fillDerivatives', 100, 11, 0, 2]], [['fillDerivatives', 100, 11, 2, 4]], [['fillDerivatives', 100, 11, 4, 7]]],
    [[['fillDrift', 100, 11, 0, 4]], [['fillDrift', 200, 11, 4, 9]], []],
  ]);
});
