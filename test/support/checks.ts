import type { CheckedRun } from '../../src/results/check/verdict.js';
import type { StoredRun } from '../../src/results/read.js';
import type { Point, Run } from '../../src/results/schema.js';
import { makeRun, point } from './runs.js';

/** A curve with train and test losses, an epoch apart. */
export function lossCurve(trainLosses: (number | null)[], testLosses: (number | null)[] = []): Point[] {
  return trainLosses.map((trainLoss, epoch) => point({ epoch, trainLoss, testLoss: testLosses[epoch] ?? null }));
}

/** A made-up run as it is read from a file of its id's name. */
export function stored(id: string, changes: Partial<Run> = {}, name = `run-${id}`): StoredRun<CheckedRun> {
  const run = makeRun({ id, curve: lossCurve([1, 0.5, 0.25]), ...changes });
  return { file: `${name}.json`, name, id, status: run.status, run };
}

/** What a run took in all. */
export function took(seconds: number): Run['summary'] {
  return { ...makeRun().summary, seconds };
}
