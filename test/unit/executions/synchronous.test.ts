import { afterAll, describe, expect, test } from 'vitest';
import { executions } from '../../../src/algorithms/executions/index.js';
import { algorithms } from '../../../src/algorithms/index.js';
import type { RunRequest } from '../../../src/experiment/request.js';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { losses } from '../../../src/objective/losses.js';
import type { Run } from '../../../src/results/schema.js';
import { rules } from '../../../src/rules/index.js';
import { writeRandomData } from '../../support/random-data.js';
import { silentObserver, standardRequest } from '../../support/requests.js';

// Whole runs on a small file with what tends to go wrong in it; the session is shared, as in a sweep.

const session = await Session.start();
afterAll(() => session.close());
const dataset = await writeRandomData();

const [sequential, synchronous] = executions;
if (!sequential || !synchronous) throw new Error('the registry is empty');

async function curveOf(changes: Partial<RunRequest>): Promise<Run['curve']> {
  const request = { ...standardRequest, dataset, epochs: 3, measureEvery: 0.5, stepSize: 0.2, ...changes };
  const { curve } = await run(session, request, silentObserver);
  return curve.map((point) => ({ ...point, seconds: 0 }));
}

const WORKERS = [1, 2, 3, 4, 8, 11];

const cases = algorithms.flatMap((algorithm) =>
  rules.flatMap((rule) => [
    { algorithm, rule, changes: { batch: 1 } },
    { algorithm, rule, changes: { batch: 13, test: { fraction: 0.25 } } },
    { algorithm, rule, changes: { batch: 13, l2: 0.01, bias: true } },
    { algorithm, rule, changes: { batch: 32, average: 1, loss: losses[3] as (typeof losses)[number] } },
  ]),
);

describe.each(cases)('$algorithm.name with $rule.name, $changes', ({ algorithm, rule, changes }) => {
  const common = { algorithm, rule, ...changes, ...(rule.name === 'sum' && { stepSize: 0.02 }) };

  test('has the same curve to the last bit for any number of workers', async () => {
    const [first, ...others] = await inTurn(WORKERS, (workers) =>
      curveOf({ ...common, execution: synchronous, workers }),
    );
    for (const curve of others) expect(curve).toEqual(first);
  });

  test('agrees with the sequential execution to 1e-10', async () => {
    const expected = await curveOf(common);
    const curve = await curveOf({ ...common, execution: synchronous, workers: 2 });
    expect(curve.length).toBe(expected.length);
    curve.forEach(({ trainLoss, trainError, testLoss, ...rest }, position) => {
      const point = expected[position] as (typeof expected)[number];
      expect(rest).toEqual({ ...point, trainLoss: undefined, trainError: undefined, testLoss: undefined });
      expect(Math.abs((trainLoss as number) / (point.trainLoss as number) - 1)).toBeLessThan(1e-10);
      expect(Math.abs((testLoss ?? 1) / (point.testLoss ?? 1) - 1)).toBeLessThan(1e-10);
      expect(trainError).toBe(point.trainError);
    });
  });
});

test('an automatic step size does not depend on the number of workers', async () => {
  const mean = rules.find(({ name }) => name === 'mean') as (typeof rules)[number];
  const stepSizes = await inTurn([1, 2, 3], async (workers) => {
    const request = { ...standardRequest, dataset, rule: mean, execution: synchronous, workers, epochs: 1 };
    return (await run(session, request, silentObserver)).configuration.stepSize;
  });
  expect(new Set(stepSizes).size).toBe(1);
});

async function inTurn<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
