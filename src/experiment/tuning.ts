import { mean, min } from 'simple-statistics';
import { reach } from '../results/comparison/reach.js';
import type { Tuning } from '../results/schema.js';
import { finalOf, type Trajectory } from './trajectory.js';

// The search for the best constant step size. It favours no rule: all rules share one lattice, every candidate runs to
// its last epoch, and a comparison uses the same figures (docs/method.md, "The step search").

/** The exponents of the first candidates, as powers of two of the unit: from 1/16 to 4096 times it. */
const FIRST_EXPONENT = -4;
const LAST_EXPONENT = 12;
/** How many candidates are added beyond an edge where the best one is, and how often at most. */
const GROWTH = 4;
const MOST_GROWTHS = 6;
/** The default target: this close to the optimum, as a share of F(w₀) − F*. Smaller differences are rounding. */
const TARGET_SHARE = 1e-6;

type Candidate = Tuning['candidates'][number];

/** What a search is for. */
export interface SearchAim {
  /** How the candidates are ranked. */
  criterion: Tuning['criterion'];
  /** The train loss to reach, if the criterion is the passes to it and the user gave one. */
  targetLoss: number | undefined;
  /** F*, if known. */
  optimum: number | undefined;
}

/** What a search found. */
export type Found = Pick<Tuning, 'target' | 'atEdge' | 'candidates'> & { stepSize: number };

/**
 * Searches for the best constant step size on a lattice of powers of two, which grows until the best is inside.
 * @param unit the lattice consists of multiples of this, such as 1/L
 * @param attempt runs each candidate to its end, once per seed; returns the trajectories by candidate and seed
 */
export async function searchStepSize(
  unit: number,
  aim: SearchAim,
  attempt: (stepSizes: number[]) => Promise<Trajectory[][]>,
): Promise<Found> {
  const attempts = new Map<number, Trajectory[]>();
  const tryAll = async (first: number, last: number) => {
    const steps = Array.from({ length: last - first + 1 }, (_, count) => unit * 2 ** (first + count));
    const trajectories = await attempt(steps);
    for (const [position, step] of steps.entries()) attempts.set(step, trajectories[position] as Trajectory[]);
  };
  let [low, high] = [FIRST_EXPONENT, LAST_EXPONENT];
  await tryAll(low, high);
  let found = judge(attempts, aim);
  for (let growths = 0; growths < MOST_GROWTHS && found.atEdge; growths++) {
    if (found.stepSize === unit * 2 ** low) {
      await tryAll(low - GROWTH, low - 1);
      low -= GROWTH;
    } else {
      await tryAll(high + 1, high + GROWTH);
      high += GROWTH;
    }
    found = judge(attempts, aim);
  }
  return found;
}

/** The best candidate of the attempts so far. */
function judge(attempts: ReadonlyMap<number, Trajectory[]>, aim: SearchAim): Found {
  const target = aim.criterion === 'final loss' ? null : (aim.targetLoss ?? derivedTarget(attempts, aim.optimum));
  const candidates = [...attempts].map(([stepSize, ofSeeds]) => describe(stepSize, ofSeeds, target));
  // Sorted so that the shorter of two equally good steps wins.
  candidates.sort((one, other) => one.stepSize - other.stepSize);
  const best = candidates.reduce((least, other) => (compareScores(score(other), score(least)) < 0 ? other : least));
  const atEdge = best === candidates[0] || best === candidates.at(-1);
  return { stepSize: best.stepSize, target, atEdge, candidates };
}

/** The loss at `TARGET_SHARE` of the way from the optimum, or else from the lowest final loss, to F(w₀). */
function derivedTarget(attempts: ReadonlyMap<number, Trajectory[]>, optimum: number | undefined): number {
  const all = [...attempts.values()].flat();
  const initial = all[0]?.curve[0]?.trainLoss ?? Number.POSITIVE_INFINITY;
  const least = optimum ?? min(all.map(finalLoss));
  return least + TARGET_SHARE * (initial - least);
}

function describe(stepSize: number, ofSeeds: Trajectory[], target: number | null): Candidate {
  const losses = ofSeeds.map(({ status, curve }) => finalOf(status, curve));
  if (target === null) return { stepSize, losses };
  const passes = ofSeeds.map(({ curve }) => reach(curve, target).passes);
  return { stepSize, losses, passes: passes.map((count) => (Number.isFinite(count) ? count : null)) };
}

/**
 * Lower is better, decided by the first figure that differs: how many seeds missed the target, the mean of the passes
 * to it if none did, and the mean final loss.
 */
function score({ losses, passes }: Candidate): number[] {
  const missed = passes?.filter((count) => count === null).length ?? 0;
  return [missed, passes && missed === 0 ? mean(passes as number[]) : 0, mean(losses.map(orInfinity))];
}

function compareScores(one: number[], other: number[]): number {
  const differing = one.findIndex((figure, position) => figure !== other[position]);
  return differing < 0 ? 0 : one[differing]! - other[differing]!;
}

function finalLoss({ status, curve }: Trajectory): number {
  return orInfinity(finalOf(status, curve));
}

function orInfinity(loss: number | null): number {
  return loss ?? Number.POSITIVE_INFINITY;
}
