import type { CurvePoint, Drawing, DrawnGroup, DrawnRow } from '../../results/comparison/curves.js';
import { costs, type Measure, measures } from '../../results/comparison/measures.js';
import type { Spread } from '../../results/comparison/spread.js';

// A drawing as the JSON of a page: curves in columns with fewer digits and points, as pictures need no more.

/** More digits than a picture shows. */
const DIGITS = 5;
/** More points than a picture shows. */
const MOST_POINTS = 90;
/** JSON has no infinity. No object of a drawing has this key. */
const INFINITE = '∞';

/** The median of each point, and the least and the greatest value unless all are the same. */
type PackedSpreads = [(number | null)[]] | [(number | null)[], (number | null)[], (number | null)[]];
/** The columns of a curve; a measure that no point has is left out. */
type PackedCurve = Record<(typeof costs)[number], number[]> & Partial<Record<Measure, PackedSpreads>>;
type PackedRow = Omit<DrawnRow, 'curve'> & { curve: PackedCurve };
type PackedDrawing = Omit<Drawing, 'groups'> & { groups: (Omit<DrawnGroup, 'rows'> & { rows: PackedRow[] })[] };

/** Packs a drawing without the names and configurations of runs, at which no picture looks. */
export function pack({ groups, targets }: Drawing): string {
  const packed: PackedDrawing = {
    groups: groups.map((group) => ({ ...group, rows: group.rows.map(packRow) })),
    targets,
  };
  return JSON.stringify(packed, (_, value) => (value === Number.POSITIVE_INFINITY ? { [INFINITE]: 1 } : value));
}

/** The drawing that was packed. */
export function unpack(text: string): Drawing {
  const packed: PackedDrawing = JSON.parse(text, (_, value) => (isInfinite(value) ? Number.POSITIVE_INFINITY : value));
  return {
    groups: packed.groups.map((group) => ({ ...group, rows: group.rows.map(unpackRow) })),
    targets: packed.targets,
  };
}

function isInfinite(value: unknown): boolean {
  return typeof value === 'object' && value !== null && INFINITE in value;
}

function packRow({ curve, ...row }: DrawnRow): PackedRow {
  const points = thinned(curve);
  const ofCosts = costs.map((cost) => [cost, points.map((point) => short(point[cost]))]);
  const ofMeasures = measures
    .filter((measure) => points.some((point) => point[measure]))
    .map((measure) => [measure, packSpreads(points.map((point) => point[measure]))]);
  return { ...row, runs: [], configurations: [], curve: Object.fromEntries([...ofCosts, ...ofMeasures]) };
}

function unpackRow({ curve, ...row }: PackedRow): DrawnRow {
  const points = curve.epoch.map((_, position): CurvePoint => {
    const ofCosts = costs.map((cost) => [cost, curve[cost][position]]);
    const ofMeasures = measures.map((measure) => [measure, spreadAt(curve[measure], position)]);
    return Object.fromEntries([...ofCosts, ...ofMeasures]);
  });
  return { ...row, curve: points };
}

/** The first and the last point and some between, closer at the start, where curves bend and log axes have most room. */
function thinned(curve: readonly CurvePoint[]): CurvePoint[] {
  const more = curve.length - MOST_POINTS;
  if (more <= 0) return [...curve];
  const last = MOST_POINTS - 1;
  return Array.from({ length: MOST_POINTS }, (_, place) => {
    return curve[place + Math.round(more * (place / last) ** 2)] as CurvePoint;
  });
}

function packSpreads(spreads: readonly (Spread | null)[]): PackedSpreads {
  const column = (part: keyof Spread) => spreads.map((spread) => spread && short(spread[part]));
  const isOne = spreads.every((spread) => spread === null || spread.min === spread.max);
  return isOne ? [column('median')] : [column('median'), column('min'), column('max')];
}

function spreadAt(packed: PackedSpreads | undefined, position: number): Spread | null {
  if (!packed) return null;
  const [medians, mins = medians, maxs = medians] = packed;
  const [median, min, max] = [medians[position], mins[position], maxs[position]];
  return typeof median === 'number' && typeof min === 'number' && typeof max === 'number' ? { median, min, max } : null;
}

function short(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
