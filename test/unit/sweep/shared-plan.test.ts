import { readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readPlan } from '../../../src/results/plan.js';
import { Leases } from '../../../src/sweep/leases.js';
import { planRunsIn, recordSubmission } from '../../../src/sweep/shared-plan.js';
import { UserError } from '../../../src/util/errors.js';
import { folderForEach } from '../../support/folders.js';

const inFolder = folderForEach();
const { signal } = new AbortController();
const ids = Array.from({ length: 6 }, (_, process) => `id-${process}`);
const planned = (id: string) => [{ id, name: `run-${id}` }];

test('what processes plan and submit at once is all in the plan', async () => {
  const submitted = (job: string) => ({ scheduler: 'slurm', job, command: 'adabatch' }) as const;
  await Promise.all(
    ids.flatMap((id) => [
      planRunsIn(inFolder(), planned(id), { leases: new Leases(inFolder()), signal }),
      recordSubmission(inFolder(), submitted(id), { leases: new Leases(inFolder()), signal }),
    ]),
  );
  const plan = await readPlan(inFolder());
  expect(plan?.runs.map(({ id }) => id).sort()).toEqual([...ids].sort());
  expect(plan?.submissions?.map(({ job }) => job).sort()).toEqual([...ids].sort());
  expect(await readdir(inFolder())).toEqual(['plan.json']);
});

test('a damaged plan is replaced, and one that cannot be read is not', async () => {
  const leases = new Leases(inFolder());
  await writeFile(inFolder('plan.json'), '{');
  await planRunsIn(inFolder(), planned('a'), { leases, signal });
  expect((await readPlan(inFolder()))?.runs).toEqual(planned('a'));
  // Larger than what is read of such a file.
  await truncate(inFolder('plan.json'), 2 ** 28);
  const refused = await planRunsIn(inFolder(), planned('b'), { leases, signal }).catch((error) => error);
  expect(refused).toBeInstanceOf(UserError);
  expect((await stat(inFolder('plan.json'))).size).toBe(2 ** 28);
});

test('whoever waits for the plan can be interrupted', async () => {
  await new Leases(inFolder()).take('plan', { fromDead: false });
  const controller = new AbortController();
  const waiting = planRunsIn(inFolder(), planned('a'), { leases: new Leases(inFolder()), signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toThrow('aborted');
});
