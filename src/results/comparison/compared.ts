import { min } from 'simple-statistics';
import { type Configuration, type Run, runSchema, type Status } from '../schema.js';
import type { Spread } from './spread.js';
import type { TargetedRun } from './target.js';

// What a comparison is made of.

/** The part of a run that a comparison is about. */
export type ComparedRun = TargetedRun &
  Pick<Run, 'environment'> & {
    /** Of its files, without the ending. */
    name: string;
    /** Whether a search for its step size ended at the edge of what it tried. */
    stepAtEdge: boolean;
  };

/** The part of a run that a comparison is about, but for its name. */
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

/** What tells groups apart, beside the dataset and the algorithm. */
export const objectiveKeys = ['loss', 'l2', 'bias', 'positive', 'test', 'scale'] as const;
type ObjectiveKey = (typeof objectiveKeys)[number];

/** What tells the rows of one objective apart. */
export type RowKey = Exclude<Key, ObjectiveKey | 'seed'>;
/** What a row has for one of its keys. */
export type RowValue = Exclude<Configuration[RowKey], undefined> | null;

/** Every key of the configuration that is not the objective's or the seed, so that none is ever mixed silently. */
export const rowKeys: RowKey[] = runSchema.shape.configuration.keyof().options.filter(isRowKey);

function isRowKey(key: Key): key is RowKey {
  return key !== 'seed' && !(objectiveKeys as readonly Key[]).includes(key);
}

/** How much worse a batch ends than the reference batch after as many samples, as a share of what that has gained. */
export interface Excess {
  /** (F_B − F_1)/(F(w₀) − F_1), F the median final loss; infinite where a run diverged. */
  value: number;
  /** Its standard error over the seeds; 0 for one seed. */
  standardError: number;
}

/** A row: what was run with several seeds and is otherwise the same; of several given step sizes, with the best. */
export interface ComparedRow {
  /** What it was run with; a step size that was not given is null, since it may differ from seed to seed. */
  keys: Record<RowKey, RowValue>;
  /** Those in the figures: an interrupted run is in none. */
  seeds: number;
  statuses: Partial<Record<Status, number>>;
  /** Whether other runs went on at the same time as one of them, so that its seconds say little. */
  contended: boolean;
  stepSize: Spread | null;
  /** How many step sizes were given for it, of which this is the best. */
  stepsGiven: number;
  /** Whether the best step size is the least or the greatest of several that were given, or that a search tried. */
  stepAtEdge: boolean;
  /** The names of the runs. */
  runs: string[];
  /** Infinite where a run diverged. */
  finalLoss: Spread | null;
  /** Null where F* is not known. */
  finalSuboptimality: Spread | null;
  /** Null where there is no reference batch to compare with. */
  excess: Excess | null;
  epochsToTarget: Spread | null;
  /** Gradient evaluations, in passes. */
  passesToTarget: Spread | null;
  secondsToTarget: Spread | null;
  /** Spent in updates altogether. */
  seconds: Spread | null;
  /** Seconds an epoch. */
  epochSeconds: Spread | null;
  /** How many times as fast an epoch is as with one worker; null where no such row is there to compare with. */
  speedUp: number | null;
  /** The epochs to the target over those of the baseline; null where there is none or it did not reach it. */
  baselineRatio: number | null;
}

/** How far the batch of a rule can grow before it ends worse after as many samples. */
export interface CriticalBatch {
  /** What tells its rows from those of the others in the group. */
  keys: Partial<Record<RowKey, RowValue>>;
  /** The batch that the others are relative to, 1 or the smallest there is, and its median losses at w₀ and at the end. */
  reference: { batch: number; initial: number; final: number };
  /** The largest batch such that no batch up to it has an excess above what is let pass; null where that says nothing. */
  batch: number | null;
  /** Why it is null. */
  unknown: 'one batch' | 'no progress' | 'unequal samples' | 'separated' | null;
  /** The first batch that is too large, if any was run. */
  exceeded: { batch: number; excess: Excess } | null;
  /** The largest batch there is. */
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
  /** Whether a reference batch ends below a thousandth of F(w₀): then the data are separated, and final losses mean little. */
  separated: boolean;
}

/**
 * What a row shares with those that differ from it in some keys only, and in how long a step was given: its best stands
 * for these.
 */
export function withoutKeys(keys: ComparedRow['keys'], free: RowKey[]): string {
  const ignored = ['stepSize', 'stepSizeFrom', ...free];
  const shared = rowKeys.filter((key) => !ignored.includes(key)).map((key) => keys[key]);
  return JSON.stringify(free.includes('stepSizeFrom') ? shared : [...shared, stepSizeKind(keys)]);
}

/** Where a step size is from; a multiple of the limit is as given as a number. */
export function stepSizeKind({ stepSizeFrom }: ComparedRow['keys']): string {
  const kind = String(stepSizeFrom);
  return kind.endsWith('/L') ? 'given' : kind;
}

/** The epochs to the target of the best of some rows; infinite where none reached it. */
export function leastEpochs(rows: ComparedRow[]): number {
  return min(rows.map(({ epochsToTarget }) => epochsToTarget?.median ?? Number.POSITIVE_INFINITY));
}
