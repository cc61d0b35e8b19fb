import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { algorithms } from '../../src/algorithms/index.js';
import { orders } from '../../src/algorithms/orders.js';
import type { Observer, RunRequest } from '../../src/experiment/request.js';
import { run } from '../../src/experiment/run.js';
import { Session } from '../../src/experiment/session.js';
import { compareRuns } from '../../src/results/compare.js';
import type { Run } from '../../src/results/schema.js';
import { rules } from '../../src/rules/index.js';
import { compared } from '../support/comparisons.js';
import { writeRandomData } from '../support/random-data.js';
import { silentObserver, standardRequest } from '../support/requests.js';

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

const key = async (changes: Partial<RunRequest>) => (await carryOut(await session, changes)).result.tuning?.key;
const session = startSession();

describe('what a search is shared by', () => {
  test.each<[string, Partial<RunRequest>, Partial<RunRequest>]>([
    ['runs that differ in the seed', { seed: 0 }, { seed: 5 }],
    ['rules at batch 1', { batch: 1, rule: named(rules, 'mean') }, { batch: 1, rule: named(rules, 'adabatch') }],
    ['batches of all rows and above', { batch: 150 }, { batch: 4096 }],
    ['points of measurement, where the final loss counts', { measureEvery: 1 }, { measureEvery: 0.25 }],
    ['tuned runs at batch 1 and frozen ones', { batch: 1 }, { batch: 64, stepSize: 'frozen' }],
  ])('%s', async (_, one, other) => {
    expect(await key(other)).toBe(await key(one));
  });

  test.each<[string, Partial<RunRequest>, Partial<RunRequest>]>([
    ['rules above batch 1', { rule: named(rules, 'mean') }, { rule: named(rules, 'adabatch') }],
    ['batches', { batch: 8 }, { batch: 16 }],
    ['λ', { l2: 0 }, { l2: 0.1 }],
    ['epochs', { epochs: 1 }, { epochs: 2 }],
    ['biases', { bias: false }, { bias: true }],
    ['algorithms', {}, { algorithm: named(algorithms, 'adagrad') }],
    ['orders', {}, { order: named(orders, 'shuffle') }],
    ['targets', { targetLoss: 0.5 }, { targetLoss: 0.4 }],
    ['held-out rows', { test: { fraction: 0.2 }, seed: 0 }, { test: { fraction: 0.2 }, seed: 1 }],
  ])('not %s', async (_, one, other) => {
    expect(await key(other)).not.toBe(await key(one));
  });
});

describe('where a search is kept', () => {
  test('another session with the same folder reads it, and does not search again', async () => {
    const first = await carryOut(await startSession(), { seed: 3 });
    const second = await carryOut(await startSession(), { seed: 4 });
    expect(second.tried).toBe(0);
    expect(second.result.tuning).toEqual(first.result.tuning);
    expect(await readdir(folder)).toContain(`search-${first.result.tuning?.key}.json`);
  });

  test('one that is damaged, or of another key, is searched again and written anew', async () => {
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

describe('what is searched', () => {
  test('the final loss of the chosen step is the least of all that were tried, in runs of their own too', async () => {
    const { result } = await carryOut(await session, { epochs: 2 });
    const { candidates = [], seeds = [] } = result.tuning ?? {};
    const finals: { stepSize: number; losses: (number | null)[] }[] = [];
    for (const { stepSize } of candidates) {
      const losses: (number | null)[] = [];
      for (const seed of seeds) {
        const { summary } = await run(await session, { ...tuned, epochs: 2, stepSize, seed }, silentObserver);
        losses.push(summary.finalTrainLoss);
      }
      finals.push({ stepSize, losses });
    }
    expect(candidates).toEqual(finals);
    const mean = ({ losses }: { losses: (number | null)[] }) =>
      losses.reduce<number>((sum, loss) => sum + (loss ?? Number.POSITIVE_INFINITY), 0);
    const best = finals.reduce((least, other) => (mean(other) < mean(least) ? other : least));
    expect(result.configuration.stepSize).toBe(best.stepSize);
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

  test('variance-reduced runs are searched by their passes, without --max-passes too', async () => {
    const { result } = await carryOut(await session, { algorithm: named(algorithms, 'svrg'), l2: 0.1, epochs: 20 });
    expect(result.tuning?.criterion).toBe('passes to target');
    expect(Number.isFinite(result.configuration.stepSize)).toBe(true);
    expect(result.tuning?.candidates.some(({ passes }) => passes?.every((count) => count !== null))).toBe(true);
  });

  test('frozen takes the step of batch 1 for every batch', async () => {
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

  test('a multiple of the limit is that of 1/L', async () => {
    const { result } = await carryOut(await session, { stepSize: '4/L' });
    expect(result.configuration.stepSize).toBe(4 / result.dataset.smoothness);
    expect(result.configuration.stepSizeFrom).toBe('4/L');
  });
});
