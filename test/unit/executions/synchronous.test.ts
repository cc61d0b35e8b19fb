import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sequential } from '../../../src/algorithms/executions/sequential.js';
import { synchronous } from '../../../src/algorithms/executions/synchronous.js';
import { algorithms } from '../../../src/algorithms/index.js';
import type { RunRequest } from '../../../src/experiment/request.js';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { type Loss, losses } from '../../../src/objective/losses.js';
import type { Point, Run } from '../../../src/results/schema.js';
import { rules } from '../../../src/rules/index.js';
import { writeRandomData } from '../../support/random-data.js';
import { silentObserver, standardRequest } from '../../support/requests.js';

// Whole runs on a small file with what tends to go wrong in it, for any number of workers: more than there are
// cores, and more than there are blocks.

const WORKERS = [1, 2, 3, 4, 8, 11];

const cases: Partial<RunRequest>[] = algorithms.flatMap((algorithm) =>
  rules.flatMap((rule) => {
    const common = { algorithm, rule, ...(rule.name === 'sum' && { stepSize: 0.02 }) };
    return [
      { ...common, batch: 1, blocks: 8 },
      { ...common, batch: 13, test: { fraction: 0.25 }, blocks: 8 },
      { ...common, batch: 13, l2: 0.01, bias: true, blocks: 24 },
      { ...common, batch: 32, average: 1, loss: losses.at(-1) as Loss, blocks: 5 },
      { ...common, batch: 200, stepSize: 'auto' },
      // Three snapshots, two of them from weights that workers have changed.
      ...(algorithm.takesSnapshots ? [{ ...common, batch: 13, epochs: 6, blocks: 8 }] : []),
    ];
  }),
);

let session: Session;
/** The runs of all cases, by the number of workers; 0 is the sequential execution. */
const runs = new Map<number, Run[]>();

beforeAll(async () => {
  session = await Session.start();
  const dataset = await writeRandomData();
  for (const workers of [0, ...WORKERS]) {
    const execution = workers === 0 ? sequential : synchronous;
    const results: Run[] = [];
    for (const changes of cases) {
      const request = { ...standardRequest, dataset, epochs: 2, measureEvery: 0.5, stepSize: 0.2, ...changes };
      results.push(await run(session, { ...request, execution, workers: Math.max(1, workers) }, silentObserver));
    }
    runs.set(workers, results);
  }
}, 120_000);

afterAll(() => session.close());

describe.each(
  cases.map((changes, position) => ({
    name: `${changes.algorithm?.name} with ${changes.rule?.name}, batch ${changes.batch}, case ${position}`,
    position,
  })),
)('$name', ({ position }) => {
  const runOf = (workers: number) => runs.get(workers)?.[position] as Run;
  const curveOf = (workers: number) => runOf(workers).curve.map((point) => ({ ...point, seconds: 0 }));

  test('has the same curve to the last bit for any number of workers', () => {
    for (const workers of WORKERS) {
      expect(curveOf(workers)).toEqual(curveOf(1));
      expect(runOf(workers).configuration).toEqual({ ...runOf(1).configuration, workers });
    }
    expect(curveOf(1).length).toBeGreaterThan(2);
  });

  test('agrees with the sequential execution to 1e-10', () => {
    const relevant = ({ epoch, passes, updates, trainError, testError }: Point) => {
      return { epoch, passes, updates, trainError, testError };
    };
    expect(curveOf(2).map(relevant)).toEqual(curveOf(0).map(relevant));
    const losses = (curve: Point[]) => curve.flatMap(({ trainLoss, testLoss }) => [trainLoss, testLoss ?? 1]);
    const expected = losses(curveOf(0)) as number[];
    for (const [at, loss] of losses(curveOf(2)).entries()) {
      expect(Math.abs((loss as number) / (expected[at] as number) - 1)).toBeLessThan(1e-10);
    }
  });
});

test('small batches, whose meetings take longer than their values, leave turns for an interrupt', async () => {
  const epochs: number[] = [];
  const observer = { ...silentObserver, progress: (epoch: number) => void epochs.push(epoch) };
  const common = { dataset: 'zipf', batch: 1, epochs: 1, stepSize: 0.1, execution: synchronous, workers: 2 };
  await run(session, { ...standardRequest, ...common }, observer);
  // Of 20,000 rows.
  expect(epochs).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
});
