import { groupBy } from '../../util/group-by.js';
import { type Baseline, setAgainst } from './baseline.js';
import { bestSteps } from './best-steps.js';
import { findCriticalBatches, isSeparated } from './critical-batch.js';
import { type ComparedGroup, type ComparedRow, type ComparedRun, objectiveKeys, type RowKey, rowKeys } from './rows.js';
import { compare, rowComparator, type SortOrder } from './sorting.js';
import { setSpeedUps } from './speed-up.js';
import { spreadOf } from './spread.js';
import { stepSizeKind } from './step-size-kind.js';
import { finalLoss, findTargets, objectiveOf, reachTarget, splitOf, type Target } from './target.js';

/** The options of a comparison. */
export interface ComparisonRequest {
  /** The train loss to reach, if it is not to be derived from the runs. */
  target?: number | undefined;
  /** The suboptimality to reach, in place of a train loss. */
  targetSuboptimality?: number | undefined;
  baseline?: Baseline | undefined;
  /** The order of the rows; by default by rule and batch. */
  sort?: SortOrder | undefined;
}

/** A target and the dataset and objective it applies to; the seed is null unless the objective depends on it. */
export type NamedTarget = Target & Pick<ComparedGroup, 'dataset' | 'objective'> & { seed: number | null };

/** Runs compared side by side. */
export interface Comparison {
  groups: ComparedGroup[];
  targets: NamedTarget[];
  baseline: Baseline | null;
}

/** The columns that every table has. */
const SHOWN_KEYS: RowKey[] = ['algorithm', 'rule', 'batch', 'stepSize'];

/** A comparison, and the runs of each of its rows. */
export interface ComparisonOfRuns<Kept extends ComparedRun> {
  comparison: Comparison;
  runsOf: ReadonlyMap<ComparedRow, Kept[]>;
}

/**
 * Compares runs side by side: medians over seeds, relative to a target that all runs on an objective share.
 * @throws UserError if no run matches the baseline
 */
export function compareRuns(runs: ComparedRun[], request: ComparisonRequest): Comparison {
  return compareKeepingRuns(runs, request).comparison;
}

/**
 * Compares runs as `compareRuns` does, and says which runs are behind a row.
 * @throws UserError if no run matches the baseline
 */
export function compareKeepingRuns<Kept extends ComparedRun>(
  runs: Kept[],
  request: ComparisonRequest,
): ComparisonOfRuns<Kept> {
  const { target, targetSuboptimality, baseline, sort } = request;
  const targets = findTargets(runs.filter(isMeasured), { loss: target, suboptimality: targetSuboptimality });
  const all = [...groupBy(runs, groupOf).values()].map((ofGroup) => groupRows(ofGroup, targets));
  if (baseline) setAgainst(all, baseline);
  const isGiven = target !== undefined || targetSuboptimality !== undefined;
  const compared = all.map((group) => compareGroup(group, isGiven));
  const groups = compared.map(({ group }) => group);
  const runsOf = new Map(compared.flatMap((one) => [...one.runsOf]));
  for (const { rows } of groups) rows.sort(rowComparator(sort));
  groups.sort((one, other) => compare(sortingKey(one), sortingKey(other)));
  return { comparison: { groups, targets: nameTargets(runs, targets), baseline: baseline ?? null }, runsOf };
}

function groupOf({ dataset, configuration }: ComparedRun): string {
  const keys = [...objectiveKeys.map((key) => configuration[key]), configuration.algorithm];
  return JSON.stringify([dataset.sha256, ...keys]);
}

function sortingKey({ dataset, objective, algorithm }: ComparedGroup): string {
  return JSON.stringify([dataset.name, dataset.sha256, objective, algorithm]);
}

function nameTargets(runs: ComparedRun[], targets: Map<string, Target>): NamedTarget[] {
  const named = [...groupBy(runs, objectiveOf)].flatMap(([objective, [run]]) => {
    const target = targets.get(objective);
    if (!run || !target) return [];
    return [{ ...target, ...objectiveIn(run), seed: splitOf(run.configuration)?.seed ?? null }];
  });
  const sorting = ({ dataset, objective }: NamedTarget) => JSON.stringify([dataset, objective]);
  return named.sort((one, other) => compare(sorting(one), sorting(other)) || (one.seed ?? 0) - (other.seed ?? 0));
}

function objectiveIn({ dataset, configuration }: ComparedRun): Pick<ComparedGroup, 'dataset' | 'objective'> {
  const { loss, l2, bias, positive, test, scale } = configuration;
  const objective = { loss, l2, bias, positive, test, ...(scale && { scale }) };
  return { dataset: { name: dataset.name, sha256: dataset.sha256 }, objective };
}

/** All rows of a group, with the runs of each. */
interface GroupRows<Kept extends ComparedRun>
  extends Pick<ComparedGroup, 'dataset' | 'objective' | 'algorithm' | 'rows'> {
  runsByKeys: Map<string, Kept[]>;
}

function groupRows<Kept extends ComparedRun>(runs: Kept[], targets: Map<string, Target>): GroupRows<Kept> {
  const [first] = runs as [Kept, ...Kept[]];
  const runsByKeys = groupBy(runs, (run) => JSON.stringify(keysOf(run)));
  const rows = [...runsByKeys.values()].map((ofRow) => rowOf(ofRow, targets));
  return { ...objectiveIn(first), algorithm: first.configuration.algorithm, rows, runsByKeys };
}

function compareGroup<Kept extends ComparedRun>(
  { runsByKeys, rows: all, ...group }: GroupRows<Kept>,
  isGiven: boolean,
): { group: ComparedGroup; runsOf: ReadonlyMap<ComparedRow, Kept[]> } {
  const rows = bestSteps(all, isGiven).sort(rowComparator());
  const varying = rowKeys.filter((key) => !SHOWN_KEYS.includes(key) && differIn(rows, key));
  setSpeedUps(rows);
  const runsOf = new Map(rows.map((row) => [row, runsByKeys.get(JSON.stringify(row.keys)) ?? []]));
  const criticalBatches = findCriticalBatches(runsOf, varying);
  const separated = criticalBatches.some(isSeparated);
  return { group: { ...group, varying, rows, criticalBatches, separated }, runsOf };
}

function differIn(rows: ComparedRow[], key: RowKey): boolean {
  const values = new Set<unknown>(rows.map(({ keys }) => (key === 'stepSizeFrom' ? stepSizeKind(keys) : keys[key])));
  // Blocks follow the execution, which has its own column.
  if (key === 'blocks') values.delete(null);
  return values.size > 1;
}

function keysOf({ configuration }: ComparedRun): ComparedRow['keys'] {
  const stepSize = configuration.stepSizeFrom === 'given' ? configuration.stepSize : null;
  const keys = rowKeys.map((key) => [key, key === 'stepSize' ? stepSize : (configuration[key] ?? null)]);
  return Object.fromEntries(keys) as ComparedRow['keys'];
}

function rowOf(runs: ComparedRun[], targets: Map<string, Target>): ComparedRow {
  const [first] = runs as [ComparedRun, ...ComparedRun[]];
  const measured = runs.filter(isMeasured);
  const reached = measured.map((run) => reachTarget(run, targets.get(objectiveOf(run))));
  const ends = measured.map(({ curve }) => curve.at(-1) as ComparedRun['curve'][number]);
  return {
    keys: keysOf(first),
    seeds: measured.length,
    statuses: countStatuses(runs),
    contended: measured.some(({ environment }) => environment.contended),
    stepSize: spreadOf(runs.map(({ configuration }) => configuration.stepSize)),
    stepsGiven: 1,
    stepAtEdge: runs.some((run) => run.stepAtEdge),
    runs: runs.map(({ name }) => name),
    finalLoss: spreadOf(measured.map(finalLoss)),
    finalSuboptimality: spreadOf(ends.flatMap(({ suboptimality }) => suboptimality ?? [])),
    excess: null,
    epochsToTarget: spreadOf(reached.map(({ epochs }) => epochs)),
    passesToTarget: spreadOf(reached.map(({ passes }) => passes)),
    secondsToTarget: spreadOf(reached.map(({ seconds }) => seconds)),
    seconds: spreadOf(ends.map(({ seconds }) => seconds)),
    epochSeconds: spreadOf(measured.flatMap(epochSeconds)),
    speedUp: null,
    baselineRatio: null,
  };
}

/** Interrupted runs enter no figure. */
function isMeasured({ status }: ComparedRun): boolean {
  return status !== 'interrupted';
}

function countStatuses(runs: ComparedRun[]): ComparedRow['statuses'] {
  const counts = [...groupBy(runs, ({ status }) => status)].map(([status, { length }]) => [status, length]);
  return Object.fromEntries(counts);
}

/** The seconds of an epoch; none if no epoch was timed. */
function epochSeconds({ curve }: ComparedRun): number[] {
  const { epoch, seconds } = curve.at(-1) as ComparedRun['curve'][number];
  return epoch > 0 && seconds > 0 ? [seconds / epoch] : [];
}
