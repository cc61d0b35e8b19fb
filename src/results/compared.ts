import { type Configuration, type Run, runSchema, type Status } from './schema.js';
import type { Spread } from './spread.js';
import type { TargetedRun } from './target.js';

// What a comparison is made of.

/** The part of a run that a comparison is about. */
export type ComparedRun = TargetedRun & Pick<Run, 'environment' | 'status'>;

type Key = keyof Configuration;

/** What tells groups apart, beside the dataset and the algorithm. */
export const objectiveKeys = ['loss', 'l2', 'bias', 'positive', 'test'] as const;
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

/** A row: what was run with several seeds and is otherwise the same. */
export interface ComparedRow {
  /** What it was run with; a step size that was not given is null, since it may differ from seed to seed. */
  keys: Record<RowKey, RowValue>;
  /** Those in the figures: an interrupted run is in none. */
  seeds: number;
  statuses: Partial<Record<Status, number>>;
  /** Whether other runs went on at the same time as one of them, so that its seconds say little. */
  contended: boolean;
  stepSize: Spread | null;
  /** Infinite where a run diverged. */
  finalLoss: Spread | null;
  epochsToTarget: Spread | null;
  secondsToTarget: Spread | null;
  /** Seconds an epoch. */
  epochSeconds: Spread | null;
  /** How many times as fast an epoch is as with one worker; null where no such row is there to compare with. */
  speedUp: number | null;
  /** The epochs to the target over those of the reference batch; null where that did not reach it. */
  epochsRatio: number | null;
  /** The epochs to the target over those of the baseline; null where there is none or it did not reach it. */
  baselineRatio: number | null;
}

/** How far the batch of a rule can grow before it costs more epochs. */
export interface CriticalBatch {
  /** What tells its rows from those of the others in the group. */
  keys: Partial<Record<RowKey, RowValue>>;
  /** The batch that the others are relative to: 1, or the smallest there is; its epochs may be infinite. */
  reference: { batch: number; epochs: number };
  /** The largest batch that needs at most 1.2 times the epochs of the reference; null where that never got there. */
  batch: number | null;
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
}

/** What a row shares with those that differ from it in some keys only. Step sizes go with these, unless they are among them. */
export function withoutKeys(keys: ComparedRow['keys'], free: RowKey[]): string {
  const ignored = free.includes('stepSize') ? free : [...free, ...stepSizeKeys];
  return JSON.stringify(rowKeys.filter((key) => !ignored.includes(key)).map((key) => keys[key]));
}

/** The same rule and batch may have been run with several step sizes; the best of them then stands for it. */
export const stepSizeKeys: RowKey[] = ['stepSize', 'stepSizeFrom'];

/** The epochs to the target of the best of some rows; infinite where none reached it. */
export function leastEpochs(rows: ComparedRow[]): number {
  return Math.min(...rows.map(({ epochsToTarget }) => epochsToTarget?.median ?? Number.POSITIVE_INFINITY));
}

/** Null where it says nothing: what it is relative to was never reached, or from the start. */
export function epochsRatio(epochs: number | undefined, reference: number): number | null {
  return epochs === undefined || reference === 0 || !Number.isFinite(reference) ? null : epochs / reference;
}
