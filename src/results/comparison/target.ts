import { groupBy } from '../../util/group-by.js';
import type { Configuration, Point, Run } from '../schema.js';
import { lossAt, type Reached, reach } from './reach.js';

/** Where on the way of the best run of the smallest batch the default target lies: well before its end. */
const HALF = 1 / 2;

/** The part of a run that a target depends on. */
export type TargetedRun = Pick<Run, 'configuration' | 'dataset' | 'status'> & {
  curve: Pick<Point, 'epoch' | 'passes' | 'seconds' | 'trainLoss' | 'suboptimality'>[];
};

/** What all runs on one objective have to reach. */
export interface Target {
  /** A train loss; null if no run of the smallest batch came below F(w₀), or if a suboptimality counts. */
  loss: number | null;
  /** A suboptimality, if the user gave one. */
  suboptimality: number | null;
  /** The run behind the default, the best of the smallest batch; null for a given target, or if no loss is finite. */
  from: { batch: number; initial: number; final: number } | null;
}

/** A target that the user gives. */
export type GivenTarget = Partial<Record<'loss' | 'suboptimality', number | undefined>>;

/**
 * Identifies an objective: runs with the same one have the same least train loss. Which rows a fraction
 * holds out depends on the seed, so each seed then has its own objective.
 */
export function objectiveOf({ dataset, configuration }: Pick<Run, 'dataset' | 'configuration'>): string {
  const { scale, loss, l2, bias, positive } = configuration;
  return JSON.stringify([dataset.sha256, scale, loss, l2, bias, positive, splitOf(configuration)]);
}

/** Which rows of the dataset are trained on: null for all, else the fraction held out and the seed. */
export function splitOf({ test, seed }: Configuration): { fraction: number; seed: number } | null {
  return test && 'fraction' in test ? { fraction: test.fraction, seed } : null;
}

/** The number of rows that a run trains on. */
export function trainedRows({
  configuration: { test },
  dataset: { rows },
}: Pick<Run, 'configuration' | 'dataset'>): number {
  return test && 'fraction' in test ? rows - Math.round(rows * test.fraction) : rows;
}

/** B of a run; a value above the rows means all of them. */
export function effectiveBatch(run: Pick<Run, 'configuration' | 'dataset'>): number {
  return Math.min(run.configuration.batch, trainedRows(run));
}

/** The train loss that a run ends with; a diverged run has no end, whatever its last point says. */
export function finalLoss({ curve, status }: TargetedRun): number {
  return (status === 'diverged' ? null : curve.at(-1)?.trainLoss) ?? Number.POSITIVE_INFINITY;
}

/**
 * The target of every objective: the given one, or else the train loss at which the best run of its smallest batch is
 * half-way.
 */
export function findTargets(runs: TargetedRun[], { loss, suboptimality }: GivenTarget): Map<string, Target> {
  const isGiven = loss !== undefined || suboptimality !== undefined;
  const given = { loss: loss ?? null, suboptimality: suboptimality ?? null, from: null };
  const targets = [...groupBy(runs, objectiveOf)].map(([objective, ofObjective]): [string, Target] => [
    objective,
    isGiven ? given : defaultTarget(ofObjective),
  ]);
  return new Map(targets);
}

function defaultTarget(runs: TargetedRun[]): Target {
  const smallest = runs.reduce((least, run) => Math.min(least, effectiveBatch(run)), Number.POSITIVE_INFINITY);
  const candidates = runs.filter((run) => effectiveBatch(run) === smallest && Number.isFinite(finalLoss(run)));
  if (candidates.length === 0) return { loss: null, suboptimality: null, from: null };
  const best = candidates.reduce((least, run) => (finalLoss(run) < finalLoss(least) ? run : least));
  const initial = best.curve[0]?.trainLoss ?? Number.POSITIVE_INFINITY;
  const halfway = lossAt(best.curve, halfwayOf(best, initial));
  const loss = halfway !== null && halfway < initial ? halfway : null;
  return { loss, suboptimality: null, from: { batch: smallest, initial, final: finalLoss(best) } };
}

/** Where a run is half-way in epochs, counted from where it stays below F(w₀): long steps exceed it at first. */
function halfwayOf({ curve }: TargetedRun, initial: number): number {
  const begin = curve.findLast(({ trainLoss }) => !((trainLoss ?? Number.POSITIVE_INFINITY) < initial))?.epoch ?? 0;
  return begin + HALF * ((curve.at(-1)?.epoch ?? 0) - begin);
}

/** What a run took to reach a target. */
export function reachTarget({ curve }: TargetedRun, target: Target | undefined): Reached {
  const suboptimality = target?.suboptimality ?? null;
  return suboptimality === null ? reach(curve, target?.loss ?? null) : reach(curve, suboptimality, 'suboptimality');
}
