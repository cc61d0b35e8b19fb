import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { cachedOptimum } from '../../../src/experiment/optimum.js';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { isDeterministic, workersOf } from '../../../src/settings/method.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { settingKeys } from '../../../src/settings/settings.js';
import { planRuns } from '../../../src/sweep/plan.js';
import { temporaryFolder } from '../../support/folders.js';
import { areAllTried } from '../../support/part-of.js';
import { silentObserver } from '../../support/requests.js';
import { settingsIn } from '../../support/settings.js';

// What each setting of a run decides. All that is kept from run to run (data, rows in memory, searches, optima, results)
// has a key; if a key lacks a part, a run gets what was another's, and no error.

const folder = temporaryFolder();
const { settings, variations } = await settingsIn(folder);
const shared = await Session.start();
afterAll(() => shared.close());

/** A run without its times, and without the optimum, which it has where another run has found it. */
async function outcomeOf(session: Session, request: RunRequest) {
  const { id, status, curve, race } = await run(session, request, silentObserver);
  const points = curve.map(({ seconds: _, suboptimality: __, ...point }) => point);
  return { id, status, points: race ? points.slice(0, 1) : points };
}

/** Wraps some work, so that it is done once for each request. */
function once<Found>(work: (request: RunRequest) => Promise<Found>): (request: RunRequest) => Promise<Found> {
  const known = new Map<string, Promise<Found>>();
  return (request) => {
    const key = JSON.stringify(request);
    const found = known.get(key) ?? work(request);
    known.set(key, found);
    return found;
  };
}

/** What a run comes to in a session of its own, which has read nothing yet. */
const aloneOf = once(async (request) => {
  const session = await Session.start();
  try {
    return await outcomeOf(session, request);
  } finally {
    await session.close();
  }
});

/** The search of a run, or of what it would be if it was tuned, in a session that knows no other. */
const searchOf = once(async (request) => {
  shared.searches.clear();
  const isSearched = request.stepSize === 'tune' || request.stepSize === 'frozen';
  return (await run(shared, isSearched ? request : { ...request, stepSize: 'tune' }, silentObserver)).tuning;
});

/** The optimum of a request, and a cache that has no other. */
const optimumOf = once(async (request) => {
  const cache = await mkdtemp(path.join(folder, 'cache-'));
  return { cache, found: await withCache(cache, () => shared.optimum(request, silentObserver)) };
});

async function withCache<Found>(cache: string, work: () => Promise<Found>): Promise<Found> {
  vi.stubEnv('XDG_CACHE_HOME', cache);
  vi.stubEnv('LOCALAPPDATA', cache);
  try {
    return await work();
  } finally {
    vi.unstubAllEnvs();
  }
}

test('the table of variations has every setting', () => {
  const keys = settingKeys.map((key) => (key === 'testFraction' ? 'test' : key));
  expect(Object.keys(settings)).toEqual(expect.arrayContaining(keys));
  expect(Object.values(settings).filter((lines) => lines.length === 0)).toEqual([]);
});

const isTried = (request: RunRequest) => areAllTried || workersOf(request) === 1;

describe.each(variations.filter(({ from, to }) => isTried(from) && isTried(to)))('$name', ({ from, to, decides }) => {
  const decidesId = decides.includes('id');

  test(`the setting decides ${decidesId ? 'the' : 'no'} id, and runs of one id have one curve`, async () => {
    const [one, other] = [await aloneOf(from), await aloneOf(to)];
    expect(one.id !== other.id).toBe(decidesId);
    if (!decidesId) expect(other).toEqual(one);
  });

  test('the run of one value is the same after that of the other value as by itself', async () => {
    for (const request of [from, to, from]) {
      expect(await outcomeOf(shared, request)).toEqual(await aloneOf(request));
    }
  });

  test.skipIf(from.timeLimit)(
    `the setting decides ${decides.includes('search') ? 'the' : 'no'} search for a step size`,
    async () => {
      const [one, other] = [await searchOf(from), await searchOf(to)];
      expect(one?.key !== other?.key).toBe(decides.includes('search'));
      // The search is the same, whichever of the two runs comes first.
      if (one?.key === other?.key && isDeterministic(from)) expect(other).toEqual(one);
    },
  );

  test(`the setting decides ${decides.includes('optimum') ? 'the' : 'no'} optimum`, async () => {
    const { found, cache } = await optimumOf(from);
    const cachedFor = (request: RunRequest) =>
      withCache(cache, async () => cachedOptimum(await shared.open(request, silentObserver), request));
    expect(await cachedFor(from)).toEqual(found);
    expect((await cachedFor(to)) === undefined).toBe(decides.includes('optimum'));
    if (!decides.includes('optimum')) expect((await optimumOf(to)).found).toEqual(found);
  });
});

test('a sweep over all settings is planned from headers alone, with the ids of the single runs', async () => {
  const requests = variations.flatMap(({ from, to }) => [from, to]);
  const ids: string[] = [];
  for (const request of requests) ids.push((await aloneOf(request)).id);
  const planned = await planRuns(requests);
  expect(planned.map(({ identity }) => identity?.id)).toEqual(ids);
});
