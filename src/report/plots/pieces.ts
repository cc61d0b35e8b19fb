import { type Axis, along, type Figure, isDrawable, type Line, type LinePoint, type Panel, valueAt } from './figure.js';

/** The part of a line that is in sight without a gap. */
export interface Piece {
  points: LinePoint[];
  /** Where it enters or leaves the picture at the top; these were not measured. */
  edges: LinePoint[];
}

/**
 * Cuts a line where it leaves the picture at the top, on a straight line in the picture, and ends it where it has no
 * place on the axis. Values such as 1e206 would become coordinates that renderers fail on.
 */
export function piecesOf({ points }: Line, x: Axis, y: Axis): Piece[] {
  const pieces: Piece[] = [];
  let before: LinePoint | undefined;
  for (const point of points) {
    const isPlaced = isDrawable(y, point.y) && isDrawable(x, point.x);
    if (isPlaced) extend(pieces, before, point, { x, y });
    before = isPlaced ? point : undefined;
  }
  return pieces;
}

/** The axes of a picture. */
interface Axes {
  x: Axis;
  y: Axis;
}

function extend(pieces: Piece[], before: LinePoint | undefined, point: LinePoint, axes: Axes): void {
  const [bottom, top] = axes.y.domain;
  const wasIn = before !== undefined && before.y <= top;
  const isIn = point.y <= top;
  if (isIn && !wasIn) pieces.push({ points: [], edges: before ? [edgeBetween(before, point, axes)] : [] });
  const piece = pieces.at(-1);
  if (isIn) piece?.points.push({ ...point, low: Math.max(bottom, point.low), high: Math.min(top, point.high) });
  else if (before && wasIn) piece?.edges.push(edgeBetween(before, point, axes));
}

/** Where a line between two points crosses the top. */
function edgeBetween(one: LinePoint, other: LinePoint, { x, y }: Axes): LinePoint {
  const [from, to] = [along(y, one.y), along(y, other.y)];
  const share = (1 - from) / (to - from);
  const [left, right] = [along(x, one.x), along(x, other.x)];
  const [, top] = y.domain;
  return { x: valueAt(x, left + (right - left) * share), y: top, low: top, high: top };
}

/** How the end of a line is marked. */
export interface LineEnd {
  name: string;
  x: number;
  y: number;
  fate: 'there' | 'diverged' | 'above' | 'below';
}

/** Where a line ends; undefined if none of it is in sight. */
export function endOf(line: Line, x: Axis, y: Axis): LineEnd | undefined {
  const pieces = piecesOf(line, x, y);
  const last = pieces.at(-1);
  const inSight = [...(last?.points ?? []), ...(last?.edges ?? [])].sort((one, other) => one.x - other.x).at(-1);
  if (!inSight) return undefined;
  return { name: line.name, x: inSight.x, y: inSight.y, fate: line.diverged ? 'diverged' : fateOf(line, y) };
}

function fateOf({ points }: Line, y: Axis): LineEnd['fate'] {
  const end = points.at(-1)?.y ?? Number.NaN;
  if (end > y.domain[1]) return 'above';
  return isDrawable(y, end) ? 'there' : 'below';
}

/** Whether the last value of a line is missed, so that its name is beside the triangles. */
export function endsMissed({ points, missed }: Line): boolean {
  return missed.some((x) => points.every((point) => point.x < x));
}

/** Names the curves of a panel that diverged or end above the picture; empty if there are none. */
export function noteOf({ lines }: Panel, { x, y, marks }: Figure): string {
  if (marks !== 'curves') return '';
  const diverged = lines.filter((line) => line.diverged);
  const above = lines.filter((line) => endOf(line, x, y)?.fate === 'above');
  const named = (mark: string, of: readonly Line[]) =>
    of.length > 0 ? [`${mark}: ${of.map(({ name }) => name).join(', ')}`] : [];
  const below = lines.filter((line) => endOf(line, x, y)?.fate === 'below');
  return [...named('× diverged', diverged), ...named('↑ above', above), ...named('↓ below', below)].join('   ');
}
