import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { hogwild } from '../../../src/algorithms/executions/hogwild.js';
import { run, runOnce } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { writeRandomData } from '../../support/random-data.js';
import { silentObserver, standardRequest } from '../../support/requests.js';
import { squared } from '../../support/watched-runs.js';

const dataset = await writeRandomData();
const session = await Session.start();
afterAll(() => session.close());
afterEach(() => void vi.restoreAllMocks());
const request = { ...standardRequest, dataset, stepSize: 0.2 };

test('a run that has all its repetitions is completed', async () => {
  const repeated = { ...request, execution: hogwild, workers: 2, batch: 1, repeats: 2 };
  const { status, race } = await run(session, repeated, silentObserver);
  expect([status, race?.finalTrainLosses.length]).toEqual(['completed', 2]);
});

test('the best loss of a run that diverged is the least of its finite losses', async () => {
  const { status, curve, summary } = await run(session, { ...request, loss: squared, stepSize: 1e300 }, silentObserver);
  expect([status, curve.at(-1)?.trainLoss]).toEqual(['diverged', null]);
  expect(summary).toMatchObject({ finalTrainLoss: null, bestTrainLoss: curve[0]?.trainLoss });
});

test('a run that asks for the suboptimality has it, whether or not the optimum was known before', async () => {
  const asked = { ...request, dataset: await writeRandomData(), l2: 0.0123, suboptimality: true };
  const { optimum, curve } = await run(session, asked, silentObserver);
  expect(curve.at(-1)?.suboptimality).toBeCloseTo((curve.at(-1)?.trainLoss as number) - (optimum?.objective as number));
});

test('a run without a session closes the one that it starts', async () => {
  const close = vi.spyOn(Session.prototype, 'close');
  await runOnce(request, silentObserver);
  expect(close).toHaveBeenCalledTimes(1);
});

test('a run that fails is not tried again', async () => {
  const open = vi.spyOn(session, 'open').mockRejectedValue(new Error('no'));
  await expect(run(session, request, silentObserver)).rejects.toThrow('no');
  expect(open).toHaveBeenCalledTimes(1);
});
