import { min } from 'simple-statistics';
import { type Configuration, type Run, runSchema, type Status } from '../schema.js';
import type { Spread } from './spread.js';
import { stepSizeKind } from './step-size-kind.js';
import type { TargetedRun } from './target.js';

// What a comparison looks at of a run, and the rows and groups of rows that it makes.

/** The part of a run that a comparison uses. */
export type ComparedRun = TargetedRun &
  Pick<Run, 'environment'> & {
    /** The name of its files, without the ending. */
    name: string;
    /** Whether a search for its step size ended at the edge of what it tried. */
    stepAtEdge: boolean;
  };

/** The part of a run that a comparison uses, without its name. */
export function comparedRun({
  configuration,
  dataset,
  environment,
  status,
  tuning,
  curve,
}: Run): Omit<ComparedRun, 'name'> {
  const points = curve.map(({ epoch, passes, seconds, trainLoss, suboptimality }) => {
    return { epoch, passes, seconds, trainLoss, suboptimality };
  });
  return { configuration, dataset, environment, status, stepAtEdge: tuning?.atEdge ?? false, curve: points };
}

type Key = keyof Configuration;

/** What separates groups, beside the dataset and the algorithm. */
export const objectiveKeys = ['loss', 'l2', 'bias', 'positive', 'test', 'scale'] as const;
type ObjectiveKey = (typeof objectiveKeys)[number];

/** The keys that separate the rows of one objective. */
export type RowKey = Exclude<Key, ObjectiveKey | 'seed'>;
/** The value of a row's key. */
export type RowValue = Exclude<Configuration[RowKey], undefined> | null;

/** Every key of the configuration that is not the objective's or the seed, so that none is ever mixed silently. */
export const rowKeys: RowKey[] = runSchema.shape.configuration.keyof().options.filter(isRowKey);

function isRowKey(key: Key): key is RowKey {
  return key !== 'seed' && !(objectiveKeys as readonly Key[]).includes(key);
}

/** How much worse a batch ends than the reference batch after as many samples, as a share of what the latter gained. */
export interface Excess {
  /** (F_B − F_1)/(F(w₀) − F_1), F the median final loss; infinite if a run diverged. */
  value: number;
  /** Its standard error over the seeds; 0 for one seed. */
  standardError: number;
}

/** A row: runs with several seeds that are otherwise the same; of several given step sizes, the best. */
export interface ComparedRow {
  /** What the runs share; a step size that was not given is null, since it may differ from seed to seed. */
  keys: Record<RowKey, RowValue>;
  /** The number of runs in the figures, which leave out interrupted ones. */
  seeds: number;
  statuses: Partial<Record<Status, number>>;
  /** Whether other runs went on at the same time as one of these, so that its seconds say little. */
  contended: boolean;
  stepSize: Spread | null;
  /** The number of step sizes given for it, of which this is the best. */
  stepsGiven: number;
  /** Whether the best step size is the smallest or the largest of several that were given, or that a search tried. */
  stepAtEdge: boolean;
  /** The names of the runs. */
  runs: string[];
  /** Infinite if a run diverged. */
  finalLoss: Spread | null;
  /** Null if F* is not known. */
  finalSuboptimality: Spread | null;
  /** Null if there is no reference batch to compare with. */
  excess: Excess | null;
  epochsToTarget: Spread | null;
  /** Gradient evaluations, in passes. */
  passesToTarget: Spread | null;
  secondsToTarget: Spread | null;
  /** Spent in updates altogether. */
  seconds: Spread | null;
  /** Seconds an epoch. */
  epochSeconds: Spread | null;
  /** How many times as fast an epoch is as with one worker; null if no such row exists. */
  speedUp: number | null;
  /** The epochs to the target over the baseline's; null if there is no baseline or it did not reach the target. */
  baselineRatio: number | null;
}

/** How far the batch of a rule can grow before it ends worse after as many samples. */
export interface CriticalBatch {
  /** What distinguishes its rows from the others in the group. */
  keys: Partial<Record<RowKey, RowValue>>;
  /** The batch that the others are relative to, 1 or the smallest there is, and its median losses at w₀ and at the end. */
  reference: { batch: number; initial: number; final: number };
  /** The largest batch such that no batch up to it has too large an excess; null if that says nothing. */
  batch: number | null;
  /** Why it is null. */
  unknown: 'one batch' | 'no progress' | 'unequal samples' | 'separated' | null;
  /** The first batch that is too large, if any was run. */
  exceeded: { batch: number; excess: Excess } | null;
  /** The largest batch that was run. */
  largest: number;
}

/** The rows of one dataset, objective and algorithm. */
export interface ComparedGroup {
  dataset: Pick<Run['dataset'], 'name' | 'sha256'>;
  objective: Pick<Configuration, ObjectiveKey>;
  algorithm: string;
  /** The keys, beside rule, batch and step size, in which its rows differ. */
  varying: RowKey[];
  rows: ComparedRow[];
  criticalBatches: CriticalBatch[];
  /** Whether a reference batch ends below F(w₀)/1000: then the data are separated, and final losses say little. */
  separated: boolean;
}

/**
 * A key that rows share if they differ only in some keys, and in the length of a given step: the best stands
 * for these.
 */
export function withoutKeys(keys: ComparedRow['keys'], free: RowKey[]): string {
  const ignored = ['stepSize', 'stepSizeFrom', ...free];
  const shared = rowKeys.filter((key) => !ignored.includes(key)).map((key) => keys[key]);
  return JSON.stringify(free.includes('stepSizeFrom') ? shared : [...shared, stepSizeKind(keys)]);
}

/** The epochs to the target of the best of some rows; infinite if none reached it. */
export function leastEpochs(rows: ComparedRow[]): number {
  return min(rows.map(({ epochsToTarget }) => epochsToTarget?.median ?? Number.POSITIVE_INFINITY));
}
