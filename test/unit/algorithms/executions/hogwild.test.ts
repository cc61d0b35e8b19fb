import { afterAll, describe, expect, test } from 'vitest';
import { adagrad } from '../../../../src/algorithms/adagrad.js';
import { hogwild } from '../../../../src/algorithms/executions/hogwild.js';
import { sequential } from '../../../../src/algorithms/executions/sequential.js';
import { orders } from '../../../../src/algorithms/orders.js';
import { saga } from '../../../../src/algorithms/saga.js';
import { sgd } from '../../../../src/algorithms/sgd.js';
import { snapshotLayout, svrg } from '../../../../src/algorithms/svrg.js';
import { fieldOf } from '../../../../src/engine/struct.js';
import { carryOut, type KernelCall } from '../../../../src/engine/wasm.js';
import type { Workers } from '../../../../src/engine/worker-pool.js';
import { repeatRun } from '../../../../src/experiment/hogwild-repeats.js';
import { prepare } from '../../../../src/experiment/prepare.js';
import { run } from '../../../../src/experiment/run.js';
import { Session } from '../../../../src/experiment/session.js';
import type { Run } from '../../../../src/results/schema.js';
import { adabatch } from '../../../../src/rules/adabatch.js';
import { expected } from '../../../../src/rules/expected.js';
import { mean } from '../../../../src/rules/mean.js';
import type { RunRequest } from '../../../../src/settings/request.js';
import { writeData, writeRandomData } from '../../../support/random-data.js';
import { contextOf, silentObserver, standardRequest } from '../../../support/requests.js';
import { squared } from '../../../support/watched-runs.js';

const session = await Session.start();
afterAll(() => session.close());
const dataset = await writeRandomData();

function runWith(changes: Partial<RunRequest>) {
  const request = { ...standardRequest, dataset, stepSize: 0.2, batch: 1, execution: hogwild, ...changes };
  return run(session, request, silentObserver);
}

test.each([
  { algorithm: sgd, rule: mean, batch: 1 },
  { algorithm: sgd, rule: adabatch, batch: 13, l2: 0.01 },
  { algorithm: svrg, rule: adabatch, batch: 13 },
  { algorithm: saga, rule: adabatch, batch: 13 },
])('hogwild with one worker has the curve of sequential: $algorithm.name by $rule.name', async (changes) => {
  const [alone, single] = [await runWith({ ...changes, execution: sequential }), await runWith(changes)];
  expect(single.curve.map(({ trainLoss }) => trainLoss)).toEqual([
    expect.closeTo(alone.curve[0]?.trainLoss as number, 12),
    expect.closeTo(alone.curve[1]?.trainLoss as number, 12),
    expect.closeTo(alone.curve[2]?.trainLoss as number, 12),
  ]);
});

test('a hogwild run of one worker is deterministic and is not repeated', async () => {
  const request = { workers: 1, repeats: 3, algorithm: svrg, rule: adabatch, batch: 13 };
  const losses = ({ curve }: Run) => curve.map(({ trainLoss }) => trainLoss);
  const [one, again] = [await runWith(request), await runWith(request)];
  expect(losses(again)).toEqual(losses(one));
  expect([one.status, 'race' in one]).toEqual(['completed', false]);
});

test('several hogwild workers come close to the loss of one', async () => {
  const common = { epochs: 5, measureEvery: 5, dataset: 'zipf', stepSize: 1 };
  const one = await runWith({ ...common, execution: sequential });
  const three = await runWith({ ...common, workers: 3 });
  const [before, after] = [one.summary.finalTrainLoss as number, three.summary.finalTrainLoss as number];
  expect(Math.abs(after / before - 1)).toBeLessThan(0.1);
});

// No feature is in two rows: then it does not matter who visits a row and when, only that it is visited once an epoch.
const ROWS = 53;
const apart = await writeData({
  rows: Array.from({ length: ROWS }, (_, row) =>
    Array.from({ length: 3 * ROWS }, (_, k) => (Math.floor(k / 3) === row ? 1 + (k % 5) : 0)),
  ),
  labels: Array.from({ length: ROWS }, (_, row) => (row % 3 === 0 ? 1 : -1)),
});
const withoutSharedFeatures = [
  { algorithm: sgd, rule: adabatch, batch: 1, workers: 3 },
  { algorithm: sgd, rule: adabatch, batch: 4, workers: 3 },
  { algorithm: sgd, rule: mean, batch: 13, workers: 2 },
  { algorithm: svrg, rule: mean, batch: 4, workers: 3 },
  { algorithm: saga, rule: mean, batch: 4, workers: 3 },
];

test.each(withoutSharedFeatures)(
  '$workers workers whose rows share no feature do what one does: $algorithm.name by $rule.name at batch $batch',
  async ({ workers, ...changes }) => {
    const common = { ...changes, dataset: apart, epochs: 5, l2: 0.01, stepSize: 0.01 };
    const [one, several] = [await runWith({ ...common, execution: sequential }), await runWith({ ...common, workers })];
    expect(several.curve).toHaveLength(6);
    for (const [at, { trainLoss }] of one.curve.entries()) {
      expect(several.curve[at]?.trainLoss).toBeCloseTo(trainLoss as number, 13);
    }
    expect(several.race?.lostShare).toBe(0);
    const others = (workers - 1) * changes.batch;
    expect(several.race?.collidingShare).toBeCloseTo(1 - (1 - 1 / ROWS) ** others, 14);
  },
);

// What two workers that never meet would hardly do on small data: in each of the first epochs an update of the mean
// gradient is lost.
test('hogwild workers come to the optimum with saga, whatever updates of its mean gradient they lose', async () => {
  const losing: RunRequest['execution'] = {
    ...hogwild,
    start(problem, settings, own) {
      const steps = hogwild.start(problem, settings, own);
      const [address = 0] = fieldOf(problem.memory, snapshotLayout, own.state, 'drift');
      const drift = problem.memory.f64(address, problem.features);
      let epochs = 0;
      const take: typeof steps.take = async (...args) => {
        await steps.take(...args);
        if (++epochs <= 5) drift[epochs % 3] = drift[epochs % 3]! + 0.1;
      };
      return { ...steps, take };
    },
  };
  const rows = Array.from({ length: 300 }, (_, i) => Array.from({ length: 6 }, (_, k) => ((i * (k + 3)) % 7) - 2.5));
  const labels = rows.map(([first = 0], i) => first + (i % 5));
  const changes = { algorithm: saga, rule: mean, loss: squared, workers: 2, repeats: 1, epochs: 60 };
  const { curve } = await runWith({
    ...{ ...changes, dataset: await writeData({ rows, labels }), execution: losing },
    ...{ stepSize: 0.01, suboptimality: true, measureEvery: 60 },
  });
  expect(curve[0]?.suboptimality).toBeGreaterThan(1);
  expect(Math.abs(curve.at(-1)?.suboptimality as number)).toBeLessThan(1e-12);
});

test.each([svrg, saga])('two hogwild workers come to the optimum with L2: $name', async (algorithm) => {
  const common = { algorithm, dataset: 'zipf', l2: 1e-3, workers: 2, repeats: 1, epochs: 25, measureEvery: 25 };
  const { curve } = await runWith({ ...common, stepSize: 0.5, suboptimality: true });
  expect(curve[0]?.suboptimality).toBeGreaterThan(1e-3);
  expect(Math.abs(curve.at(-1)?.suboptimality as number)).toBeLessThan(1e-13);
});

test('the lost share is that of the stored values that no counter has counted', async () => {
  const request = { ...standardRequest, dataset: apart, stepSize: 0.01, batch: 1, execution: hogwild, workers: 2 };
  const { problem, ...preparation } = await prepare(contextOf(session, request));
  const workers = problem.workers as Workers;
  // As if the first of the two had written over all that the second did.
  const first = {
    count: 2,
    sliceOf: (worker: number, things: number) => workers.sliceOf(worker, things),
    call: async (callsOf: (worker: number) => KernelCall[]) => carryOut(problem.kernels, callsOf(0)),
  } as Workers;
  const half = { ...preparation, problem: { ...problem, workers: first } };
  const { lostShare } = await repeatRun(contextOf(session, request), half, 0.5);
  expect(lostShare).toBeCloseTo(1 - Math.floor(ROWS / 2) / ROWS, 14);
});

test('a hogwild run is repeated to see how far its final losses lie apart', async () => {
  const { race, summary } = await runWith({ workers: 2, repeats: 4 });
  expect(race?.finalTrainLosses.length).toBe(4);
  expect(race?.finalTrainLosses[0]).toBe(summary.finalTrainLoss);
});

test('a repeated run keeps the weights of its first time, of which its model is made', async () => {
  const request = { ...standardRequest, dataset, stepSize: 0.2, batch: 1, execution: hogwild, workers: 2, repeats: 2 };
  const preparation = await prepare(contextOf(session, request));
  const { memory, weights, features } = preparation.problem;
  memory.f64(weights, features).fill(0.5);
  await repeatRun(contextOf(session, request), preparation, 0.5);
  expect([...memory.f64(weights, features)]).toEqual(Array(features).fill(0.5));
});

test('a run that is interrupted before its repetitions is interrupted, though its curve is whole', async () => {
  const stop = new AbortController();
  const observer = { ...silentObserver, signal: stop.signal, progress: (epoch: number) => epoch >= 2 && stop.abort() };
  const request = { ...standardRequest, dataset, stepSize: 0.2, batch: 1, execution: hogwild, workers: 2, repeats: 3 };
  const { status, curve, race } = await run(session, request, observer);
  expect([status, curve.length, race?.finalTrainLosses.length]).toEqual(['interrupted', 3, 1]);
});

describe('the repetitions of a run', () => {
  const base = { ...standardRequest, dataset, stepSize: 0.2, batch: 1, execution: hogwild, workers: 2, epochs: 1 };
  const finalLossesOf = async (changes: Partial<RunRequest & { stepSize: number }>, observer = silentObserver) => {
    const request = { ...base, ...changes };
    const preparation = await prepare(contextOf(session, base));
    return (await repeatRun(contextOf(session, request, observer), preparation, 0.5)).finalTrainLosses;
  };

  test('repetitions that were whole before an interrupt have their final losses', async () => {
    const stop = new AbortController();
    let times = 0;
    const observer = { ...silentObserver, signal: stop.signal, progress: () => ++times === 2 && stop.abort() };
    expect(await finalLossesOf({ repeats: 4 }, observer)).toEqual([0.5, expect.any(Number)]);
  });

  test('a repetition that diverges has no final loss, though its loss is finite still', async () => {
    expect(await finalLossesOf({ repeats: 3, stepSize: 5, loss: squared })).toEqual([0.5, null, null]);
  });

  test('a run fails if a repetition of it fails', async () => {
    const algorithm: RunRequest['algorithm'] = {
      ...sgd,
      start() {
        throw new Error('out of luck');
      },
    };
    await expect(finalLossesOf({ repeats: 2, algorithm })).rejects.toThrow('out of luck');
  });
});

test('the repetitions of a run do not say its remarks again', async () => {
  const said: string[] = [];
  const observer = { ...silentObserver, warn: (text: string) => void said.push(text) };
  const order = orders.find(({ name }) => name === 'sequential') as RunRequest['order'];
  const request = { ...standardRequest, dataset, order, stepSize: 0.2, batch: 4, execution: hogwild, workers: 2 };
  await run(session, { ...request, repeats: 3 }, observer);
  expect(said.filter((text) => text.includes('keeps the batches as they are'))).toHaveLength(1);
});

test('the colliding share is that of the formula in docs/method.md', async () => {
  // Two rows, {1, 2} and {2, 3}: p = ½, 1, ½. Of a sample's two values, the one in feature 2 always collides, the
  // other with the next of the other worker's samples in half of the cases. Each comes often, since what is lost is
  // counted in passes over them.
  const rows = Array.from({ length: 1000 }, (_, row) => (row % 2 === 0 ? [1, 2, 0] : [0, 1, 3]));
  const labels = rows.map((_, row) => (row % 2 === 0 ? 1 : -1));
  const { race } = await runWith({ dataset: await writeData({ rows, labels }), workers: 2 });
  expect(race?.collidingShare).toBeCloseTo((0.25 + 1 + 0.25) / 2, 14);
});

test.each([
  ['adagrad', hogwild.refusal(adagrad, mean, false), '‹algorithm› adagrad'],
  ['an average', hogwild.refusal(sgd, mean, true), '‹average›'],
  ['rules that are asked', hogwild.refusal(svrg, expected, false), '‹rule› expected'],
  ['nothing else', hogwild.refusal(svrg, adabatch, false), undefined],
])('hogwild refuses what it cannot do: %s', (_, refused, option) => {
  expect(refused).toBe(option);
});
