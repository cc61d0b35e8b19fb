import { expect, test } from 'vitest';
import { adagrad } from '../../../src/algorithms/adagrad.js';
import { type BatchRun, batchesOf, type Execution } from '../../../src/algorithms/executions/execution.js';
import { sequential } from '../../../src/algorithms/executions/sequential.js';
import { sgd } from '../../../src/algorithms/sgd.js';
import { svrg } from '../../../src/algorithms/svrg.js';
import { mean } from '../../../src/rules/mean.js';
import { engineProblem } from '../../support/engine.js';

const dense = { rows: Array(20).fill([1, 2]), labels: Array(20).fill(1), features: 2, loss: 'logistic', lambda: 0 };
const settings = { rule: mean, batch: 8, snapshotEvery: 2, average: false, execution: sequential };

test.each([
  [
    19,
    [
      [0, 16, 8],
      [16, 3, 3],
    ],
  ],
  [16, [[0, 16, 8]]],
  [3, [[0, 3, 3]]],
])('%i samples are cut into full batches of 8 and a short one, neither of them empty', async (samples, cut) => {
  const taken: (readonly BatchRun[])[] = [];
  const execution: Execution = {
    ...sequential,
    start: (...args) => ({ ...sequential.start(...args), take: (runs) => void taken.push(runs) }),
  };
  await sgd.start(await engineProblem(dense), { ...settings, execution }).update(1000, samples, 0.1);
  expect(taken).toEqual([cut.map(([first = 0, samples, batch]) => ({ order: 1000 + 4 * first, samples, batch }))]);
});

test('the addresses of batches are a batch of row numbers apart', () => {
  expect(batchesOf({ order: 1000, samples: 24, batch: 8 })).toEqual([1000, 1032, 1064]);
});

test('adagrad settles all features only when the step size changes or the weights are read', async () => {
  const problem = await engineProblem(dense);
  const order = problem.memory.allocateU32(20);
  const settled: number[] = [];
  const settleAll = (_: number, __: number, stepSize: number) => void settled.push(stepSize);
  const descent = adagrad.start({ ...problem, kernels: { ...problem.kernels, settleAll } }, settings);
  for (const stepSize of [0.5, 0.5, 0.1, 0.1]) await descent.update(order, 20, stepSize);
  descent.publish();
  expect(settled).toEqual([0, 0.5, 0.1]);
});

test('svrg keeps its snapshot in memory that it allocates, and leaves the first page to the kernels', async () => {
  const problem = await engineProblem(dense);
  const page = () => [...problem.memory.u32(0, 16_384)];
  const before = page();
  await svrg.start(problem, settings).beginEpoch(0);
  expect(page()).toEqual(before);
});
