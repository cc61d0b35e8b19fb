import type { DrawnRun } from '../results/comparison/curves.js';
import type { Finding } from '../results/verdicts.js';
import type { Assignment } from '../settings/request.js';
import type { SettingKey } from '../settings/settings.js';
import { expandGrids } from '../sweep/grid.js';
import { groupBy } from '../util/group-by.js';
import { percent } from '../util/text.js';
import type { Scope } from './claim.js';

// What the experiments of several claims share.

/** With fewer updates an epoch, a few epochs say nothing of a batch. */
const LEAST_UPDATES = 10;
const LARGEST_BATCH = 16_384;

/** Batch sizes from 1 on, each `factor` times the one before, with at least 10 updates an epoch. */
export function batchesOf({ rows }: Pick<Scope, 'rows'>, factor: number): number[] {
  const most = Math.min(LARGEST_BATCH, rows / LEAST_UPDATES);
  const batches = [1];
  while (batches.at(-1)! * factor <= most) batches.push(batches.at(-1)! * factor);
  return batches;
}

/** The runs of all combinations of some values, beside the settings that every run has. */
export function sweepOf(
  base: Assignment,
  axes: Partial<Record<SettingKey, readonly (string | number)[]>>,
): Assignment[] {
  const groups = Object.entries(axes).map(([key, values]) => new Map([[key as SettingKey, values.map(String)]]));
  return expandGrids([groups]).assignments.map((assignment) => ({ ...base, ...assignment }));
}

/** Whole numbers from 0, as many as asked for. */
export function firstSeeds(count: number): number[] {
  return [...Array(count).keys()];
}

/** λ as a reader knows it: 1/n where it is that. */
export function describeLambda(lambda: number, { rows }: Pick<Scope, 'rows'>): string {
  return lambda === 1 / rows ? 'λ = 1/n' : `λ = ${lambda}`;
}

/** A gain over something as a share of the progress of batch 1: how far below it an end is, or above. */
export function describeGain(gain: number): string {
  return `${percent(Math.abs(gain))} of the progress ${gain < 0 ? 'above' : 'below'}`;
}

/** A finding for each λ for which F has no minimiser, where a claim needs it. */
export function withoutMinimiser({ l2, minimised }: Scope): Omit<Finding, 'dataset'>[] {
  return l2
    .filter((lambda) => !minimised.includes(lambda))
    .map((lambda) => ({
      about: `λ = ${lambda}`,
      verdict: 'uninformative',
      batch: null,
      reason:
        'No minimiser of F was found. With λ = 0 there is none where the data are separated, or a feature speaks for one ' +
        'class alone.',
      remarks: [],
      table: { columns: [], rows: [] },
    }));
}

/** The runs of each λ. */
export function byLambda(runs: readonly DrawnRun[]): DrawnRun[][] {
  return [...groupBy([...runs], ({ configuration }) => String(configuration.l2)).values()];
}
