import { mean, min } from 'simple-statistics';
import { reach } from '../results/comparison/reach.js';
import type { Tuning } from '../results/schema.js';
import { finalOf, type Trajectory } from './trajectory.js';

// The search for the best constant step size. It favours no rule: all are searched on one lattice, nothing is
// dropped before its last epoch, and what is searched is what is compared (docs/method.md, "The step search").

/** The candidates at first, as powers of two of the unit: from 1/16 to 4096 times it. */
const FIRST_EXPONENT = -4;
const LAST_EXPONENT = 12;
/** Candidates that are added beyond an edge where the best is there, and how often at most. */
const GROWTH = 4;
const MOST_GROWTHS = 6;
/** Where no target is given: so close to the optimum, as a share of F(w₀) − F*. Losses further down are rounding. */
const TARGET_SHARE = 1e-6;

type Candidate = Tuning['candidates'][number];

/** What a search is for. */
export interface SearchAim {
  /** What the candidates are ranked by. */
  criterion: Tuning['criterion'];
  /** The train loss to reach, where the criterion is the passes to it and the user gave one. */
  targetLoss: number | undefined;
  /** F*, where it is known. */
  optimum: number | undefined;
}

/** What a search found. */
export type Found = Pick<Tuning, 'target' | 'atEdge' | 'candidates'> & { stepSize: number };

/**
 * Searches the best constant step size on a lattice of powers of two, which grows until the best is inside.
 * @param unit what the lattice is a multiple of, such as 1/L
 * @param attempt runs candidates to their ends, each once with every seed: the trajectories by candidate and seed
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

/** What the attempts so far come to. */
function judge(attempts: ReadonlyMap<number, Trajectory[]>, aim: SearchAim): Found {
  const target = aim.criterion === 'final loss' ? null : (aim.targetLoss ?? derivedTarget(attempts, aim.optimum));
  const candidates = [...attempts].map(([stepSize, ofSeeds]) => describe(stepSize, ofSeeds, target));
  // Of equal ones the shorter step is the better.
  candidates.sort((one, other) => one.stepSize - other.stepSize);
  const best = candidates.reduce((least, other) => (compareScores(score(other), score(least)) < 0 ? other : least));
  const atEdge = best === candidates[0] || best === candidates.at(-1);
  return { stepSize: best.stepSize, target, atEdge, candidates };
}

/** A share of the way from the optimum, or from the lowest final loss in its place, to F(w₀). */
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
 * The lower the better, from the first figure that differs on: how many seeds missed the target, the mean of the passes
 * to it where none did, and the mean of the final losses.
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
