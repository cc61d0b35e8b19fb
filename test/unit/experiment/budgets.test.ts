import { afterAll, describe, expect, test } from 'vitest';
import type { Algorithm } from '../../../src/algorithms/algorithm.js';
import { algorithms } from '../../../src/algorithms/index.js';
import { parseSchedule } from '../../../src/algorithms/schedules.js';
import type { Observer } from '../../../src/experiment/observer.js';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { writeModel } from '../../../src/results/model.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { randomProblem } from '../../support/problems.js';
import { writeData } from '../../support/random-data.js';
import { silentObserver, standardRequest } from '../../support/requests.js';

const session = await Session.start();
afterAll(() => session.close());
const dataset = await writeData(randomProblem('logistic', 0, { rows: 40 }));
const request: RunRequest = { ...standardRequest, dataset, stepSize: 0.1, batch: 4 };
const named = (name: string) => algorithms.find((algorithm) => algorithm.name === name) as Algorithm;

/** A run, and all that is said of it. */
async function carryOut(changes: Partial<RunRequest>) {
  const said: string[] = [];
  const observer: Observer = { ...silentObserver, note: (text) => said.push(text), warn: (text) => said.push(text) };
  const result = await run(session, { ...request, ...changes }, observer);
  return { result, said, losses: result.curve.map(({ trainLoss }) => trainLoss) };
}

describe('the budget of a run', () => {
  test.each<[string, Partial<RunRequest>, string, string]>([
    ['of less than a row', { epochs: 0.01 }, '‹epochs› 0.01 of 40 rows is less than one row', 'Give more epochs'],
    ['of most of a row', { epochs: 0.024 }, '‹epochs› 0.024 of 40 rows is less than one row', 'Give more epochs'],
    [
      'that the first snapshot uses up',
      { algorithm: named('svrg'), maxPasses: 1 },
      '‹maxPasses› 1 leaves no update for svrg',
      'Its snapshot takes a pass; give more',
    ],
    [
      'of less than the pass of a row',
      { algorithm: named('saga'), maxPasses: 0.01 },
      '‹maxPasses› 0.01 leaves no update for saga',
      'Give more passes',
    ],
  ])('a budget %s is refused, since it has no update', async (_, changes, message, hint) => {
    await expect(carryOut(changes)).rejects.toMatchObject({ message, hint });
  });

  test('a run with --max-passes and --epochs ends by whichever comes first', async () => {
    const epochs = async (changes: Partial<RunRequest>) => (await carryOut(changes)).result.curve.at(-1)?.epoch;
    expect(await epochs({ epochs: 2, maxPasses: 10 })).toBe(2);
    expect(await epochs({ epochs: 10, maxPasses: 2 })).toBe(2);
    expect(await epochs({ algorithm: named('svrg'), epochs: 10, maxPasses: 6 })).toBe(4);
  });
});

describe('a batch above the rows', () => {
  test('a batch above the rows is all of them, is said to be, and gives the same run', async () => {
    const [whole, above] = [await carryOut({ batch: 40 }), await carryOut({ batch: 4096 })];
    expect(above.result.id).toBe(whole.result.id);
    expect(above.result.configuration).toEqual(whole.result.configuration);
    expect(above.said).toEqual(['batch 4096 is above the 40 training rows: it is all of them']);
    expect(whole.said).toEqual([]);
    const held = await carryOut({ batch: 4096, test: { fraction: 0.25 } });
    expect(held.result.configuration.batch).toBe(30);
  });
});

describe('an average', () => {
  test('an average begins within an epoch, at the batch that its pass falls on', async () => {
    const [half, none] = [await carryOut({ epochs: 1, average: 0.5 }), await carryOut({ epochs: 1 })];
    expect(half.said).toEqual([]);
    expect(half.losses.at(-1)).not.toBe(none.losses.at(-1));
    // The average over the last batch alone is the iterate, over all batches it is another.
    const last = await carryOut({ epochs: 1, average: 0.9 });
    expect(last.losses.at(-1)).toBeCloseTo(none.losses.at(-1) as number, 14);
    expect((await carryOut({ epochs: 1, average: 0.5 })).losses).toEqual(half.losses);
  });

  test('an average from a pass that the run does not come to is said to be none', async () => {
    const { said } = await carryOut({ epochs: 1, average: 3 });
    expect(said).toEqual(['nothing was averaged: no update began at pass 3 or later']);
  });
});

test('a run that starts from a model says what begins anew', async () => {
  const warmStart = `${dataset}.model`;
  const header = { run: 'x', dataset: 'data', loss: 'logistic', bias: 0 };
  await writeModel(warmStart, header, [{ feature: 1, weight: 0.5 }]);
  const schedule = parseSchedule('sqrt') as RunRequest['schedule'];
  expect((await carryOut({ warmStart, algorithm: named('adagrad'), schedule })).said).toContain(
    'a model holds weights alone: the schedule and the state of adagrad begin anew',
  );
  expect((await carryOut({ warmStart })).said).toEqual([]);
});
