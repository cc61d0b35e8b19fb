import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { writeFailed } from '../../../src/results/failure.js';
import { SEARCH } from '../../../src/results/names.js';
import { readPlan } from '../../../src/results/plan.js';
import { planSweep, prepareSweep, sweep } from '../../../src/sweep/sweep.js';
import { folderForEach } from '../../support/folders.js';
import { randomProblem } from '../../support/problems.js';
import { writeData } from '../../support/random-data.js';
import { silentObserver } from '../../support/requests.js';

const inFolder = folderForEach();
const dataset = await writeData(randomProblem('logistic', 0, { rows: 60 }));
/** Three runs, of which the first two share a search. */
const assignments = [
  { dataset, epochs: '1', batch: '8', stepSize: 'tune', seed: '0' },
  { dataset, epochs: '1', batch: '8', stepSize: 'tune', seed: '1' },
  { dataset, epochs: '1', batch: '8', stepSize: '0.1', seed: '0' },
];
const watch = { reading: silentObserver, begin: () => silentObserver, ended: () => {} };
const prepare = (retryFailed = false) => prepareSweep(assignments, { folder: inFolder(), retryFailed }, silentObserver);

test('what is to be submitted are the runs and searches that a folder lacks and that have not failed for good', async () => {
  expect(await prepare()).toEqual({ units: 4, failed: 0 });
  expect(await readdir(inFolder())).toEqual(['plan.json']);
  const names = (await readPlan(inFolder()))?.runs.map(({ name }) => name) as [string, string, string];
  await sweep(assignments.slice(1), { folder: inFolder(), jobs: 1 }, watch);
  expect(await prepare()).toEqual({ units: 1, failed: 0 });
  await writeFailed(inFolder(), names[0], { reason: 'no luck', attempts: 2, host: 'h' });
  expect(await prepare()).toEqual({ units: 1, failed: 0 });
  await writeFailed(inFolder(), names[0], { reason: 'no luck', attempts: 3, host: 'h' });
  expect(await prepare()).toEqual({ units: 0, failed: 1 });
  expect(await prepare(true)).toEqual({ units: 1, failed: 0 });
});

test('the runs of a search that failed for good have failed, until that is tried again', async () => {
  const { asked } = await planSweep(assignments, { folder: inFolder() });
  expect(asked.map(({ identity }) => identity)).toHaveLength(3);
  await prepare();
  const { asked: known } = await planSweep(assignments, { folder: inFolder() });
  const search = `${SEARCH}${known[0]?.search}`;
  await writeFailed(inFolder(), search, { reason: 'no luck', attempts: 3, host: 'h' });
  expect(await prepare()).toEqual({ units: 1, failed: 2 });
  const outcome = await sweep(assignments, { folder: inFolder(), jobs: 1 }, watch);
  expect(outcome.failedElsewhere.map(([, reason]) => reason)).toEqual(['no luck', 'no luck']);
  expect(outcome.ends).toHaveLength(1);
  const again = await sweep(assignments, { folder: inFolder(), jobs: 1, retryFailed: true }, watch);
  expect([again.before, again.ends.length, again.failedElsewhere]).toEqual([1, 2, []]);
});
