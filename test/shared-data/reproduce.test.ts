import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { median, min, sampleVariance } from 'simple-statistics';
import { beforeAll, expect, test } from 'vitest';
import { readRuns } from '../../src/results/read.js';
import type { Run } from '../../src/results/schema.js';
import { type Finding, type Verdicts, verdictsSchema } from '../../src/results/verdicts.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { DATA, describeShared } from '../support/shared-data.js';

const run = commandLine(temporaryFolder());

/** What the quick check of claims 2, 3 and 6 finds, in a folder of its own. */
async function check(file: string, out: string): Promise<Verdicts> {
  const args = ['reproduce', '--quick', '--claims', '2,3,6', '-d', path.join(DATA, file), '-o', out];
  const { code, stderr } = await run(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('failed') });
  return verdictsSchema.parse(JSON.parse(await readFile(path.join(out, 'verdicts.json'), 'utf8')));
}

async function runsIn(folder: string): Promise<Run[]> {
  const stored = await readRuns(
    [path.join(folder, 'runs')],
    (own) => own,
    () => {},
  );
  return stored.map((own) => own.run);
}

/** What a criterion says: the largest batch up to which no batch is too costly, the first being batch 1. */
function verdictBy(cells: { batch: number; isKept: boolean }[]): Pick<Finding, 'verdict' | 'batch'> {
  const sorted = cells.toSorted((one, other) => one.batch - other.batch);
  const first = sorted.findIndex(({ isKept }) => !isKept);
  if (first < 0) return { verdict: 'holds', batch: sorted.at(-1)!.batch };
  return first === 1
    ? { verdict: 'does not hold', batch: null }
    : { verdict: 'holds up to', batch: sorted[first - 1]!.batch };
}

/** The runs of adabatch by batch size. */
function byBatch(runs: Run[]): [number, Run[]][] {
  const own = runs.filter(({ configuration }) => configuration.rule === 'adabatch');
  const batches = [...new Set(own.map(({ configuration }) => configuration.batch))];
  return batches.map((batch) => [batch, own.filter(({ configuration }) => configuration.batch === batch)]);
}

/** Claim 3 from raw curves: the excess is at most 2 %, or twice its standard error. */
function efficiencyOf(runs: Run[]): Pick<Finding, 'verdict' | 'batch'> {
  const losses = byBatch(runs).map(([batch, own]) => ({
    batch,
    ends: own.map(({ curve }) => curve.at(-1)!.trainLoss!),
  }));
  const first = losses.find(({ batch }) => batch === 1)!.ends;
  const gain = runs[0]!.curve[0]!.trainLoss! - median(first);
  const cells = losses.map(({ batch, ends }) => {
    const error = Math.sqrt((sampleVariance(ends) + sampleVariance(first)) / ends.length);
    return { batch, isKept: (median(ends) - median(first)) / gain <= Math.max(0.02, (2 * error) / gain) };
  });
  return verdictBy(cells);
}

/** Claim 6 from raw curves: passes to 1e-6 of the first suboptimality at the best step are at most 1.25 times those of batch 1. */
function reductionOf(runs: Run[]): Pick<Finding, 'verdict' | 'batch'> {
  const passes = byBatch(runs).map(([batch, own]) => ({ batch, least: min(own.map(passesOf)) }));
  const first = passes.find(({ batch }) => batch === 1)!.least;
  return verdictBy(passes.map(({ batch, least }) => ({ batch, isKept: least <= 1.25 * first })));
}

/** Between two points the suboptimality falls exponentially. */
function passesOf({ curve }: Run): number {
  const logs = curve.map(({ suboptimality }) => Math.log(Math.max(suboptimality ?? Infinity, Number.MIN_VALUE)));
  const target = logs[0]! + Math.log(1e-6);
  const end = logs.findIndex((log) => log <= target);
  if (end < 0) return Infinity;
  const share = (logs[end - 1]! - target) / (logs[end - 1]! - logs[end]!);
  return curve[end - 1]!.passes + share * (curve[end]!.passes - curve[end - 1]!.passes);
}

describeShared.each([
  { file: 'heart_scale', hasLargerBatches: false },
  { file: 'rcv1_vw_small.train', hasLargerBatches: true },
])('claims 2, 3 and 6 on $file, checked quickly', ({ file, hasLargerBatches }) => {
  let verdicts: Verdicts;
  let runs: Run[];
  beforeAll(async () => {
    verdicts = await check(file, `${file}-1`);
    runs = await runsIn(`${file}-1`);
  });
  const findingsOf = (name: string) => verdicts.claims.find(({ claim }) => claim === name)?.findings ?? [];

  test('the verdicts on claim 2 are those of its figures', () => {
    for (const { verdict, table } of findingsOf('2')) {
      const figures = new Map(table.rows as [string, number][]);
      const [z, variance, beyond] = ['mean z', 'variance of z', 'share of |z| above 3'].map(
        (name) => figures.get(name)!,
      );
      const holds = Math.abs(z!) < 0.1 && Math.abs(variance! - 1) <= 0.1 && beyond! < 0.006;
      expect(verdict).toBe(holds ? 'holds' : 'does not hold');
    }
  });

  test('the verdicts on claim 3 are those of the raw curves', () => {
    const ofSteps = (from: string) => runs.filter(({ configuration }) => configuration.stepSizeFrom === from);
    const found = findingsOf('3').map(({ verdict, batch }) => ({ verdict, batch }));
    expect(found).toEqual(['tuned', 'frozen'].map((from) => efficiencyOf(ofSteps(from))));
  });

  test('the verdict on claim 6 is that of the raw curves, if there is a batch above 1', () => {
    const found = findingsOf('6').map(({ verdict, batch }) => ({ verdict, batch }));
    const svrg = runs.filter(({ configuration }) => configuration.algorithm === 'svrg');
    expect(found).toEqual([hasLargerBatches ? reductionOf(svrg) : { verdict: 'uninformative', batch: null }]);
  });

  test('in another folder the verdicts are the same', async () => {
    const again = await check(file, `${file}-2`);
    const without = ({ claims }: Verdicts) => claims.map(({ command: _, ...claim }) => claim);
    expect(without(again)).toEqual(without(verdicts));
  });
});
