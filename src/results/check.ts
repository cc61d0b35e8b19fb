import { UserError } from '../errors.js';
import { compareCurves } from './check-curves.js';
import { refuseOtherOrders } from './check-orders.js';
import {
  type Check,
  type CheckedRun,
  type Finding,
  improvement,
  note,
  regression,
  type Tolerances,
  type Verdict,
} from './checked.js';
import type { StoredRun } from './read.js';
import type { Run, Status } from './schema.js';

/**
 * Checks that no run of a baseline is missing or worse in a candidate. Runs are matched by id.
 * @throws UserError where the baseline is empty, runs were made in another order of rows, or times of different machines
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
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const pairs = baseline.map((old) => ({ old, candidate: byId.get(old.id) }));
  if (tolerances.time !== undefined && !tolerances.differentMachines) refuseDifferentMachines(pairs);
  const known = new Set(baseline.map(({ id }) => id));
  const verdicts = [
    ...pairs.map(({ old, candidate }) => (candidate ? judge(old, candidate, tolerances) : missing(old))),
    ...candidates.filter(({ id }) => !known.has(id)).map(unknown),
  ];
  const passed = verdicts.every(({ verdict }) => verdict !== 'failed' && verdict !== 'missing');
  return { verdicts, passed, candidates };
}

function missing({ id, name }: StoredRun<CheckedRun>): Verdict {
  return { id, name, verdict: 'missing', findings: [regression('run', 'is not in the candidate')], points: 0 };
}

function unknown({ id, name }: StoredRun<CheckedRun>): Verdict {
  return { id, name, verdict: 'new', findings: [note('run', 'is not in the baseline')], points: 0 };
}

function judge(
  { id, name, run: old }: StoredRun<CheckedRun>,
  { run }: StoredRun<CheckedRun>,
  given: Tolerances,
): Verdict {
  const tolerances = old.race ? tolerancesOfRace(old.race, given) : given;
  const { points, findings: ofCurve } = compareCurves(old, run, tolerances);
  const findings = [...compareStatus(old.status, run.status), ...ofCurve, ...compareSeconds(old, run, tolerances)];
  return { id, name, verdict: verdictOn(findings, tolerances), findings, points };
}

/** How far a run that is not deterministic may be off anyway, and how many times the range of its repetitions. */
const RACE_TOLERANCE = 0.01;
const RANGES_OFF = 3;

/** What is let pass of a run that is not deterministic. */
function tolerancesOfRace({ finalTrainLosses }: NonNullable<CheckedRun['race']>, given: Tolerances): Tolerances {
  const losses = finalTrainLosses.filter((loss) => loss !== null);
  const range = losses.length > 0 ? (Math.max(...losses) - Math.min(...losses)) / Math.abs(losses[0] as number) : 0;
  return { ...given, exact: false, loss: Math.max(given.loss, RACE_TOLERANCE, RANGES_OFF * range) };
}

function verdictOn(findings: Finding[], { exact }: Tolerances): Verdict['verdict'] {
  if (findings.length === 0) return 'ok';
  return exact || findings.some(({ kind }) => kind === 'regression') ? 'failed' : 'note';
}

/** How bad the end of a run is. */
const BADNESS: Record<Status, number> = {
  completed: 0,
  'target-reached': 0,
  'time-limit': 0,
  interrupted: 1,
  diverged: 2,
};

function compareStatus(old: Status, status: Status): Finding[] {
  if (old === status) return [];
  const text = `${old} → ${status}`;
  const change = BADNESS[status] - BADNESS[old];
  if (change > 0) return [regression('status', text)];
  return [change < 0 ? improvement('status', text) : note('status', text)];
}

/** Only of runs that ended well: the seconds of others are of less work. */
function compareSeconds(old: CheckedRun, run: CheckedRun, { time }: Tolerances): Finding[] {
  if (time === undefined || BADNESS[old.status] > 0 || BADNESS[run.status] > 0) return [];
  const [before, after] = [old.summary.seconds, run.summary.seconds];
  if (after <= before * (1 + time)) return [];
  const more = before > 0 ? ` (${Math.round((after / before - 1) * 100)} % more)` : '';
  return [regression('seconds', `${before} → ${after}${more}`, { baseline: before, candidate: after })];
}

type Pair = { old: StoredRun<CheckedRun>; candidate: StoredRun<CheckedRun> | undefined };
type Environment = Run['environment'];

const MACHINE: { noun: string; value: (environment: Environment) => string }[] = [
  { noun: 'CPU', value: ({ cpu }) => cpu },
  { noun: 'Node', value: ({ node }) => node },
  { noun: 'other runs beside it', value: ({ contended }) => (contended ? 'yes' : 'no') },
];

function refuseDifferentMachines(pairs: Pair[]): void {
  const differences = pairs.flatMap(({ old, candidate }) =>
    candidate ? machineDifferences(old.run.environment, candidate.run.environment) : [],
  );
  if (differences.length === 0) return;
  throw new UserError(
    `--time-tolerance: the seconds do not compare: ${[...new Set(differences)].join('; ')}`,
    'Run both on one machine, one run at a time, or give --allow-different-machines',
  );
}

function machineDifferences(old: Environment, environment: Environment): string[] {
  const differing = MACHINE.filter(({ value }) => value(old) !== value(environment));
  return differing.map(({ noun, value }) => `${noun} ${value(old)} → ${value(environment)}`);
}
