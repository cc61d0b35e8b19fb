import { max, min } from 'simple-statistics';
import { groupBy } from './group-by.js';
import type { Configuration, Point, Run } from './schema.js';

/** How far above the best loss the default target is, as a share of the way from there to F(w₀). */
const TARGET_SHARE = 0.01;

/** The part of a run that a target is about. */
export type TargetedRun = Pick<Run, 'configuration' | 'dataset'> & {
  curve: Pick<Point, 'epoch' | 'seconds' | 'trainLoss'>[];
};

/** A train loss that all runs on one objective are to reach. */
export interface Target {
  /** Null where there is none, since no run came below F(w₀). */
  loss: number | null;
  /** What it was computed from; null where the user gave it. */
  from: { initial: number; best: number } | null;
}

/**
 * Tells objectives apart: runs with the same one have the same least train loss. Which rows a fraction
 * holds out depends on the seed, so each seed then has an objective of its own.
 */
export function objectiveOf({ dataset, configuration }: TargetedRun): string {
  const { loss, l2, bias, positive } = configuration;
  return JSON.stringify([dataset.sha256, loss, l2, bias, positive, splitOf(configuration)]);
}

/** Which rows of the dataset are trained on: null for all, else the fraction held out and the seed. */
export function splitOf({ test, seed }: Configuration): { fraction: number; seed: number } | null {
  return test && 'fraction' in test ? { fraction: test.fraction, seed } : null;
}

/**
 * The target of every objective: what was given, or else 1 % of the way from the lowest train loss of any
 * run back to F(w₀).
 */
export function findTargets(runs: TargetedRun[], given: number | undefined): Map<string, Target> {
  const targets = [...groupBy(runs, objectiveOf)].map(([objective, ofObjective]): [string, Target] => [
    objective,
    given === undefined ? targetOf(ofObjective) : { loss: given, from: null },
  ]);
  return new Map(targets);
}

function targetOf(runs: TargetedRun[]): Target {
  const best = finiteLosses(runs.flatMap(({ curve }) => curve));
  const initial = finiteLosses(firstPoints(runs));
  if (best.length === 0 || initial.length === 0) return { loss: null, from: null };
  const from = { initial: max(initial), best: min(best) };
  return { loss: from.best < from.initial ? from.best + TARGET_SHARE * (from.initial - from.best) : null, from };
}

/** Those at w₀ = 0; where all runs started from a model, those at the models. */
function firstPoints(runs: TargetedRun[]): TargetedRun['curve'] {
  const fromZero = runs.filter(({ configuration }) => configuration.warmStart === null);
  return (fromZero.length > 0 ? fromZero : runs).flatMap(({ curve }) => curve.slice(0, 1));
}

function finiteLosses(points: TargetedRun['curve']): number[] {
  return points.map(({ trainLoss }) => trainLoss).filter((loss) => loss !== null);
}

/** The epochs and the seconds until the first point at or below a target: no interpolation; infinite where it was never reached. */
export function reach({ curve }: TargetedRun, target: number | null): { epochs: number; seconds: number } {
  const reached = curve.find(({ trainLoss }) => target !== null && trainLoss !== null && trainLoss <= target);
  return reached
    ? { epochs: reached.epoch, seconds: reached.seconds }
    : { epochs: Number.POSITIVE_INFINITY, seconds: Number.POSITIVE_INFINITY };
}
