import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { orders } from '../../../src/algorithms/orders.js';
import { Session } from '../../../src/experiment/session.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { inOrderOfWork, planRuns } from '../../../src/sweep/plan.js';
import { temporaryFolder } from '../../support/folders.js';
import { randomProblem } from '../../support/problems.js';
import { writeData } from '../../support/random-data.js';
import { silentObserver, standardRequest } from '../../support/requests.js';

const folder = temporaryFolder();
const session = await Session.start();
afterAll(() => session.close());
const dataset = await writeData(randomProblem('logistic', 0, { rows: 40 }));
const open = (request: RunRequest) => session.open(request, silentObserver);

describe('a plan', () => {
  test('a plan has no identity for a run on data that were not read before, unless it may read them', async () => {
    const unread = path.join(folder, 'unread.svm');
    await writeFile(unread, '1 1:1\n-1 2:1\n1 1:2\n-1 1:3\n');
    const requests = [
      { ...standardRequest, dataset: unread },
      { ...standardRequest, dataset: unread, test: { fraction: 0.5 } },
    ];
    const blind = await planRuns(requests);
    expect(blind).toEqual(requests.map((request) => ({ request, identity: undefined, search: undefined })));
    const [whole, part] = await planRuns(requests, open);
    expect([whole, part].map((planned) => planned?.request.batch)).toEqual([4, 2]);
    expect(await planRuns(requests)).toEqual([whole, part]);
  });

  test('a plan reads stdin once for all runs on the same data', async () => {
    const opened: RunRequest[] = [];
    const fromStdin = (request: RunRequest) => {
      opened.push(request);
      return open({ ...request, dataset });
    };
    const stdin = { ...standardRequest, dataset: '-' };
    await planRuns([stdin, { ...stdin, batch: 2 }, { ...stdin, bias: true }, { ...stdin, epochs: 3 }], fromStdin);
    expect(opened.map(({ bias }) => bias)).toEqual([false, true]);
  });

  test('a plan has no identity for a run with a held-out file that was not read before', async () => {
    await open({ ...standardRequest, dataset });
    const unread = path.join(folder, 'held-out.svm');
    await writeFile(unread, '1 1:1\n-1 2:1\n');
    const request = { ...standardRequest, dataset, test: { file: unread } };
    expect((await planRuns([request]))[0]?.identity).toBeUndefined();
    const read = await planRuns([request], open);
    expect(read[0]?.identity).toBeDefined();
    expect(await planRuns([request])).toEqual(read);
  });

  test('a plan knows a held-out file that counts from 0 because the training data do', async () => {
    const [train, held] = [path.join(folder, 'from-0.svm'), path.join(folder, 'held-from-0.svm')];
    await writeFile(train, '1 0:1\n-1 2:1\n');
    await writeFile(held, '1 1:1\n-1 2:1\n');
    const request = { ...standardRequest, dataset: train, test: { file: held } };
    expect(await planRuns([request])).toEqual([{ request, identity: undefined, search: undefined }]);
    const read = await planRuns([request], open);
    expect(await planRuns([request])).toEqual(read);
  });
});

describe('the order of work', () => {
  const [interleaved, shuffle] = orders as [RunRequest['order'], RunRequest['order']];
  const orderOf = (requests: Partial<RunRequest>[]) => {
    const planned = requests.map((changes) => ({
      request: { ...standardRequest, ...changes },
      identity: undefined,
      search: undefined,
    }));
    return inOrderOfWork(planned).map((run) => planned.indexOf(run));
  };

  test('the order of work goes seed by seed, whatever the order of the requests', () => {
    expect(orderOf([{ seed: 2 }, { seed: 0, batch: 1 }, { seed: 1 }, { seed: 0, batch: 2 }, { seed: 2 }])).toEqual([
      1, 3, 2, 0, 4,
    ]);
  });

  test('the order of work has the runs of a seed together that share their data and their place in memory', () => {
    const [one, other] = [{ dataset: 'a' }, { dataset: 'b' }];
    expect(orderOf([one, other, one, other, one])).toEqual([0, 2, 4, 1, 3]);
    expect(orderOf([{ order: interleaved }, { order: shuffle }, { order: interleaved }])).toEqual([0, 2, 1]);
    // The data of a seed come in the order of those of the first one, though each holds out rows of its own.
    const [held, whole] = [{ test: { fraction: 0.5 } }, {}];
    for (const data of [
      [held, whole],
      [whole, held],
    ]) {
      const ofSeed = (seed: number) => data.map((changes) => ({ ...changes, seed }));
      expect(orderOf([...ofSeed(0), ...ofSeed(1).reverse()])).toEqual([0, 1, 3, 2]);
    }
  });
});
