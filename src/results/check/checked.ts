import type { StoredRun } from '../read.js';
import type { Point, Run } from '../schema.js';

// What a check is made of.

/** The part of a run that a check is about. */
export type CheckedRun = Pick<Run, 'configuration' | 'dataset' | 'environment' | 'status' | 'summary' | 'race'> & {
  curve: Pick<Point, 'epoch' | 'trainLoss' | 'testLoss'>[];
};

/** The epoch of the last point of a run. */
export function lastEpoch({ curve }: CheckedRun): number {
  return curve.at(-1)?.epoch ?? 0;
}

/** What is let pass. */
export interface Tolerances {
  /** By how much a loss may be above the baseline's, relative to it. */
  loss: number;
  /** The same as a difference; the greater of the two counts. */
  absolute: number;
  /** Whether better losses fail too. */
  exact: boolean;
  /** By how much the seconds may be above the baseline's, relative to them; undefined where time does not matter. */
  time?: number | undefined;
  /** Whether to compare seconds of different machines all the same. */
  differentMachines: boolean;
}

/** What came of a run: nothing to say, something that is no regression, a regression, no such run, no baseline. */
export type VerdictName = 'ok' | 'note' | 'failed' | 'missing' | 'new';

/** What is to be said of one run. */
export interface Verdict {
  id: string;
  name: string;
  verdict: VerdictName;
  findings: Finding[];
  /** The points that were compared. */
  points: number;
}

/** So many runs are of one version of adabatch in the baseline, and of another in the candidate. */
export interface VersionChange {
  baseline: string;
  candidate: string;
  runs: number;
}

/** A check of the runs of a candidate against those of a baseline. */
export interface Check {
  verdicts: Verdict[];
  passed: boolean;
  versions: VersionChange[];
  /** The runs of the candidate, for what keeps their figures. */
  candidates: StoredRun<CheckedRun>[];
}

/** What was found in a run beside its baseline. */
export interface Finding {
  kind: 'regression' | 'improvement' | 'note';
  /** What it is about. */
  of: 'run' | 'status' | 'target' | 'train loss' | 'test loss' | 'points' | 'seconds';
  text: string;
  /** The values, where it is about one; null for a loss that is not finite. */
  values?: Values;
}

interface Values {
  epoch?: number;
  baseline: number | null;
  candidate: number | null;
}

type Maker = (of: Finding['of'], text: string, values?: Values) => Finding;

const maker =
  (kind: Finding['kind']): Maker =>
  (of, text, values) => ({ kind, of, text, ...(values && { values }) });

export const regression: Maker = maker('regression');
export const improvement: Maker = maker('improvement');
export const note: Maker = maker('note');
