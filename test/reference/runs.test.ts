import { afterAll, describe, expect, test } from 'vitest';
import { adagrad } from '../../src/algorithms/adagrad.js';
import { saga } from '../../src/algorithms/saga.js';
import { parseSchedule, type Schedule } from '../../src/algorithms/schedules.js';
import { sgd } from '../../src/algorithms/sgd.js';
import { svrg } from '../../src/algorithms/svrg.js';
import { allRows, holdOutStratified, shufflePlacement } from '../../src/data/split.js';
import { run } from '../../src/experiment/run.js';
import { Session } from '../../src/experiment/session.js';
import type { RunRequest } from '../../src/settings/request.js';
import { randomFor } from '../../src/util/random.js';
import { everyRule } from '../support/every-rule.js';
import { randomProblem, withBias } from '../support/problems.js';
import { writeData } from '../support/random-data.js';
import { silentObserver, standardRequest } from '../support/requests.js';
import * as reference from './reference.js';

// Whole runs, with what changes along the way: the step size, the average, and what is regularised and held out.

const session = await Session.start();
afterAll(() => session.close());

const EPOCHS = 5;
const SNAPSHOT_EVERY = 2;
const SEED = 3;
const usual = await written(61);

/** A random problem with a number of rows, and its file. */
async function written(rows: number): Promise<{ raw: reference.DenseProblem; dataset: string }> {
  const raw = randomProblem('logistic', 0, { rows });
  return { raw, dataset: await writeData(raw) };
}

/** The schedules, from their formulas in docs/method.md. */
const SCHEDULES: [string, (passes: number) => number][] = [
  ['constant', () => 1],
  ['exp:0.7', (passes) => 0.7 ** passes],
  ['sqrt', (passes) => 1 / Math.sqrt(1 + passes)],
  ['inv', (passes) => 1 / (1 + passes)],
];
const ALGORITHMS = [
  { algorithm: sgd, dense: reference.sgd },
  { algorithm: adagrad, dense: reference.adagrad },
  { algorithm: svrg, dense: reference.svrg },
  { algorithm: saga, dense: reference.saga },
];
/** When averages begin: the pass, and the epochs before it. Every second epoch of SVRG follows a snapshot, which is a pass. */
const AVERAGES = {
  sgd: [
    [0, 0],
    [1, 1],
    [2.5, 2.5],
    [4, 4],
  ],
  adagrad: [[3, 3]],
  saga: [[2.5, 2.5]],
  svrg: [
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 2],
    [4.5, 2.5],
    [5, 3],
  ],
} as Record<string, [pass: number, epochs: number][]>;

interface Case {
  changes: Partial<RunRequest>;
  schedule?: (passes: number) => number;
  averageFrom?: number;
  heldOut?: number;
  of?: typeof usual;
}

/** Carries out a run, and the reference of it; returns the losses of both, those of the held-out rows last. */
async function bothOf(
  { algorithm, dense }: (typeof ALGORITHMS)[number],
  { changes, schedule, averageFrom, heldOut, of: { raw, dataset } = usual }: Case,
) {
  const request = { ...standardRequest, algorithm, dataset, epochs: EPOCHS, snapshotEvery: SNAPSHOT_EVERY, seed: SEED };
  const settled: RunRequest = { ...request, batch: 7, stepSize: 0.3, ...changes };
  const { curve } = await run(session, settled, silentObserver);
  const whole = allRows(raw.rows.length);
  const split = heldOut === undefined ? undefined : holdOutStratified(Float64Array.from(raw.labels), heldOut, SEED);
  const { train, test: held } = split ?? { train: whole, test: whole.subarray(0, 0) };
  const problem = settled.bias ? withBias(raw) : raw;
  const partOf = (rows: Uint32Array, lambda: number): reference.DenseProblem => ({
    ...problem,
    rows: Array.from(rows, (row) => problem.rows[row] as number[]),
    labels: Array.from(rows, (row) => problem.labels[row]!),
    lambda,
  });
  const placement = shufflePlacement(train, SEED);
  const visits = allRows(train.length);
  const random = randomFor(SEED, 'visit');
  const visited = Array.from({ length: EPOCHS }, () => {
    settled.order.nextEpoch(visits, random);
    return Array.from(visits, (position) => train.indexOf(placement[position]!));
  });
  const { weights, losses } = dense(partOf(train, settled.l2 === '1/n' ? 1 / train.length : settled.l2), {
    ...{ rule: settled.rule.name, batch: settled.batch, stepSize: settled.stepSize as number },
    ...{ visits: visited, snapshotEvery: SNAPSHOT_EVERY, averageFrom, schedule },
  });
  const end = curve.at(-1);
  return {
    found: [...curve.slice(1).map(({ trainLoss }) => trainLoss), ...(split ? [end?.testLoss] : [])] as number[],
    wanted: [...losses, ...(split ? [reference.objective(partOf(held, 0), weights)] : [])],
  };
}

function expectSame({ found, wanted }: { found: number[]; wanted: number[] }): void {
  expect(found).toHaveLength(wanted.length);
  for (const [at, loss] of wanted.entries()) expect(Math.abs(found[at]! / loss - 1)).toBeLessThan(1e-10);
  // The losses of a run that stands still would tell nothing apart.
  expect(new Set(wanted).size).toBe(wanted.length);
}

describe.each(ALGORITHMS)('whole runs of $algorithm.name', (one) => {
  test.each(SCHEDULES)(
    'a run with the schedule %s, in passes, has the losses of the dense reference',
    async (text, schedule) => {
      expectSame(await bothOf(one, { changes: { schedule: parseSchedule(text) as Schedule }, schedule }));
    },
  );

  test.each(AVERAGES[one.algorithm.name] ?? [])(
    'a run averaged from pass %d on, which is epoch %d, has the losses of the dense reference',
    async (average, from) => {
      expectSame(await bothOf(one, { changes: { average }, averageFrom: from }));
    },
  );

  test('a run with λ of one over its training rows has the losses of the dense reference', async () => {
    const changes = { l2: '1/n', bias: true, test: { fraction: 0.4 } } as const;
    expectSame(await bothOf(one, { changes, heldOut: 0.4 }));
  });

  test.each(everyRule.filter(({ name }) => reference.RULES.includes(name)))(
    'a run by $name at batch 2 has the losses of the dense reference',
    async (rule) => {
      expectSame(await bothOf(one, { changes: { rule, batch: 2, stepSize: 0.1 } }));
    },
  );

  test('a run on fewer rows than strands, with a short last batch, has the losses of the dense reference', async () => {
    expectSame(await bothOf(one, { changes: {}, of: await written(20) }));
  });
});
