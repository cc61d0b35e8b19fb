import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { readRun } from '../../../src/results/read.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { carryOut, runInSweep } from '../../../src/sweep/run.js';
import { WriteError } from '../../../src/util/errors.js';
import { writeRandomData } from '../../support/random-data.js';
import { silentObserver, standardRequest } from '../../support/requests.js';

const folder = await mkdtemp(path.join(tmpdir(), 'adabatch-failures-'));
const session = await Session.start();
afterAll(async () => {
  await session.close();
  await rm(folder, { recursive: true });
});
const request: RunRequest = { ...standardRequest, dataset: await writeRandomData(), stepSize: 0.1 };
const destination = { folder, id: 'id', name: 'name', contended: false, replaces: false };

test('a run whose result breaks the schema fails by itself, with one line that says where', async () => {
  // Some defect makes a figure NaN: here the passes.
  const algorithm = { ...request.algorithm, passes: () => Number.NaN };
  const end = await runInSweep(session, { ...request, algorithm }, destination, silentObserver);
  expect(end).toEqual({
    status: 'failed',
    reason: expect.stringMatching(
      /^a defect of adabatch: the result cannot be saved, since its curve\.0\.passes is wrong \(.*\)$/,
    ),
  });
  expect(await readdir(folder)).toEqual([]);
});

test('a run that throws fails by itself, with the first line of what it says', async () => {
  const algorithm = {
    ...request.algorithm,
    start() {
      throw new Error('out of luck\n[ { "code": "x" } ]');
    },
  };
  const end = await runInSweep(session, { ...request, algorithm }, destination, silentObserver);
  expect(end).toEqual({ status: 'failed', reason: 'a defect of adabatch: out of luck' });
});

test('a run whose data has changed since it was planned fails by itself, and is not saved', async () => {
  expect(await runInSweep(session, request, destination, silentObserver)).toEqual({
    status: 'failed',
    reason: 'its data has changed since the sweep was planned',
  });
  expect(await readdir(folder)).toEqual([]);
});

test('a run that does not fail is saved, with whether other runs went on beside it', async () => {
  const { id } = await run(session, request, silentObserver);
  for (const contended of [true, false]) {
    const end = await runInSweep(session, request, { ...destination, id, contended, replaces: true }, silentObserver);
    expect(end).toEqual({ status: 'completed' });
    expect((await readRun(path.join(folder, 'name.json'))).environment.contended).toBe(contended);
  }
});

test('a run beside another process of this host, as seen at its end, is contended', async () => {
  const { id } = await run(session, request, silentObserver);
  for (const isShared of [true, false]) {
    const own = { ...destination, id, name: 'beside', replaces: true };
    await runInSweep(session, request, own, silentObserver, async () => isShared);
    expect((await readRun(path.join(folder, 'beside.json'))).environment.contended).toBe(isShared);
  }
});

test('a run that another process saved meanwhile stays as it is', async () => {
  const { id } = await run(session, request, silentObserver);
  const saved = { ...destination, name: 'first', id };
  await runInSweep(session, request, { ...saved, contended: true }, silentObserver);
  expect(await runInSweep(session, request, saved, silentObserver)).toEqual({ status: 'completed' });
  expect((await readRun(path.join(folder, 'first.json'))).environment.contended).toBe(true);
});

test('a run that the user asked for wrongly fails by itself, with what to try', async () => {
  const none = path.join(folder, 'none.svm');
  expect(await runInSweep(session, { ...request, dataset: none }, destination, silentObserver)).toEqual({
    status: 'failed',
    reason: `there is no file '${none}'. Check its path; a relative one starts at the current folder`,
  });
  const empty = path.join(folder, 'empty.svm');
  await writeFile(empty, '1\n-1\n');
  expect(await runInSweep(session, { ...request, dataset: empty }, destination, silentObserver)).toEqual({
    status: 'failed',
    reason: 'empty.svm: no training row has a feature, so there is nothing to learn',
  });
});

test('a search that cannot be saved ends the sweep, and has not failed', async () => {
  const file = path.join(folder, 'a-file');
  await writeFile(file, '');
  const searching = await Session.start(file);
  const tuned = { ...request, stepSize: 'tune' as const };
  const work = { kind: 'search', request: tuned, destination } as const;
  await expect(carryOut(searching, work, silentObserver)).rejects.toBeInstanceOf(WriteError);
  await searching.close();
});

test('a run that is interrupted before it has measured anything ends the sweep, and has not failed', async () => {
  const observer = { ...silentObserver, signal: AbortSignal.abort() };
  await expect(runInSweep(session, request, destination, observer)).rejects.toThrow('aborted');
});
