import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { reportOptimum } from '../../../src/experiment/optimum-report.js';
import { Session } from '../../../src/experiment/session.js';
import { cacheForEach } from '../../support/folders.js';
import { randomProblem } from '../../support/problems.js';
import { writeData } from '../../support/random-data.js';
import { silentObserver, standardRequest } from '../../support/requests.js';
import { squared } from '../../support/watched-runs.js';

// What is kept of a search for an optimum, and when it is not to be trusted. settings.test.ts tests what its key is
// made of, for all settings of a run.

const inCache = cacheForEach();
const session = await Session.start();
afterAll(() => session.close());
const request = { ...standardRequest, dataset: await writeData(randomProblem('logistic', 0)), l2: 0.1 };

/** Asks for the optimum; says in how many steps it was computed, which are none where it was kept. */
async function ask(changes: Partial<typeof request> = {}) {
  let steps = 0;
  const observer = { ...silentObserver, approaching: () => void steps++ };
  return { optimum: await session.optimum({ ...request, ...changes }, observer), steps };
}

interface Kept {
  key: string;
  sha256: string;
  optimum: Record<string, unknown>;
}

async function onlyFile(): Promise<string> {
  const [name, ...others] = await readdir(inCache('adabatch/optima'));
  expect(others).toEqual([]);
  return inCache(path.join('adabatch/optima', name as string));
}

const digest = (optimum: object) => createHash('sha256').update(JSON.stringify(optimum)).digest('hex');
/** Another optimum, with the sha256 that it has. */
const resealed = (kept: Kept, changes: object): Kept => {
  const optimum = { ...kept.optimum, ...changes };
  return { ...kept, optimum, sha256: digest(optimum) };
};
/** The optimum of another key. */
const moved = (kept: Kept, change: (key: unknown[]) => unknown[]): Kept => ({
  ...kept,
  key: JSON.stringify(change(JSON.parse(kept.key))),
});

describe.skipIf(process.platform === 'darwin')('an optimum', () => {
  test('an optimum is computed once, and kept', async () => {
    const first = await ask();
    expect(first.steps).toBeGreaterThan(0);
    expect(await ask()).toEqual({ optimum: first.optimum, steps: 0 });
  });

  test('an optimum does not take the place of another one over the same data', async () => {
    await ask();
    await ask({ l2: 0.2 });
    expect([(await ask()).steps, (await ask({ l2: 0.2 })).steps]).toEqual([0, 0]);
  });

  test.each<[string, (kept: Kept) => unknown]>([
    ['has another value', (kept) => ({ ...kept, optimum: { ...kept.optimum, objective: 0.1 } })],
    ['has another sha256', (kept) => ({ ...kept, sha256: digest({}) })],
    ['is of another key', (kept) => moved(kept, (key) => [...key, 'more'])],
    [
      'is of another version of the solver',
      (kept) => moved(kept, ([version, ...rest]) => [Number(version) - 1, ...rest]),
    ],
    ['lacks a figure', (kept) => resealed(kept, { gradientNorm: undefined })],
    ['has a text for a figure', (kept) => resealed(kept, { objective: '0.1' })],
    ['has a figure more', (kept) => resealed(kept, { more: 1 })],
    ['is no object', () => []],
  ])('an optimum is computed and kept again if its file %s', async (_, change) => {
    const { optimum } = await ask();
    const file = await onlyFile();
    const sound = await readFile(file, 'utf8');
    await writeFile(file, JSON.stringify(change(JSON.parse(sound))));
    const again = await ask();
    expect(again.optimum).toEqual(optimum);
    expect(again.steps).toBeGreaterThan(0);
    expect(await readFile(file, 'utf8')).toBe(sound);
  });

  test('an optimum is computed again if its file is cut', async () => {
    const { optimum } = await ask();
    const file = await onlyFile();
    const sound = await readFile(file, 'utf8');
    for (const length of [0, 1, sound.length / 2, sound.length - 3]) {
      await writeFile(file, sound.slice(0, length));
      expect((await ask()).optimum).toEqual(optimum);
      expect(await readFile(file, 'utf8')).toBe(sound);
    }
  });

  test('the key of an optimum begins with the version of the solver', async () => {
    await ask();
    const { key } = JSON.parse(await readFile(await onlyFile(), 'utf8'));
    expect(JSON.parse(key)[0]).toBeTypeOf('number');
  });

  test('an optimum that cannot be kept is found all the same, and a note says so', async () => {
    await writeFile(inCache('adabatch'), 'in its way');
    const notes: string[] = [];
    const observer = { ...silentObserver, note: (text: string) => void notes.push(text) };
    const { objective } = await session.optimum(request, observer);
    expect(objective).toBeGreaterThan(0);
    expect(notes).toEqual(['the optimum could not be cached: the cache folder cannot be written']);
  });
});

test('a report of an optimum names its objective', async () => {
  const asked = { ...request, l2: '1/n' as const, bias: true, seed: 3, test: { fraction: 0.5 } };
  const { dataset } = await session.open(asked, silentObserver);
  expect(await reportOptimum(asked, silentObserver)).toEqual({
    schema: 'adabatch/optimum@1',
    dataset: { name: 'data.svm', rows: 61, features: 23, nonzeros: dataset.nonzeros, sha256: dataset.sha256 },
    configuration: {
      ...{
        test: { fraction: 0.5 },
        positive: ['1'],
        loss: 'logistic',
        l2: 1 / Math.floor(61 / 2),
        bias: true,
        seed: 3,
      },
    },
    optimum: await session.optimum(asked, silentObserver),
  });
  const numbers = await reportOptimum({ ...request, loss: squared }, silentObserver);
  expect(numbers.configuration).toEqual({ test: null, positive: null, loss: 'squared', l2: 0.1, bias: false, seed: 0 });
});
