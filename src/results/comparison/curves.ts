import { greatestOf } from '../../util/extremes.js';
import { shown, visible } from '../../util/visible.js';
import { readRuns } from '../read.js';
import type { Configuration, Point } from '../schema.js';
import { type ComparisonRequest, compareKeepingRuns, type NamedTarget } from './compare.js';
import { type ComparedGroup, type ComparedRow, type ComparedRun, comparedRun } from './rows.js';
import { type Spread, spreadOf } from './spread.js';

/** What a curve can show, of which every point has a value or none. */
export const measures = ['trainLoss', 'testLoss', 'suboptimality', 'trainError', 'testError'] as const;
/** One of these. */
export type Measure = (typeof measures)[number];

/** What a curve can be drawn against. */
export const costs = ['epoch', 'passes', 'updates', 'seconds'] as const;
/** One of these. */
export type Cost = (typeof costs)[number];

/** A point of the curve of a row: the median cost, and the median and range of each measure, over its seeds. */
type CurvePoint = Record<Cost, number> & Record<Measure, Spread | null>;

/** A run with all of its curve. */
export type DrawnRun = ComparedRun & { curve: Point[] };

/**
 * Reads runs with their curves, as `readRuns` does. Their texts are made visible here, since pictures show them, and
 * curves have many points and no text.
 * @throws UserError as `readRuns` does
 */
export async function readDrawn(paths: string[], note: (text: string) => void): Promise<DrawnRun[]> {
  const stored = await readRuns(
    paths,
    (run) => ({ ...shown(comparedRun({ ...run, curve: [] })), curve: run.curve }),
    note,
  );
  return stored.map(({ run, name }) => ({ ...run, name: visible(name) }));
}

/** A row of a comparison with its curve. */
export interface DrawnRow extends ComparedRow {
  /** Empty if all of its runs were interrupted. */
  curve: CurvePoint[];
  /** The configuration of one of its runs. */
  configuration: Configuration;
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
    const ofRow = runsOf.get(row) as [DrawnRun, ...DrawnRun[]];
    const measured = ofRow.filter(({ status }) => status !== 'interrupted');
    return { ...row, curve: medianCurve(measured), configuration: ofRow[0].configuration };
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
