import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRuns } from '../../src/results/check/check.js';
import type { Tolerances } from '../../src/results/check/verdict.js';
import type { Run } from '../../src/results/schema.js';
import { lossCurve, stored, took } from '../support/checks.js';
import { makeRun } from '../support/runs.js';
import { worsenings } from '../support/worsenings.js';

const NONE: Tolerances = { loss: 0, absolute: 0, time: 0.1, exact: false, differentMachines: false };

const loss = fc.double({ min: 0, max: 1e6, noNaN: true });
const losses = fc.array(fc.tuple(loss, loss), { minLength: 2, maxLength: 8 });
/** Runs that came to their target, of positive duration. */
const runs = fc.tuple(losses, fc.double({ min: 1e-3, max: 1e3, noNaN: true })).map(([points, seconds]): Run => {
  const curve = lossCurve(
    points.map(([train]) => train),
    points.map(([, test]) => test),
  );
  return makeRun({ id: '1', curve, status: 'target-reached', summary: took(seconds) });
});
const tolerances = fc.record({
  loss: fc.double({ min: 0, max: 10, noNaN: true }),
  absolute: fc.double({ min: 0, max: 10, noNaN: true }),
});

function check(old: Run, run: Run | undefined, changes: Partial<Tolerances> = {}) {
  return checkRuns([stored('1', old)], run ? [stored('1', run)] : [], { ...NONE, ...changes });
}

describe('a check', () => {
  test.each(worsenings)('a check fails a run that is worse: $name', ({ said, apply }) => {
    fc.assert(
      fc.property(runs, fc.nat(20), fc.boolean(), (run, position, exact) => {
        const { passed, verdicts } = check(run, apply(run, position), { exact });
        expect(passed).toBe(false);
        expect(verdicts[0]?.findings.map(({ of, text }) => `${of} ${text}`).join('; ')).toMatch(said);
      }),
    );
  });

  test('a check finds nothing in a run that is the same, whatever the tolerances', () => {
    fc.assert(
      fc.property(runs, tolerances, fc.boolean(), (run, given, exact) => {
        expect(check(run, structuredClone(run), { ...given, exact }).verdicts[0]?.findings).toEqual([]);
      }),
    );
  });

  test('a check fails a loss above its tolerance at one point, whatever the losses at other points', () => {
    fc.assert(
      fc.property(runs, losses, tolerances, (run, others, given) => {
        const curve = run.curve.map((point, index) => {
          const [trainLoss, testLoss] = others[index % others.length] as [number, number];
          return { ...point, trainLoss, testLoss };
        });
        const isTooHigh = (baseline: number | null, candidate: number | null) =>
          (candidate as number) > (baseline as number) + Math.max(given.loss * (baseline as number), given.absolute);
        const failing = run.curve.some(({ trainLoss, testLoss }, index) => {
          return isTooHigh(trainLoss, curve[index]?.trainLoss ?? 0) || isTooHigh(testLoss, curve[index]?.testLoss ?? 0);
        });
        expect(check(run, { ...run, curve }, given).passed).toBe(!failing);
      }),
    );
  });

  test('a check fails a run that is not deterministic if it ends above its tolerance and its range', () => {
    const repetitions = fc.array(fc.option(fc.constantFrom(0, 1e-9, 0.5, 0.51)), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(0, 1e-9, 0.5), repetitions, tolerances, (end, others, given) => {
        const finite = [end, ...others.filter((other) => other !== null)];
        const room = Math.max(
          3 * (Math.max(...finite) - Math.min(...finite)),
          Math.max(0.01, given.loss) * end,
          given.absolute,
        );
        const race = { finalTrainLosses: [end, ...others], collidingShare: 0.1, lostShare: 0 };
        const { configuration } = makeRun({}, { execution: 'hogwild', workers: 2 });
        const old = makeRun({ race, configuration, curve: lossCurve([1, end]) });
        const ending = (trainLoss: number) => check(old, { ...old, curve: lossCurve([1, trainLoss]) }, given).passed;
        expect(ending(end + room)).toBe(true);
        expect(ending((end + room) * 1.001 + 1e-12)).toBe(false);
      }),
    );
  });
});
