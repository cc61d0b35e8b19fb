import { describe, expect, test } from 'vitest';
import type { Trajectory } from '../../../src/experiment/trajectory.js';
import { type SearchAim, searchStepSize } from '../../../src/experiment/tuning.js';
import { curveOf } from '../../support/runs.js';

const FINAL: SearchAim = { criterion: 'final loss', targetLoss: undefined, optimum: undefined };
const PASSES: SearchAim = { ...FINAL, criterion: 'passes to target' };

const completed = (...losses: (number | null)[]): Trajectory => ({
  status: 'completed',
  curve: curveOf(...losses),
  contended: false,
  waitedShare: undefined,
});
const diverged: Trajectory = { status: 'diverged', curve: curveOf(1, 1e9), contended: false, waitedShare: undefined };

/** Searches with made-up runs; says what was found and in which order steps were tried, as powers of two. */
async function search(runs: (exponent: number) => Trajectory[], aim = FINAL, unit = 1) {
  const tried: number[] = [];
  const found = await searchStepSize(unit, aim, async (stepSizes) => {
    const exponents = stepSizes.map((stepSize) => Math.log2(stepSize / unit));
    tried.push(...exponents);
    return exponents.map(runs);
  });
  return { ...found, tried, best: Math.log2(found.stepSize / unit) };
}

const first = Array.from({ length: 17 }, (_, count) => count - 4);

describe('a search by the final loss', () => {
  test('the step whose runs end lowest on average is taken, whatever their losses were before', async () => {
    // The best step is the worst of all at half of the epochs.
    const { best, tried, atEdge, candidates, target } = await search((exponent) => [
      exponent === 5 ? completed(1, 100, 0.1) : completed(1, 0.3, 0.2),
      exponent === 5 ? completed(1, 100, 0.2) : completed(1, 0.3, 0.2),
    ]);
    expect({ best, tried, atEdge, target }).toEqual({ best: 5, tried: first, atEdge: false, target: null });
    expect(candidates[9]).toEqual({ stepSize: 32, losses: [0.1, 0.2] });
    expect(candidates.map(({ stepSize }) => Math.log2(stepSize))).toEqual(first);
  });

  test('the lattice is powers of two over the unit', async () => {
    const { candidates } = await search((exponent) => [completed(1, (exponent - 1) ** 2)], FINAL, 3);
    expect(candidates.slice(0, 3).map(({ stepSize }) => stepSize)).toEqual([3 / 16, 3 / 8, 3 / 4]);
  });

  test('the mean over the seeds decides, not the best of them', async () => {
    const { best } = await search((exponent) => {
      if (exponent === 3) return [completed(1, 0.001), completed(1, 0.9)];
      return exponent === 4 ? [completed(1, 0.3), completed(1, 0.3)] : [completed(1, 0.5), completed(1, 0.5)];
    });
    expect(best).toBe(4);
  });

  test('the lattice grows beyond an edge until the best step is inside', async () => {
    const above = await search((exponent) => [completed(1, 1 + (exponent - 15) ** 2)]);
    expect(above).toMatchObject({ best: 15, atEdge: false, tried: [...first, 13, 14, 15, 16] });
    const below = await search((exponent) => [completed(1, 1 + (exponent + 10) ** 2)]);
    expect(below).toMatchObject({ best: -10, atEdge: false });
    expect(below.tried).toEqual([...first, -8, -7, -6, -5, -12, -11, -10, -9]);
  });

  test('a best step that is at the edge still is said to be', async () => {
    const { atEdge, tried } = await search((exponent) => [completed(1, 2 ** -exponent)]);
    expect(atEdge).toBe(true);
    expect(Math.max(...tried)).toBe(36);
  });

  test('a step that diverges with any seed is not taken, and of equal steps the shortest is', async () => {
    const { best, candidates } = await search((exponent) => {
      return exponent > 2 ? [completed(1, 0.1), diverged] : [completed(1, exponent < 0 ? 0.6 : 0.5), completed(1, 0.5)];
    });
    expect(best).toBe(0);
    expect(candidates.at(-1)?.losses).toEqual([0.1, null]);
  });

  test('shorter steps are tried if all diverge', async () => {
    const { best } = await search((exponent) => [exponent > -9 ? diverged : completed(1, (exponent + 11) ** 2)]);
    expect(best).toBe(-11);
  });
});

describe('a search by the passes to a target', () => {
  test('the step that reaches the target first is taken, even if others end lower', async () => {
    const { best, target, candidates } = await search(
      (exponent) => [exponent === 2 ? completed(1, 0.4, 0.4, 0.4) : completed(1, 0.9, 0.6, 0.1)],
      { ...PASSES, targetLoss: 0.5 },
    );
    expect({ best, target }).toEqual({ best: 2, target: 0.5 });
    expect(candidates[6]?.passes?.[0]).toBeGreaterThan(0.7);
    expect(candidates[6]?.passes?.[0]).toBeLessThan(0.8);
  });

  test('passes decide, not epochs', async () => {
    // One step reaches the target after two epochs of three passes each, the other after three epochs of one.
    const runs: Record<number, [passes: number, losses: number[]]> = {
      4: [3, [1, 0.9, 0.5]],
      5: [1, [1, 0.9, 0.8, 0.5]],
    };
    const { best, candidates } = await search(
      (exponent) => {
        const [passes, losses] = runs[exponent] ?? [1, [1, 0.9]];
        const curve = curveOf(...losses).map((at) => ({ ...at, passes: passes * at.epoch }));
        return [{ status: 'completed', curve, contended: false, waitedShare: undefined }];
      },
      { ...PASSES, targetLoss: 0.5 },
    );
    expect(best).toBe(5);
    expect(candidates.slice(8, 10).map(({ passes }) => passes)).toEqual([[6], [3]]);
  });

  test('a seed that misses the target counts for more than any pass, and final losses break ties', async () => {
    const { best } = await search(
      (exponent) => {
        if (exponent === 0) return [completed(1, 0.4, 0.4), completed(1, 0.9, 0.8)];
        return exponent === 3 ? [completed(1, 0.9, 0.45), completed(1, 0.9, 0.45)] : [completed(1, 2), completed(1, 2)];
      },
      { ...PASSES, targetLoss: 0.5 },
    );
    expect(best).toBe(3);
    const missed = await search((exponent) => [completed(1, 1 + Math.abs(exponent - 6))], {
      ...PASSES,
      targetLoss: 0.5,
    });
    expect(missed.best).toBe(6);
    expect(missed.candidates[0]?.passes).toEqual([null]);
  });

  test('the default target is a millionth of the way from the optimum to the start', async () => {
    const losses = (exponent: number) => (exponent === 1 ? [1, 1e-7, 1e-16] : [1, 1e-3, 1e-17]);
    // All other steps would be better by their final losses, which differ by rounding.
    expect(await search((exponent) => [completed(...losses(exponent))], { ...PASSES, optimum: 0 })).toMatchObject({
      best: 1,
      target: 1e-6,
    });
    const { target: above } = await search(() => [completed(1, 0.6)], { ...PASSES, optimum: 0.5 });
    expect(above).toBeCloseTo(0.5 + 0.5e-6, 12);
    const { best, target } = await search((exponent) => [completed(...losses(exponent))], PASSES);
    expect({ best, target }).toEqual({ best: 1, target: expect.closeTo(1e-6, 12) });
  });
});
