import { greatestOf } from '../../../util/extremes.js';
import { along, type Block, type Figure, isDrawable, type Line, type Panel, valueAt } from '../figure.js';
import { spreadLabels } from '../labels.js';
import { type Paint, type ThemeName, themes } from '../looks.js';
import { endOf, endsMissed, type LineEnd, noteOf, piecesOf } from '../pieces.js';
import { FONT_SIZE } from './config.js';
import type { Layout } from './layout.js';

/** A row of the data of a specification; `kind` says which mark takes it. */
export interface Value {
  kind:
    | 'point'
    | 'edge'
    | 'single'
    | 'cross'
    | 'note'
    | 'target'
    | 'ideal'
    | 'label'
    | 'missed'
    | 'missed label'
    | 'missed title'
    | 'beyond';
  block: string;
  panel: string;
  line?: string;
  /** Of a line that leaves the picture and comes back, each part is drawn by itself. */
  piece?: string;
  x?: number;
  y?: number;
  low?: number;
  high?: number;
  x2?: number;
  y2?: number;
  text?: string;
  colour?: string;
}

/** What the values of a panel depend on beside its lines. */
export interface Scene {
  figure: Figure;
  layout: Layout;
  theme: ThemeName;
  paints: ReadonlyMap<string, Paint>;
}

/** Labels that lie closer than this share one, where there are many. */
const SHARED_PIXELS = 4;
const MANY_LINES = 5;

/** The data of a block. */
export function valuesOf({ title: block, panels }: Block, scene: Scene): Value[] {
  const { missed } = scene.figure;
  const notes = panels.map((panel) => noteOf(panel, scene.figure));
  // Vega puts the title of a panel above all of it, so that panels without a note get an empty one.
  const hasNote = notes.some((note) => note !== '');
  return panels.flatMap((panel, position) => {
    const around: Bare[] = [
      ...(hasNote ? [{ kind: 'note' as const, text: notes[position] || ' ' }] : []),
      ...(missed && position === 0 ? [{ kind: 'missed title' as const, text: missed }] : []),
    ];
    return [...valuesIn(panel, scene), ...around].map((value) => ({ ...value, block, panel: panel.title }));
  });
}

function valuesIn({ lines }: Panel, scene: Scene): Bare[] {
  const ordered = lines.toSorted((one, other) => depthOf(one, scene) - depthOf(other, scene));
  const own = ordered.flatMap((line) => [...pointsOf(line, scene), ...beyondOf(line, scene)]);
  const around = scene.figure.marks === 'curves' ? [...crossesOf(lines, scene), ...targetOf(scene)] : idealOf(scene);
  return [...own, ...lines.flatMap(missedOf), ...around, ...labelsOf(lines, scene)];
}

/** What is drawn later lies on top: dashed lines, through which others are seen, then what is more important. */
export function depthOf({ name }: { name: string }, { figure, paints }: Scene): number {
  const place = figure.names.findIndex((known) => known.name === name);
  const isDashed = (paints.get(name)?.dash.length ?? 0) > 0;
  return (isDashed ? figure.names.length : 0) - place;
}

type Bare = Omit<Value, 'block' | 'panel'>;

function pointsOf(line: Line, { figure: { x, y, marks } }: Scene): Bare[] {
  const pieces = piecesOf(line, x, y);
  return pieces.flatMap(({ points, edges }, position): Bare[] => {
    const own = { line: line.name, piece: `${line.name}/${position}` };
    const measured = points.map((point): Bare => ({ kind: 'point', ...own, ...point }));
    const cut = edges.map((edge): Bare => ({ kind: 'edge', ...own, ...edge }));
    // A line through one point has no length.
    const isDot = marks === 'curves' && points.length === 1 && edges.length === 0;
    return [...measured, ...cut, ...(isDot ? points.map((point): Bare => ({ kind: 'single', ...own, ...point })) : [])];
  });
}

/** From a value to a missed one beside it, a line to the edge: what is beyond is not known. */
function beyondOf({ name, points, missed }: Line, { figure: { y } }: Scene): Bare[] {
  const [, edge] = y.domain;
  const all = [...points.map(({ x, y }) => ({ x, y })), ...missed.map((x) => ({ x, y: null }))];
  all.sort((one, other) => one.x - other.x);
  return all.slice(1).flatMap((next, position): Bare[] => {
    const before = all[position]!;
    if ((before.y === null) === (next.y === null)) return [];
    return [{ kind: 'beyond', line: name, x: before.x, y: before.y ?? edge, x2: next.x, y2: next.y ?? edge }];
  });
}

function missedOf(line: Line): Bare[] {
  const { name, missed } = line;
  const triangles = missed.map((x): Bare => ({ kind: 'missed', line: name, x }));
  return endsMissed(line)
    ? [...triangles, { kind: 'missed label', line: name, x: greatestOf(missed), text: name }]
    : triangles;
}

function endsOf(lines: readonly Line[], { figure: { x, y } }: Scene): LineEnd[] {
  return lines.flatMap((line) => endOf(line, x, y) ?? []);
}

/** Crosses where lines diverged. */
function crossesOf(lines: readonly Line[], scene: Scene): Bare[] {
  const ends = endsOf(lines, scene).filter(({ fate }) => fate === 'diverged');
  return ends.map(({ name, x, y }): Bare => ({ kind: 'cross', line: name, x, y }));
}

/** The target, if it is in sight. */
function targetIn({ y, target }: Figure): number | undefined {
  const isShown = target !== null && isDrawable(y, target) && target >= y.domain[0] && target <= y.domain[1];
  return isShown ? target : undefined;
}

function targetOf({ figure }: Scene): Bare[] {
  const target = targetIn(figure);
  return target === undefined ? [] : [{ kind: 'target', y: target }];
}

/** Twice the workers, twice as fast. */
function idealOf({ figure: { x, hasIdeal } }: Scene): Bare[] {
  return hasIdeal ? x.domain.map((workers): Bare => ({ kind: 'ideal', x: workers, y: workers })) : [];
}

/** A name at the end of a line, before labels are moved apart. */
interface Label {
  x: number;
  y: number;
  text: string;
  colour: string;
}

function labelsOf(lines: readonly Line[], scene: Scene): Bare[] {
  const { figure, layout, theme } = scene;
  const { soft } = themes[theme];
  const labels = layout.names === 'at ends' ? namesAtEnds(lines, scene) : [];
  const target = targetIn(figure);
  if (target !== undefined) labels.push({ x: figure.x.domain[1], y: target, text: 'target', colour: soft });
  if (figure.hasIdeal) labels.push({ x: figure.x.domain[1], y: figure.x.domain[1], text: 'ideal', colour: soft });
  const top = figure.nameTitle && layout.names === 'at ends' ? 18 : layout.missing.length > 0 ? 6 : 2;
  const gap = FONT_SIZE + (figure.marks === 'curves' ? 1 : 2);
  const pixels = labels.map(({ y }) => layout.height * (1 - along(figure.y, y)));
  const places = spreadLabels(pixels, gap, [top, layout.height - FONT_SIZE / 2]);
  return labels.map((label, position) => {
    const y2 = valueAt(figure.y, 1 - places[position]! / layout.height);
    return { kind: 'label', ...label, y2 };
  });
}

function namesAtEnds(lines: readonly Line[], scene: Scene): Label[] {
  const { figure, layout, paints } = scene;
  const isNamed = ({ fate }: LineEnd) => fate === 'there' || fate === 'below';
  const named = lines.filter((line) => !endsMissed(line));
  const order = (name: string) => figure.names.findIndex((known) => known.name === name);
  return together(endsOf(named, scene).filter(isNamed), figure, layout).map((group) => {
    const middle = group[group.length >> 1] as LineEnd;
    const names = group.map(({ name }) => name).sort((one, other) => order(one) - order(other));
    const colour = paints.get(names[names.length >> 1] as string)?.text ?? '';
    return { x: greatestOf(group.map(({ x }) => x)), y: middle.y, text: textOf(names, figure), colour };
  });
}

/** Ends so close that labels of their own would stray. */
function together(ends: readonly LineEnd[], { names, y, nameTitle }: Figure, { height }: Layout): LineEnd[][] {
  const pixel = (end: LineEnd) => height * along(y, end.y);
  const groups: LineEnd[][] = [];
  for (const end of ends.toSorted((one, other) => pixel(one) - pixel(other))) {
    const last = groups.at(-1);
    const isClose = last !== undefined && pixel(end) - pixel(last.at(-1) as LineEnd) < SHARED_PIXELS;
    if (isClose && nameTitle && names.length > MANY_LINES) last.push(end);
    else groups.push([end]);
  }
  return groups;
}

/** `1–64` for batches that follow each other, else all of them, if they are few. */
function textOf(names: readonly string[], figure: Figure): string {
  const places = names.map((name) => figure.names.findIndex((known) => known.name === name));
  const isRow = names.length > 2 && (places.at(-1) as number) - (places[0] as number) === names.length - 1;
  if (isRow) return `${names[0]}–${names.at(-1)}`;
  return names.length <= 3 ? names.join(', ') : `${names.length} lines`;
}
