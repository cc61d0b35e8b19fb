import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { Crew, type Spell } from '../../../../src/algorithms/executions/crew.js';
import { sequential } from '../../../../src/algorithms/executions/sequential.js';
import { synchronous } from '../../../../src/algorithms/executions/synchronous.js';
import { algorithms } from '../../../../src/algorithms/index.js';
import { type Order, orders } from '../../../../src/algorithms/orders.js';
import { run } from '../../../../src/experiment/run.js';
import { Session } from '../../../../src/experiment/session.js';
import { type Loss, losses } from '../../../../src/objective/losses.js';
import type { Point, Run } from '../../../../src/results/schema.js';
import { expected } from '../../../../src/rules/expected.js';
import type { RunRequest } from '../../../../src/settings/request.js';
import { everyRule } from '../../../support/every-rule.js';
import { partOf } from '../../../support/part-of.js';
import { writeRandomData } from '../../../support/random-data.js';
import { silentObserver, standardRequest } from '../../../support/requests.js';

// Whole runs on a small file with what tends to go wrong in it, for any number of workers: more than there are
// cores, and more than there are blocks.

const WORKERS = [1, 2, 3, 11];

const replacement = orders.find(({ name }) => name === 'replacement') as Order;

const cases: Partial<RunRequest>[] = algorithms.flatMap((algorithm) =>
  everyRule.flatMap((rule) => {
    const common = { algorithm, rule, ...(rule.name === 'sum' && { stepSize: 0.02 }) };
    return [
      { ...common, batch: 1, blocks: 8 },
      { ...common, batch: 13, test: { fraction: 0.25 }, blocks: 8 },
      { ...common, batch: 13, l2: 0.01, bias: true, blocks: 24 },
      { ...common, batch: 32, average: 1, loss: losses.at(-1) as Loss, blocks: 5 },
      { ...common, batch: 200, stepSize: 'auto' },
      // Of svrg three snapshots, two of them from weights that workers have changed; of saga rows that come again, also
      // twice in a batch.
      ...(algorithm.reducesVariance ? [{ ...common, batch: 13, epochs: 6, blocks: 8, order: replacement }] : []),
    ];
  }),
);

/** A session for each number of workers, 0 for sequential: another number would start the threads anew. */
const sessions = new Map<number, Session>();
for (const workers of [0, ...WORKERS]) sessions.set(workers, await Session.start());
const sessionOf = (workers: number) => sessions.get(workers) as Session;
afterAll(() => Promise.all([...sessions.values()].map((session) => session.close())));
const dataset = await writeRandomData();

/** The runs of a case by the number of workers; 0 is the sequential execution. */
type Runs = Map<number, Run>;

/** Carries out a case in all ways. */
async function carryOut(changes: Partial<RunRequest>): Promise<Runs> {
  const runs: Runs = new Map();
  for (const workers of [0, ...WORKERS]) {
    const execution = workers === 0 ? sequential : synchronous;
    const request = { ...standardRequest, dataset, epochs: 2, measureEvery: 0.5, stepSize: 0.2, ...changes };
    const asked = { ...request, execution, workers: Math.max(1, workers) };
    runs.set(workers, await run(sessionOf(workers), asked, silentObserver));
  }
  return runs;
}

describe.each(
  partOf(cases).map((changes, position) => ({
    name: `${changes.algorithm?.name} with ${changes.rule?.name}, batch ${changes.batch}, case ${position}`,
    changes,
  })),
)('$name', ({ changes }) => {
  let carriedOut: Promise<Runs> | undefined;
  // The first test that needs them carries them out, not a hook: a mutant is tried on the tests that execute it.
  const runs = () => {
    carriedOut ??= carryOut(changes);
    return carriedOut;
  };
  const curveOf = (run: Run | undefined) => (run as Run).curve.map((point) => ({ ...point, seconds: 0 }));

  test('the curve is the same to the last bit for any number of workers', async () => {
    const found = await runs();
    const one = found.get(1) as Run;
    for (const workers of WORKERS) {
      expect(curveOf(found.get(workers))).toEqual(curveOf(one));
      expect(found.get(workers)?.configuration).toEqual({ ...one.configuration, workers });
    }
    expect(one.curve.length).toBeGreaterThan(2);
  });

  test('the curve agrees with that of the sequential execution to 1e-10', async () => {
    const found = await runs();
    const [alone, together] = [curveOf(found.get(0)), curveOf(found.get(2))];
    const relevant = ({ epoch, passes, updates, trainError, testError }: Point) => {
      return { epoch, passes, updates, trainError, testError };
    };
    expect(together.map(relevant)).toEqual(alone.map(relevant));
    const losses = (curve: Point[]) => curve.flatMap(({ trainLoss, testLoss }) => [trainLoss, testLoss ?? 1]);
    const expected = losses(alone) as number[];
    for (const [at, loss] of losses(together).entries()) {
      expect(Math.abs((loss as number) / expected[at]! - 1)).toBeLessThan(1e-10);
    }
  });
});

describe('the crew of a run', () => {
  afterEach(() => void vi.restoreAllMocks());
  const request = { ...standardRequest, dataset, stepSize: 0.2, execution: synchronous, workers: 3, blocks: 8 };

  test('the curve is the same to the last bit if one or two workers of three are set aside', async () => {
    const losses = async () =>
      (await run(sessionOf(3), request, silentObserver)).curve.map(({ trainLoss }) => trainLoss);
    const all = await losses();
    const size = vi.spyOn(Crew.prototype, 'size', 'get');
    for (const few of [1, 2]) {
      size.mockReturnValue(few);
      expect(await losses()).toEqual(all);
    }
  });

  test('a crew learns how many samples each spell had, how long it took, and how long all workers waited', async () => {
    const learn = vi.spyOn(Crew.prototype, 'learn');
    // A busy machine would have some workers set aside.
    vi.spyOn(Crew.prototype, 'size', 'get').mockReturnValue(3);
    const { curve, summary } = await run(sessionOf(3), { ...request, epochs: 3, batch: 40 }, silentObserver);
    const spells = learn.mock.calls.map(([spell]) => spell);
    // There are 150 rows.
    expect(spells.map(({ samples }) => samples)).toEqual([150, 150, 150]);
    for (const [epoch, { milliseconds, waited }] of spells.entries()) {
      const [before, after] = [curve[epoch], curve[epoch + 1]] as [Point, Point];
      expect(milliseconds).toBeGreaterThan(0);
      expect(milliseconds).toBeLessThanOrEqual(1000 * (after.seconds - before.seconds));
      expect(waited).toBeGreaterThanOrEqual(0);
      expect(waited).toBeLessThanOrEqual(3 * milliseconds);
    }
    const total = (of: (spell: Spell) => number) => spells.reduce((sum, spell) => sum + of(spell), 0);
    const share = total(({ waited }) => waited) / total(({ milliseconds }) => 3 * milliseconds);
    expect(summary.waitedShare).toBeCloseTo(share, 12);
  });

  test('a crew learns nothing if the rule is asked in every batch, as workers do not meet then', async () => {
    const learn = vi.spyOn(Crew.prototype, 'learn');
    const { summary } = await run(sessionOf(3), { ...request, rule: expected }, silentObserver);
    expect(summary.waitedShare).toBeUndefined();
    expect(learn).not.toHaveBeenCalled();
  });
});

test.each([
  [0, 2],
  [119, 2],
  [120, 4],
  [199, 4],
  [200, 6],
  [2519, 62],
  [2520, 64],
  [100_000, 64],
])('rows of %i values are cut into %i blocks: an even number, of some 40 values each', (values, blocks) => {
  expect(synchronous.blocks?.(values)).toBe(blocks);
});

test('an interrupt gets its turn in small batches, whose meetings take longer than their values', async () => {
  const epochs: number[] = [];
  const observer = { ...silentObserver, progress: (epoch: number) => void epochs.push(epoch) };
  const common = { dataset: 'zipf', batch: 1, epochs: 1, stepSize: 0.1, execution: synchronous, workers: 2 };
  await run(sessionOf(2), { ...standardRequest, ...common }, observer);
  // There are 20,000 rows.
  expect(epochs).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
});
