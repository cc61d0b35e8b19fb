import { type Baseline, setAgainst } from './baseline.js';
import {
  type ComparedGroup,
  type ComparedRow,
  type ComparedRun,
  objectiveKeys,
  type RowKey,
  rowKeys,
} from './compared.js';
import { findCriticalBatches } from './critical-batch.js';
import { groupBy } from './group-by.js';
import { compare, rowComparator, type SortOrder } from './sorting.js';
import { setSpeedUps } from './speed-up.js';
import { spreadOf } from './spread.js';
import { findTargets, objectiveOf, reach, splitOf, type Target } from './target.js';

/** What a comparison is asked for. */
export interface ComparisonRequest {
  /** The train loss to reach, where it is not to be derived from the runs. */
  target?: number | undefined;
  baseline?: Baseline | undefined;
  /** By default the rows are in the order of rule and batch. */
  sort?: SortOrder | undefined;
}

/** A target, and what it is the target of; the seed is null unless the objective depends on it. */
export type NamedTarget = Target & Pick<ComparedGroup, 'dataset' | 'objective'> & { seed: number | null };

/** Runs beside each other. */
export interface Comparison {
  groups: ComparedGroup[];
  targets: NamedTarget[];
  baseline: Baseline | null;
}

/** Columns of every table. */
const SHOWN_KEYS: RowKey[] = ['algorithm', 'rule', 'batch', 'stepSize'];

/**
 * Sets runs beside each other: medians over seeds, relative to a target that all runs on an objective share.
 * @throws UserError where no run is of the baseline
 */
export function compareRuns(runs: ComparedRun[], { target, baseline, sort }: ComparisonRequest): Comparison {
  const targets = findTargets(runs.filter(isMeasured), target);
  const groups = [...groupBy(runs, groupOf).values()].map((ofGroup) => compareGroup(ofGroup, targets));
  if (baseline) setAgainst(groups, baseline);
  for (const { rows } of groups) rows.sort(rowComparator(sort));
  groups.sort((one, other) => compare(sortingKey(one), sortingKey(other)));
  return { groups, targets: nameTargets(runs, targets), baseline: baseline ?? null };
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
  const { loss, l2, bias, positive, test } = configuration;
  return { dataset: { name: dataset.name, sha256: dataset.sha256 }, objective: { loss, l2, bias, positive, test } };
}

function compareGroup(runs: ComparedRun[], targets: Map<string, Target>): ComparedGroup {
  const [first] = runs as [ComparedRun, ...ComparedRun[]];
  const rows = [...groupBy(runs, (run) => JSON.stringify(keysOf(run))).values()].map((ofRow) => rowOf(ofRow, targets));
  rows.sort(rowComparator());
  const varying = rowKeys.filter((key) => !SHOWN_KEYS.includes(key) && differIn(rows, key));
  setSpeedUps(rows);
  const criticalBatches = findCriticalBatches(rows, varying);
  return { ...objectiveIn(first), algorithm: first.configuration.algorithm, varying, rows, criticalBatches };
}

function differIn(rows: ComparedRow[], key: RowKey): boolean {
  const values = new Set(rows.map(({ keys }) => keys[key]));
  // Blocks go with the execution, which has a column of its own.
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
  const reached = measured.map((run) => reach(run, targets.get(objectiveOf(run))?.loss ?? null));
  return {
    keys: keysOf(first),
    seeds: measured.length,
    statuses: countStatuses(runs),
    contended: measured.some(({ environment }) => environment.contended),
    stepSize: spreadOf(runs.map(({ configuration }) => configuration.stepSize)),
    finalLoss: spreadOf(measured.map(finalLoss)),
    epochsToTarget: spreadOf(reached.map(({ epochs }) => epochs)),
    secondsToTarget: spreadOf(reached.map(({ seconds }) => seconds)),
    epochSeconds: spreadOf(measured.flatMap(epochSeconds)),
    speedUp: null,
    epochsRatio: null,
    baselineRatio: null,
  };
}

/** An interrupted run is in no figure. */
function isMeasured({ status }: ComparedRun): boolean {
  return status !== 'interrupted';
}

function countStatuses(runs: ComparedRun[]): ComparedRow['statuses'] {
  const counts = [...groupBy(runs, ({ status }) => status)].map(([status, { length }]) => [status, length]);
  return Object.fromEntries(counts);
}

/** None where no epoch was timed. */
function epochSeconds({ curve }: ComparedRun): number[] {
  const { epoch, seconds } = curve.at(-1) as ComparedRun['curve'][number];
  return epoch > 0 && seconds > 0 ? [seconds / epoch] : [];
}

/** Whatever the last point of a run that diverged says, it ended nowhere. */
function finalLoss({ curve, status }: ComparedRun): number {
  const loss = status === 'diverged' ? null : curve.at(-1)?.trainLoss;
  return loss ?? Number.POSITIVE_INFINITY;
}
