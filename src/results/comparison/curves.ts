import { UserError } from '../../util/errors.js';
import { greatestOf } from '../../util/extremes.js';
import { shown, visible } from '../../util/visible.js';
import { readRuns } from '../read.js';
import type { Configuration, Point, Run } from '../schema.js';
import { type ComparisonRequest, compareKeepingRuns, type NamedTarget } from './compare.js';
import { type Cost, costs, type Measure, measures } from './measures.js';
import { type ComparedGroup, type ComparedRow, type ComparedRun, comparedRun } from './rows.js';
import { type Spread, spreadOf } from './spread.js';

/** A point of the curve of a row: the median cost, and the median and range of each measure, over its seeds. */
export type CurvePoint = Record<Cost, number> & Record<Measure, Spread | null>;

/** A run with all of its curve. */
export type DrawnRun = Omit<ComparedRun, 'curve'> & { curve: Point[] };

/** A run as pictures take it, its texts made visible, since they show these; curves have many points and no text. */
export function drawnRun(run: Run, name: string): DrawnRun {
  return { ...shown({ ...comparedRun({ ...run, curve: [] }), name }), curve: run.curve };
}

/**
 * Reads runs with their curves, as `readRuns` does.
 * @throws UserError if there are none, or as `readRuns` does
 */
export async function readDrawn(paths: string[], note: (text: string) => void): Promise<DrawnRun[]> {
  const stored = await readRuns(paths, (run) => drawnRun(run, ''), note);
  if (stored.length === 0) {
    throw new UserError(`there are no runs in ${paths.join(', ')}`, 'adabatch run saves its result in results');
  }
  return stored.map(({ run, name }) => ({ ...run, name: visible(name) }));
}

/** A row of a comparison with its curve. */
export interface DrawnRow extends ComparedRow {
  /** Empty if all of its runs were interrupted. */
  curve: CurvePoint[];
  /** Those of its runs, which differ in the seed, and in a step size that was not given. */
  configurations: Configuration[];
}

/** A group of a comparison, with curves. */
export interface DrawnGroup extends ComparedGroup {
  rows: DrawnRow[];
}

/** What pictures are drawn of: a comparison with curves, so that pictures and tables have the same figures. */
export interface Drawing {
  groups: DrawnGroup[];
  targets: NamedTarget[];
}

/** Compares runs, and adds the curve of each row. */
export function drawRuns(runs: DrawnRun[], request: ComparisonRequest): Drawing {
  const { comparison, runsOf } = compareKeepingRuns(runs, request);
  const drawn = (row: ComparedRow): DrawnRow => {
    const ofRow = runsOf.get(row) as DrawnRun[];
    const measured = ofRow.filter(({ status }) => status !== 'interrupted');
    return { ...row, curve: medianCurve(measured), configurations: ofRow.map(({ configuration }) => configuration) };
  };
  const groups = comparison.groups.map((group) => ({ ...group, rows: group.rows.map(drawn) }));
  return { groups, targets: comparison.targets };
}

/**
 * The curve of runs that differ only in the seed, point by point. It ends where fewer than half of the runs go on; a
 * diverged run counts as one whose losses are infinite from there on.
 */
export function medianCurve(runs: readonly Pick<DrawnRun, 'curve' | 'status'>[]): CurvePoint[] {
  const longest = greatestOf([0, ...runs.map(({ curve }) => curve.length)]);
  const points: CurvePoint[] = [];
  for (let position = 0; position < longest; position++) {
    const present = runs.flatMap(({ curve }) => curve[position] ?? []);
    if (2 * present.length < runs.length) break;
    const diverged = runs.filter(({ curve, status }) => position >= curve.length && status === 'diverged').length;
    points.push(pointOf(present, diverged));
  }
  return points;
}

function pointOf(present: Point[], diverged: number): CurvePoint {
  const median = (cost: Cost) => spreadOf(present.map((point) => point[cost]))?.median ?? 0;
  const atCosts = costs.map((cost) => [cost, median(cost)]);
  const ofMeasures = measures.map((measure) => [measure, spreadAt(present, measure, diverged)]);
  return Object.fromEntries([...atCosts, ...ofMeasures]);
}

/** Null where no run has the measure; infinite where it is no longer finite in half of them. */
function spreadAt(present: Point[], measure: Measure, diverged: number): Spread | null {
  const values = present.flatMap((point) => point[measure] ?? []);
  if (values.length === 0) return null;
  const lost = present.length - values.length + diverged;
  return spreadOf([...values, ...Array<number>(lost).fill(Number.POSITIVE_INFINITY)]);
}
