import { max, min } from 'simple-statistics';
import { UserError } from '../../util/errors.js';
import { groupBy } from '../../util/group-by.js';
import type { StoredRun } from '../read.js';
import { repetitionsOf } from '../repetitions.js';
import type { Repetitions } from '../schema.js';
import { compareCurves } from './curves.js';
import { compareEnds } from './ends.js';
import { refuseOtherOrders } from './orders.js';
import { compareSeconds, refuseDifferentMachines } from './times.js';
import {
  type Check,
  type CheckedRun,
  type Finding,
  note,
  regression,
  type Tolerances,
  type Verdict,
  type VersionChange,
} from './verdict.js';

/**
 * Checks that no run of a baseline is missing or worse in a candidate. Runs are matched by id.
 * @throws UserError if the baseline is empty, runs were made in another order of rows, or times of different machines
 * would be compared
 */
export function checkRuns(
  baseline: StoredRun<CheckedRun>[],
  candidates: StoredRun<CheckedRun>[],
  tolerances: Tolerances,
): Check {
  if (baseline.length === 0) {
    throw new UserError(
      'the baseline has no runs, so there is nothing to check',
      'Name a folder with results of adabatch run',
    );
  }
  refuseOtherOrders(baseline, candidates);
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate.run]));
  const pairs = baseline.flatMap(({ id, run: old }) => {
    const run = byId.get(id);
    return run ? [{ old, run }] : [];
  });
  if (tolerances.time !== undefined && !tolerances.differentMachines) refuseDifferentMachines(pairs);
  const known = new Set(baseline.map(({ id }) => id));
  const verdicts = [
    ...baseline.map((stored) => judge(stored, byId.get(stored.id), tolerances)),
    ...candidates.filter(({ id }) => !known.has(id)).map(unknown),
  ];
  const passed = verdicts.every(({ verdict }) => verdict !== 'failed' && verdict !== 'missing');
  return { verdicts, passed, versions: versionChanges(pairs), candidates };
}

function unknown({ id, name }: StoredRun<CheckedRun>): Verdict {
  return { id, name, verdict: 'new', findings: [note('run', 'is not in the baseline')], points: 0 };
}

function judge({ id, name, run: old }: StoredRun<CheckedRun>, run: CheckedRun | undefined, given: Tolerances): Verdict {
  if (!run)
    return { id, name, verdict: 'missing', findings: [regression('run', 'is not in the candidate')], points: 0 };
  const repetitions = repetitionsOf(old);
  const tolerances = repetitions ? tolerancesOfRepetitions(repetitions, given) : given;
  const { points, findings: ofCurve } = compareCurves(old, run, tolerances);
  const findings = [...compareEnds(old, run), ...ofCurve, ...compareSeconds(old, run, tolerances.time)];
  return { id, name, verdict: verdictOn(findings, tolerances), findings, points };
}

/** The relative loss tolerance for a run that is not deterministic, and the tolerance in ranges of its repetitions. */
const REPETITIONS_TOLERANCE = 0.01;
const RANGES_OFF = 3;

/** The tolerances for a run that is not deterministic. The range is absolute, not relative: losses may end at 0. */
function tolerancesOfRepetitions({ finalTrainLosses }: Repetitions, given: Tolerances): Tolerances {
  const losses = finalTrainLosses.filter((loss) => loss !== null);
  const range = losses.length > 0 ? max(losses) - min(losses) : 0;
  const [loss, absolute] = [Math.max(given.loss, REPETITIONS_TOLERANCE), Math.max(given.absolute, RANGES_OFF * range)];
  return { ...given, exact: false, loss, absolute };
}

function verdictOn(findings: Finding[], { exact }: Tolerances): Verdict['verdict'] {
  if (findings.length === 0) return 'ok';
  return exact || findings.some(({ kind }) => kind === 'regression') ? 'failed' : 'note';
}

/** The versions that made the compared runs, where they differ. */
function versionChanges(pairs: { old: CheckedRun; run: CheckedRun }[]): VersionChange[] {
  const changes = pairs.map(({ old, run }) => {
    return { baseline: old.environment.adabatch, candidate: run.environment.adabatch };
  });
  const differing = changes.filter(({ baseline, candidate }) => baseline !== candidate);
  const groups = [...groupBy(differing, (change) => JSON.stringify(change)).values()];
  return groups.map((group) => ({ ...(group[0] as (typeof group)[number]), runs: group.length }));
}
