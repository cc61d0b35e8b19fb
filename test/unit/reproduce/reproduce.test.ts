import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median } from 'simple-statistics';
import { beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import { claims } from '../../../src/reproduce/claims/index.js';
import { type JudgedClaim, reproduce } from '../../../src/reproduce/reproduce.js';
import { readRuns } from '../../../src/results/read.js';
import { requestOf } from '../../../src/settings/request.js';
import { scope } from '../../support/claims.js';
import { randomProblem } from '../../support/problems.js';
import { writeData } from '../../support/random-data.js';
import { silentObserver } from '../../support/requests.js';
import { lossesOf } from '../../support/watched-runs.js';

const ROWS = 200;
const QUICK = { ...scope, l2: ['1/n'], minimised: ['1/n'], rows: ROWS, isQuick: true };
const names = ['3', '4', 'counting'];
const asked = claims.filter(({ name }) => names.includes(name));

/** Checks some claims quickly on a file; `after` aborts when so many runs have ended. */
async function check(dataset: string, { folder, after = Infinity }: { folder: string; after?: number }) {
  const controller = new AbortController();
  const observer = { ...silentObserver, signal: controller.signal };
  let ended = 0;
  const request = { claims: asked, bases: [{ dataset }], l2: ['1/n'], isQuick: true, jobs: 1, folder };
  return reproduce(request, {
    observer,
    isBusy: async () => false,
    sweep: () => ({
      reading: observer,
      begin: () => observer,
      ended: () => {
        if (++ended === after) controller.abort();
      },
    }),
  });
}

const temporary = () => mkdtemp(path.join(tmpdir(), 'adabatch-claims-'));

/** The rows of a claim's table, by rule, where steps are as said. */
function rowsOf(judged: JudgedClaim[], steps: string, rule: string) {
  const finding = judged.find(({ claim }) => claim === '3')?.findings.find(({ about }) => about.includes(steps));
  return (finding?.table.rows ?? []).filter(([name]) => name === rule).map(([, ...figures]) => figures);
}

describe('claims on a small dataset', () => {
  let dataset: string;
  let folder: string;
  let judged: JudgedClaim[];
  beforeAll(async () => {
    dataset = await writeData(randomProblem('logistic', 0, { rows: ROWS, features: 60 }));
    folder = await temporary();
    judged = (await check(dataset, { folder })) as JudgedClaim[];
  });

  test('the same request makes no run again and finds the same', async () => {
    let tasks = 0;
    const again = await reproduce(
      { claims: asked, bases: [{ dataset }], l2: ['1/n'], isQuick: true, jobs: 1, folder },
      {
        observer: silentObserver,
        isBusy: async () => false,
        sweep: () => ({
          reading: silentObserver,
          begin: (_, toDo) => {
            tasks += toDo.length;
            return silentObserver;
          },
          ended: () => {},
        }),
      },
    );
    expect(tasks).toBe(0);
    expect(again).toEqual(judged);
  });

  test('interrupted and continued, it finds the same', async () => {
    const own = await temporary();
    expect(await check(dataset, { folder: own, after: 7 })).toBeUndefined();
    expect(await check(dataset, { folder: own, after: 20 })).toBeUndefined();
    expect(await check(dataset, { folder: own })).toEqual(judged);
  });

  test('the figures are those of the runs, computed anew', async () => {
    const runs = await readRuns(
      [path.join(folder, 'runs')],
      (run) => run,
      () => {},
    );
    const rows = rowsOf(judged, 'tuned', 'adabatch');
    const finals = (batch: unknown) =>
      runs
        .map(({ run }) => run)
        .filter(({ configuration: { rule, seed, stepSizeFrom, ...own } }) => {
          return rule === 'adabatch' && seed < 5 && stepSizeFrom === 'tuned' && own.batch === batch;
        })
        .map(({ curve }) => curve.at(-1)?.trainLoss as number);
    expect(rows.map(([batch, , loss]) => [batch, loss])).toEqual(
      [1, 16].map((batch) => [batch, median(finals(batch))]),
    );
    const start = runs[0]?.run.curve[0]?.trainLoss as number;
    const [first, last] = [median(finals(1)), median(finals(16))];
    expect(rows[1]?.[3]).toBeCloseTo((100 * (last - first)) / (start - first), 9);
  });

  test('a claim has the texts that a reader needs', () => {
    for (const { title, statement, criterion, findings } of judged) {
      expect([title, statement, criterion].every((text) => text.length > 0)).toBe(true);
      expect(findings).toHaveLength(title === 'Sample efficiency kept' ? 2 : 1);
    }
  });
});

/** Rows of which no two have a feature in common. */
function disjointData(): Promise<string> {
  const rows = Array.from({ length: ROWS }, (_, row) =>
    Array.from({ length: ROWS }, (_, k) => (k === row ? 1 + (row % 3) : 0)),
  );
  return writeData({ rows, labels: rows.map((_, row) => (row % 2 === 0 ? 1 : -1)) });
}

test.each(claims.filter(({ runs }) => runs(QUICK).length > 0).map((claim) => [claim.name, claim] as const))(
  'on disjoint supports the runs of adabatch for claim %s are those of the sum, to the bit',
  async (_, claim) => {
    const dataset = await disjointData();
    const own = claim
      .runs({ ...QUICK, base: { dataset } })
      .filter(({ rule = 'adabatch', seed = '0' }) => rule === 'adabatch' && seed === '0');
    expect(own.length).toBeGreaterThan(0);
    const session = await Session.start();
    for (const assignment of own.filter(({ execution }) => execution !== 'hogwild')) {
      const lossesBy = async (rule: string) =>
        lossesOf(await run(session, requestOf({ ...assignment, rule }), silentObserver));
      expect(await lossesBy('adabatch')).toEqual(await lossesBy('sum'));
    }
    await session.close();
  },
);

test('on disjoint supports adabatch is the sum at claim 3, to the bit', async () => {
  const dataset = await disjointData();
  const judged = (await check(dataset, { folder: await temporary() })) as JudgedClaim[];
  for (const steps of ['tuned', 'frozen']) {
    expect(rowsOf(judged, steps, 'adabatch')).toHaveLength(2);
    expect(rowsOf(judged, steps, 'adabatch')).toEqual(rowsOf(judged, steps, 'sum'));
  }
});

test('on dense data adabatch has no advantage over the mean', async () => {
  const problem = randomProblem('logistic', 0, { rows: ROWS, features: 8 });
  const rows = problem.rows.map((row) => row.map((value, k) => (value === 0 ? 0.5 + k / 10 : value)));
  const dataset = await writeData({ rows, labels: problem.labels });
  const judged = (await check(dataset, { folder: await temporary() })) as JudgedClaim[];
  for (const steps of ['tuned', 'frozen']) {
    const [own, mean] = ['adabatch', 'mean'].map((rule) =>
      rowsOf(judged, steps, rule).map(([, step, loss]) => [step, loss]),
    );
    own?.forEach(([step, loss], place) => {
      expect(step).toBe(mean?.[place]?.[0]);
      expect(Math.abs((loss as number) / (mean?.[place]?.[1] as number) - 1)).toBeLessThan(1e-9);
    });
  }
  const larger = judged.find(({ claim }) => claim === '4')?.findings[0];
  expect(larger?.remarks.join()).toContain('no advantage of adabatch over the mean');
});
