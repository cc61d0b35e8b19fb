import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdOutStratified } from '../../../src/data/split.js';
import { divideFeatures, greatestMagnitudes } from '../../../src/data/transforms/max-abs.js';
import { reportOptimum } from '../../../src/experiment/optimum-report.js';
import { explainDifference } from '../../../src/results/explain.js';
import { runSchema } from '../../../src/results/schema.js';
import { planRuns } from '../../../src/sweep/plan.js';
import { contentFrom, rowsOf } from '../../support/content.js';
import { temporaryFolder } from '../../support/folders.js';
import { silentObserver, standardRequest } from '../../support/requests.js';
import { lossesOf, watchedRun } from '../../support/watched-runs.js';

const folder = temporaryFolder();
const scale = 'max-abs' as const;

async function file(name: string, lines: string[]): Promise<string> {
  const target = path.join(await mkdtemp(path.join(folder, 'data-')), name);
  await writeFile(target, `${lines.join('\n')}\n`);
  return target;
}

/** Rows whose features have units far apart; the greatest of each is a power of two, so that dividing is exact. */
const units = [1024, 0.0625, 1, 2 ** -30];
const rows = Array.from({ length: 40 }, (_, row) => ({
  label: row % 3 === 0 ? '+1' : '-1',
  shares: units.map((_, k) => (row === k || row === 20 + k ? 1 : ((row * (k + 3)) % 17) / 32)),
}));
const lineOf = ({ label, shares }: (typeof rows)[number], scales: number[]) =>
  [label, ...shares.flatMap((share, k) => (share === 0 ? [] : `${k + 1}:${share * scales[k]!}`))].join(' ');
const raw = rows.map((row) => lineOf(row, units));
const scaled = rows.map((row) => lineOf(row, [1, 1, 1, 1]));

describe('--scale max-abs', () => {
  test('--scale max-abs gives the curve of data that were divided beforehand, also held-out ones', async () => {
    const parts = (lines: string[]) => Promise.all([file('a.svm', lines.slice(0, 25)), file('b.svm', lines.slice(25))]);
    const [[train, held], [divided, heldDivided]] = [await parts(raw), await parts(scaled)];
    const run = await watchedRun({ dataset: train, test: { file: held }, scale, bias: true, batch: 4 });
    const wanted = await watchedRun({ dataset: divided, test: { file: heldDivided }, bias: true, batch: 4 });
    expect(lossesOf(run.run)).toEqual(lossesOf(wanted.run));
    const without = await watchedRun({ dataset: train, test: { file: held }, bias: true, batch: 4 });
    expect(lossesOf(run.run)).not.toEqual(lossesOf(without.run));
  });

  test('--scale max-abs divides held-out rows by the greatest values of the training rows', async () => {
    const { train, test: held } = holdOutStratified(
      Float64Array.from(rows, ({ label }) => Number(label)),
      0.5,
      0,
    );
    const [trainLines, testLines] = [train, held].map((part) => [...part].map((row) => raw[row] as string));
    const whole = await watchedRun({ dataset: await file('a.svm', raw), test: { fraction: 0.5 }, scale });
    const parts = {
      dataset: await file('a.svm', trainLines as string[]),
      test: { file: await file('b.svm', testLines as string[]) },
    };
    const [last, wanted] = [whole, await watchedRun({ ...parts, scale })].map(({ run }) => run.curve.at(-1));
    expect(last?.trainLoss).toBeCloseTo(wanted?.trainLoss as number, 12);
    expect(last?.testLoss).toBeCloseTo(wanted?.testLoss as number, 12);
  });

  test('--scale max-abs is in the configuration and in the id, and a run without it has neither', async () => {
    const dataset = await file('a.svm', raw);
    const [{ run }, { run: plain }] = [await watchedRun({ dataset, scale }), await watchedRun({ dataset })];
    expect(runSchema.parse(run).configuration.scale).toBe('max-abs');
    expect(plain.configuration).not.toHaveProperty('scale');
    expect(run.id).not.toBe(plain.id);
    expect(run.dataset.sha256).toBe(plain.dataset.sha256);
    const planned = await planRuns([{ ...standardRequest, dataset, scale }]);
    expect(planned[0]?.identity?.id).toBe(run.id);
    const difference = { key: 'scale', from: 'none', to: 'max-abs' };
    expect(explainDifference(plain, run)).toContainEqual(difference);
    expect(explainDifference(run, plain)).toContainEqual({ key: 'scale', from: 'max-abs', to: 'none' });
  });

  test('--scale max-abs has an optimum of its own, which is that of the scaled data', async () => {
    const request = { ...standardRequest, l2: 0.1 };
    const [dataset, divided] = [await file('a.svm', raw), await file('a.svm', scaled)];
    const plain = await reportOptimum({ ...request, dataset }, silentObserver);
    const found = await reportOptimum({ ...request, dataset, scale }, silentObserver);
    const wanted = await reportOptimum({ ...request, dataset: divided }, silentObserver);
    expect(found.configuration.scale).toBe('max-abs');
    expect(found.optimum.objective).toBe(wanted.optimum.objective);
    expect(found.optimum.objective).not.toBe(plain.optimum.objective);
    const { run } = await watchedRun({ ...request, dataset, scale });
    expect(run.optimum?.objective).toBe(found.optimum.objective);
  });

  test('--scale max-abs puts its divisors into the model, which then starts a run on unscaled features', async () => {
    const [dataset, saveModel] = [await file('a.svm', raw), path.join(folder, 'scaled.jsonl')];
    const { run } = await watchedRun({ dataset, scale, saveModel, bias: true });
    const [header, ...weights] = (await readFile(saveModel, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header.trainedOn.scale).toBe('max-abs');
    expect(weights.map(({ divisor }) => divisor)).toEqual(units);
    const end = run.curve.at(-1)?.trainLoss as number;
    const [again, plain] = [
      await watchedRun({ dataset, scale, warmStart: saveModel, bias: true }),
      await watchedRun({ dataset, warmStart: saveModel, bias: true, stepSize: 1e-9 }),
    ];
    expect(again.run.curve[0]?.trainLoss).toBe(end);
    expect(plain.run.curve[0]?.trainLoss).toBeCloseTo(end, 12);
  });
});

describe('dividing by the greatest values', () => {
  const value = fc.oneof(
    fc.double({ noDefaultInfinity: true, noNaN: true }).filter((drawn) => drawn !== 0),
    fc.constantFrom(5e-324, 1e308, -1.7e308, 1e-200),
  );

  test('divided values keep their sign, and the greatest of each feature is 1', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 5 }), value), { selector: ([k]) => k }), {
          minLength: 1,
        }),
        fc.constantFrom(0, 1),
        async (drawn, base) => {
          const text = drawn
            .map((pairs) => ['1', ...pairs.toSorted(([a], [b]) => a - b).map(([k, v]) => `${k + base}:${v}`)].join(' '))
            .join('\n');
          const content = await contentFrom(`${text}\n`, { indexBase: base as 0 | 1 });
          const [before, after] = [
            await rowsOf(content),
            await rowsOf(divideFeatures(content, await greatestMagnitudes(content))),
          ];
          const greatest = new Map<number, number>();
          after.forEach(([label, features, values], row) => {
            const [sameLabel, sameFeatures, old] = before[row] as (typeof after)[number];
            expect([label, features]).toEqual([sameLabel, sameFeatures]);
            (values as number[]).forEach((scaledValue, position) => {
              expect(Math.sign(scaledValue)).toBe(Math.sign((old as number[])[position]!));
              const feature = (features as number[])[position]!;
              greatest.set(feature, Math.max(greatest.get(feature) ?? 0, Math.abs(scaledValue)));
            });
          });
          expect([...greatest.values()].filter((magnitude) => magnitude !== 1)).toEqual([]);
        },
      ),
    );
  });

  test('features that no training row has are not divided', async () => {
    const content = await contentFrom('1 1:8 2:4\n2 1:-16 3:5\n3 4:7\n');
    const divisors = await greatestMagnitudes(content, { rows: Uint32Array.of(0, 1) });
    expect([...divisors]).toEqual([16, 4, 5, 1]);
    const wider = await contentFrom('1 1:8 4:3 9:2\n');
    expect((await rowsOf(divideFeatures(wider, divisors)))[0]).toEqual(['1', [0, 3, 8], [0.5, 3, 2]]);
  });
});
