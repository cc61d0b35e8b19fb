import { expect, test } from 'vitest';
import { conditionNumber } from '../../../src/objective/condition.js';
import { findOptimum } from '../../../src/objective/optimum.js';
import { varianceReduction } from '../../../src/reproduce/claims/variance-reduction.js';
import type { Run } from '../../../src/results/schema.js';
import { evidenceOf, scope } from '../../support/claims.js';
import { ran } from '../../support/comparisons.js';
import { engineProblem } from '../../support/engine.js';
import { randomProblem } from '../../support/problems.js';

/** A run whose suboptimality falls tenfold every `tenth` passes; undefined never falls. */
function falling(rule: string, batch: number, stepSize: number, tenth: number | undefined): Run {
  const run = ran(
    { rule, batch, stepSize, stepSizeFrom: `${stepSize}/L`, l2: 0, algorithm: 'svrg' },
    Array(41).fill(1),
  );
  const left = (pass: number) => (tenth === undefined ? 1 : 10 ** (-pass / tenth));
  const curve = run.curve.map((point, pass) => ({ ...point, passes: pass, suboptimality: left(pass) }));
  return { ...run, curve };
}

const layProblem = async (l2: string) =>
  ({ problem: await engineProblem(randomProblem('logistic', Number(l2))) }) as never;

async function findingOn(runs: Run[]) {
  const { findings } = await varianceReduction.judge(evidenceOf(runs, { layProblem }));
  return findings[0];
}

/** Three steps, of which the middle one is best. */
function cell(rule: string, batch: number, tenth: number): Run[] {
  return [falling(rule, batch, 0.5, undefined), falling(rule, batch, 1, tenth), falling(rule, batch, 2, 2 * tenth)];
}

test.each([
  { tenths: [2, 2.5, 2.5], verdict: 'holds', batch: 16 },
  { tenths: [2, 2.5, 2.51], verdict: 'holds up to', batch: 4 },
  { tenths: [2, 2.51, 2], verdict: 'does not hold', batch: null },
])('claim 6, where a tenth takes $tenths passes at batch 1, 4 and 16: $verdict', async ({ tenths, verdict, batch }) => {
  const runs = tenths.flatMap((tenth, place) => cell('adabatch', 4 ** place, tenth));
  expect(await findingOn(runs)).toMatchObject({ verdict, batch });
});

test('the table of claim 6 has the passes of the best step and of 1/L to each target', async () => {
  const runs = [...cell('adabatch', 1, 2), falling('adabatch', 4, 1, 4), falling('adabatch', 4, 2, 3)];
  const found = await findingOn(runs);
  expect(found?.table.rows).toEqual([
    ['adabatch', 1, 1, expect.closeTo(6, 9), expect.closeTo(12, 9), expect.closeTo(18, 9), expect.closeTo(12, 9)],
    ['adabatch', 4, 2, expect.closeTo(9, 9), expect.closeTo(18, 9), expect.closeTo(27, 9), expect.closeTo(24, 9)],
  ]);
  expect(found?.remarks).toContain('The best step is at the edge of the lattice for adabatch at 4.');
});

test('where no step comes there, claim 6 says so if a step beyond the lattice might', async () => {
  const unreached = (tenths: number[]) => tenths.map((tenth, place) => falling('adabatch', 4, 2 ** place, tenth));
  const edges = async (tenths: number[]) => {
    const found = await findingOn([...cell('adabatch', 1, 2), ...unreached(tenths)]);
    return { edge: found?.remarks.some((remark) => remark.includes('edge')), step: found?.table.rows[1]?.[2] };
  };
  expect(await edges([10, 9, 8])).toEqual({ edge: true, step: 4 });
  expect(await edges([10, 8, 9])).toEqual({ edge: false, step: 2 });
});

test('claim 6 says nothing of one batch, where batch 1 does not come there, and where F has no minimiser', async () => {
  const alone = await findingOn(cell('adabatch', 1, 2));
  expect(alone).toMatchObject({
    verdict: 'uninformative',
    reason: 'There is no batch above 1 with ten updates an epoch.',
  });
  expect(await findingOn(cell('adabatch', 1, 10))).toMatchObject({ verdict: 'uninformative' });
  const without = await varianceReduction.judge(evidenceOf([], { scope: { ...scope, minimised: [] }, layProblem }));
  expect(without.findings).toMatchObject([{ about: 'λ = 0', verdict: 'uninformative' }]);
});

test('claim 6 tells the condition number at the optimum under either rule, where there is an L2 term', async () => {
  const remarksWith = async (l2: number, batches: number[]) => {
    const runs = batches.flatMap((batch) => cell('adabatch', batch, 2));
    const all = runs.map((run) => ({ ...run, configuration: { ...run.configuration, l2 } }));
    return (await findingOn(all))?.remarks.filter((remark) => remark.includes('condition number')) ?? [];
  };
  expect(await remarksWith(0, [1, 16])).toEqual([]);
  expect(await remarksWith(0.01, [1])).toEqual([]);
  const [remark = ''] = await remarksWith(0.01, [1, 4, 16]);
  const problem = await engineProblem(randomProblem('logistic', 0.01));
  await findOptimum(problem, { pause: async () => {}, step: () => {} });
  const { memory, frequencies, features } = problem;
  const [own, ofMean] = [16, 1].map((batch) =>
    conditionNumber(
      problem,
      memory.f64(frequencies, features).map((p) => (1 - (1 - p) ** batch) / p || batch),
    ).toPrecision(3),
  );
  expect(remark).toContain(`condition number ${own} with the C of adabatch at batch 16, and ${ofMean} with`);
  expect(own).not.toBe(ofMean);
});

test('claim 6 runs the lattice from 2^-6/L to 2^14/L, on objectives that have a minimiser', () => {
  const runs = varianceReduction.runs({ ...scope, l2: ['0', '1/n'], minimised: ['1/n'] });
  expect([...new Set(runs.map(({ stepSize }) => stepSize))]).toHaveLength(21);
  expect(runs[0]?.stepSize).toBe(`${1 / 64}/L`);
  expect(new Set(runs.map(({ l2 }) => l2))).toEqual(new Set(['1/n']));
  const quick = varianceReduction.runs({ ...scope, isQuick: true });
  expect([...new Set(quick.map(({ stepSize }) => stepSize))]).toEqual(
    [0.0625, 0.25, 1, 4, 16, 64, 256, 1024, 4096, 16384].map((step) => `${step}/L`),
  );
});
