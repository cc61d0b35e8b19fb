import type { StoredRun } from '../read.js';
import type { Point, Run } from '../schema.js';

// What a check looks at of a run, and what it says of it.

/** The part of a run that a check uses. */
export type CheckedRun = Pick<Run, 'configuration' | 'dataset' | 'environment' | 'status' | 'summary' | 'race'> & {
  curve: Pick<Point, 'epoch' | 'trainLoss' | 'testLoss'>[];
};

/** The part of a run that a check uses. */
export function checkedRun({ configuration, dataset, environment, status, summary, race, curve }: Run): CheckedRun {
  const points = curve.map(({ epoch, trainLoss, testLoss }) => ({ epoch, trainLoss, testLoss }));
  return { configuration, dataset, environment, status, summary, race, curve: points };
}

/** The epoch of the last point of a run. */
export function lastEpoch({ curve }: CheckedRun): number {
  return curve.at(-1)?.epoch ?? 0;
}

/** The tolerances of a check. */
export interface Tolerances {
  /** How far a loss may be above the baseline's, relative to it. */
  loss: number;
  /** The same as an absolute difference; the greater of the two counts. */
  absolute: number;
  /** Whether better losses fail too. */
  exact: boolean;
  /** How far the seconds may be above the baseline's, relative to them; undefined if time does not matter. */
  time?: number | undefined;
  /** Whether to compare seconds of different machines all the same. */
  differentMachines: boolean;
}

/** The outcome for a run: nothing to say, something that is no regression, a regression, no such run, no baseline. */
export type VerdictName = 'ok' | 'note' | 'failed' | 'missing' | 'new';

/** The outcome of one run's check, with its reasons. */
export interface Verdict {
  id: string;
  name: string;
  verdict: VerdictName;
  findings: Finding[];
  /** The number of points that were compared. */
  points: number;
}

/** The number of runs that one version of adabatch made in the baseline and another in the candidate. */
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
  /** The runs of the candidate, for callers that keep their figures. */
  candidates: StoredRun<CheckedRun>[];
}

/** A difference between a run and its baseline. */
export interface Finding {
  kind: 'regression' | 'improvement' | 'note';
  /** What it concerns. */
  of: 'run' | 'status' | 'target' | 'train loss' | 'test loss' | 'points' | 'seconds';
  text: string;
  /** The values, if it concerns a value; null for a loss that is not finite. */
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
