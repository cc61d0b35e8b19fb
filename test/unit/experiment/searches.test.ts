import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { algorithms } from '../../../src/algorithms/index.js';
import { orders } from '../../../src/algorithms/orders.js';
import { holdOutStratified } from '../../../src/data/split.js';
import type { Observer } from '../../../src/experiment/observer.js';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { compareRuns } from '../../../src/results/comparison/compare.js';
import { writeModel } from '../../../src/results/model.js';
import type { Run } from '../../../src/results/schema.js';
import { rules } from '../../../src/rules/index.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { compared } from '../../support/comparisons.js';
import { randomProblem } from '../../support/problems.js';
import { writeData, writeRandomData } from '../../support/random-data.js';
import { complaintOf } from '../../support/reading.js';
import { silentObserver, standardRequest } from '../../support/requests.js';
import { squared } from '../../support/watched-runs.js';

const folder = await mkdtemp(path.join(tmpdir(), 'adabatch-searches-'));
const dataset = await writeRandomData();
const sessions: Session[] = [];
afterAll(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  await rm(folder, { recursive: true });
});

const named = <Entry extends { name: string }>(entries: readonly Entry[], name: string): Entry =>
  entries.find((entry) => entry.name === name) as Entry;
const tuned: RunRequest = { ...standardRequest, dataset, stepSize: 'tune', epochs: 1, batch: 8 };

/** A session that keeps its searches in a folder, as another process would have one. */
async function startSession(of = folder): Promise<Session> {
  const session = await Session.start(of);
  sessions.push(session);
  return session;
}

/** Carries out a run; returns its result and how many runs a search took for it. */
async function carryOut(session: Session, changes: Partial<RunRequest> = {}) {
  let tried = 0;
  const observer: Observer = { ...silentObserver, searching: () => tried++ };
  return { result: await run(session, { ...tuned, ...changes }, observer), tried };
}

const session = startSession();

// experiment/settings.test.ts tests which runs share a search, for all settings of a run.

describe('searches that are kept', () => {
  test('a search is read by another session with the same folder, which does not search again', async () => {
    const first = await carryOut(await startSession(), { seed: 3 });
    const second = await carryOut(await startSession(), { seed: 4 });
    expect(second.tried).toBe(0);
    expect(second.result.tuning).toEqual(first.result.tuning);
    expect(await readdir(folder)).toContain(`search-${first.result.tuning?.key}.json`);
  });

  test('a search that is damaged, or of another key, is carried out and written anew', async () => {
    const own = await mkdtemp(path.join(folder, 'own-'));
    const first = await carryOut(await startSession(own));
    const file = path.join(own, `search-${first.result.tuning?.key}.json`);
    const whole = await readFile(file, 'utf8');
    for (const text of [whole.slice(0, 99), whole.replace(`"${first.result.tuning?.key}"`, '"0123456789abcdef"')]) {
      await writeFile(file, text);
      const again = await carryOut(await startSession(own));
      expect(again.tried).toBeGreaterThanOrEqual(2 * 17);
      expect(again.result.tuning).toEqual(first.result.tuning);
      expect(await readFile(file, 'utf8')).toBe(whole);
    }
  });
});

test('a session without a folder searches once, too, and says which run it is at', async () => {
  const alone = await Session.start();
  sessions.push(alone);
  const counts: number[] = [];
  const observer: Observer = { ...silentObserver, searching: (runs) => void counts.push(runs) };
  for (const seed of [0, 1]) await run(alone, { ...tuned, seed }, observer);
  expect(counts.length).toBeGreaterThanOrEqual(2 * 17);
  expect(counts).toEqual(counts.map((_, number) => number + 1));
});

test('the runs of a search make no remarks, and the run itself makes them once', async () => {
  const warnings: string[] = [];
  let pieces = 0;
  const observer = {
    ...silentObserver,
    warn: (text: string) => void warnings.push(text),
    progress: () => void pieces++,
  };
  await run(await startSession(), { ...tuned, order: named(orders, 'sequential'), batch: 7 }, observer);
  expect(warnings.filter((text) => text.includes('keeps the batches as they are'))).toHaveLength(1);
  expect(pieces).toBe(1);
});

test('a search that is interrupted finds nothing, and is not kept', async () => {
  const own = await mkdtemp(path.join(folder, 'interrupted-'));
  const stop = new AbortController();
  const observer = { ...silentObserver, signal: stop.signal, searching: (runs: number) => runs === 5 && stop.abort() };
  await expect(run(await startSession(own), tuned, observer)).rejects.toThrow('aborted');
  expect(await readdir(own)).toEqual([]);
});

test('a search is refused for runs whose length is not known beforehand', async () => {
  expect(await complaintOf(carryOut(await session, { timeLimit: 1 }))).toEqual([
    '‹stepSize› tune and ‹timeLimit› exclude each other',
    'Say with ‹epochs› how long a run is',
  ]);
});

describe('the choice of a search', () => {
  const warmStart = path.join(folder, 'close.jsonl');
  const beside = [{ feature: 1, weight: 2 + 1e-9 }];
  const line = writeData({ rows: [[1], [1]], labels: [2, 2] });

  test.each<[string, () => Promise<Partial<RunRequest>>]>([
    ['0', async () => ({})],
    ['0, with rows held out', async () => ({ test: { fraction: 0.2 }, splitSeed: 9 })],
    // Long steps end above a million times the loss at such a start.
    [
      'a model close to the optimum',
      async () => {
        await writeModel(warmStart, { run: 'x', dataset: 'data', loss: 'squared', bias: 0 }, beside);
        return { dataset: await line, warmStart, loss: squared, batch: 1 };
      },
    ],
  ])('the chosen step ends lowest of all that were tried, in runs of their own from %s too', async (_, changing) => {
    const changes = { epochs: 2, ...(await changing()) };
    const { result } = await carryOut(await session, changes);
    const { candidates = [], seeds = [] } = result.tuning ?? {};
    const finals: { stepSize: number; losses: (number | null)[] }[] = [];
    for (const { stepSize } of candidates) {
      const losses: (number | null)[] = [];
      for (const seed of seeds) {
        const { summary, status } = await run(await session, { ...tuned, ...changes, stepSize, seed }, silentObserver);
        losses.push(status === 'diverged' ? null : summary.finalTrainLoss);
      }
      finals.push({ stepSize, losses });
    }
    expect(candidates).toEqual(finals);
    const mean = ({ losses }: { losses: (number | null)[] }) =>
      losses.reduce<number>((sum, loss) => sum + (loss ?? Number.POSITIVE_INFINITY), 0);
    const best = finals.reduce((least, other) => (mean(other) < mean(least) ? other : least));
    expect(result.configuration.stepSize).toBe(best.stepSize);
  });

  test('a search does not look at held-out rows, whatever the seed of the run and those of the search', async () => {
    const problem = randomProblem('logistic', 0, { rows: 150, features: 60 });
    const seed = 7;
    const { test: held } = holdOutStratified(Float64Array.from(problem.labels), 0.3, seed);
    const changed = new Set(held);
    const rows = problem.rows.map((row, number) => (changed.has(number) ? row.map((value) => value * -64) : row));
    const heldOut = { test: { fraction: 0.3 }, seed };
    const [one, other] = [
      await carryOut(await session, { ...heldOut, dataset: await writeData(problem) }),
      await carryOut(await session, { ...heldOut, dataset: await writeData({ ...problem, rows }) }),
    ];
    expect(other.result.curve.at(-1)?.testLoss).not.toBe(one.result.curve.at(-1)?.testLoss);
    expect(other.result.tuning?.candidates).toEqual(one.result.tuning?.candidates);
  });

  test('a table of tuned runs has the critical batches of brute force', async () => {
    const cells = ['mean', 'sum', 'adabatch'].flatMap((rule) => [1, 8, 64].map((batch) => ({ rule, batch })));
    const criticalBatches = async (steps: RunRequest['stepSize'][]) => {
      const results: Run[] = [];
      for (const { rule, batch } of cells) {
        for (const stepSize of steps) {
          const changes = { rule: named(rules, rule), batch, stepSize, epochs: 3, l2: 0.01 };
          results.push((await carryOut(await session, changes)).result);
        }
      }
      const [group] = compareRuns(compared(results), {}).groups;
      return group?.criticalBatches.map(({ keys, batch }) => [keys.rule, batch]);
    };
    const lattice = Array.from({ length: 23 }, (_, count): `${number}/L` => `${2 ** (count - 8)}/L`);
    const tunedBatches = await criticalBatches(['tune']);
    expect(tunedBatches).toEqual(await criticalBatches(lattice));
    expect(new Set(tunedBatches?.map(([, batch]) => batch)).size).toBeGreaterThan(1);
  });

  test('a search compares variance-reduced runs by their passes, without --max-passes too', async () => {
    const { result } = await carryOut(await session, { algorithm: named(algorithms, 'svrg'), l2: 0.1, epochs: 20 });
    expect(result.tuning?.criterion).toBe('passes to target');
    expect(Number.isFinite(result.configuration.stepSize)).toBe(true);
    expect(result.tuning?.candidates.some(({ passes }) => passes?.every((count) => count !== null))).toBe(true);
  });

  test('a search tries powers of two of 1/L, or of the standard step of the algorithm', async () => {
    const stepsOf = async (name: string) => {
      const { result } = await carryOut(await session, { algorithm: named(algorithms, name) });
      const unit = name === 'adagrad' ? 1 : 1 / result.dataset.smoothness;
      return result.tuning?.candidates.map(({ stepSize }) => stepSize / unit) ?? [];
    };
    for (const name of ['sgd', 'adagrad']) {
      const steps = await stepsOf(name);
      expect(steps.map(Math.log2)).toEqual(steps.map((_, number) => Math.log2(steps[0]!) + number));
      expect(steps).toEqual(expect.arrayContaining([1 / 16, 1, 4096]));
    }
  });

  test('a search with --target-loss has its candidates reach that target', async () => {
    const { result } = await carryOut(await session, { targetLoss: 0.6, suboptimality: true, l2: 0.1 });
    expect(result.tuning).toMatchObject({ criterion: 'passes to target', target: 0.6 });
  });

  test('a search measures the way to a target as often as the run does', async () => {
    const passesOf = async (measureEvery: number) => {
      const { result } = await carryOut(await session, { targetLoss: 0.66, epochs: 2, measureEvery });
      return result.tuning?.candidates.map(({ passes }) => passes);
    };
    expect(await passesOf(0.25)).not.toEqual(await passesOf(2));
  });

  test('a search goes by the way to the optimum with --suboptimality, and by the final loss without it', async () => {
    const changes = { l2: 0.1, epochs: 3 };
    const { result } = await carryOut(await session, { ...changes, suboptimality: true });
    const [start, optimum] = [result.curve[0]?.trainLoss as number, result.optimum?.objective as number];
    expect(result.tuning?.criterion).toBe('passes to target');
    expect(result.tuning?.target).toBeCloseTo(optimum + 1e-6 * (start - optimum), 14);
    expect((await carryOut(await session, changes)).result.tuning).toMatchObject({
      criterion: 'final loss',
      target: null,
    });
  });

  test('--step-size frozen takes the step of batch 1 for every batch', async () => {
    const [alone, frozen] = [
      await carryOut(await session, { batch: 1 }),
      await carryOut(await session, { batch: 32, stepSize: 'frozen' }),
    ];
    expect(frozen.result.configuration).toMatchObject({
      batch: 32,
      stepSize: alone.result.configuration.stepSize,
      stepSizeFrom: 'frozen',
    });
  });

  test('a multiple of the limit is a multiple of 1/L', async () => {
    const { result } = await carryOut(await session, { stepSize: '4/L' });
    expect(result.configuration.stepSize).toBe(4 / result.dataset.smoothness);
    expect(result.configuration.stepSizeFrom).toBe('4/L');
  });
});
