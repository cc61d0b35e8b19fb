// Makes figures of committed findings, so that pictures of long experiments need no runs.
import { max, min } from 'simple-statistics';
import type { Axis, Figure, Line, LinePoint } from '../src/report/plots/figure.js';
import { byImportance } from '../src/report/plots/looks.js';
import type { Finding } from '../src/results/verdicts.js';
import { distinct } from '../src/util/distinct.js';
import { type Row, rowsOf } from './findings.js';

/** What to draw of findings. */
interface Drawn {
  title: string;
  subtitle: string[];
  /** The column of the table that is drawn by batch, that of its error, if any, and the words of the axis. */
  y: { column: string; error?: string; title: string; scale: Axis['scale'] };
  /** The rules with a line, or all. */
  rules?: readonly string[];
  /** A panel for each, by its title. */
  panels: Readonly<Record<string, Finding>>;
}

/** Values above leave a linear picture. */
const MOST_LINEAR = 100;
const MARGIN = 0.08;

/** A figure by batch size, a line a rule, as reproduce draws it of runs. */
export function findingFigure({ title, subtitle, y, rules, panels }: Drawn): Figure {
  const isDrawn = (row: Row) => rules?.includes(String(row.rule)) !== false && typeof row[y.column] === 'number';
  const drawn = Object.entries(panels).map(([name, finding]) => ({ name, rows: rowsOf(finding).filter(isDrawn) }));
  const rows = drawn.flatMap((panel) => panel.rows);
  const names = distinct(rows.map(({ rule }) => String(rule))).sort(byImportance);
  const batches = distinct(rows.map(({ batch }) => Number(batch))).sort((one, other) => one - other);
  const values = rows.map((row) => Number(row[y.column]));
  return {
    ...{ title, subtitle: [...subtitle, ...describeHidden(rows, y)], description: `${title}: a line for each rule.` },
    x: { title: 'batch size', scale: 'doublings', domain: [batches[0]!, batches.at(-1)!], values: batches },
    y: { title: y.title, scale: y.scale, domain: domainOf(values, y.scale), values: null },
    ...{ marks: 'symbols', nameTitle: '', target: null, hasIdeal: false, missed: '' },
    names: names.map((rule) => ({ name: rule, look: { rule, isHogwild: false } })),
    blocks: [
      { title: '', panels: drawn.map((panel) => ({ title: panel.name, lines: linesOf(panel.rows, names, y) })) },
    ],
  };
}

function linesOf(rows: Row[], names: string[], y: Drawn['y']): Line[] {
  return names.map((name) => {
    const own = rows.filter(({ rule }) => rule === name);
    return { name, points: own.map((row) => pointOf(row, y)), missed: [], diverged: false };
  });
}

function pointOf(row: Row, { column, error }: Drawn['y']): LinePoint {
  const [value, about] = [Number(row[column]), error ? Number(row[error]) : 0];
  return { x: Number(row.batch), y: value, low: value - about, high: value + about };
}

/** Names the rules with values for which the axis has no place. */
function describeHidden(rows: Row[], { column, scale }: Drawn['y']): string[] {
  const hidden = rows.filter((row) => scale === 'linear' && Number(row[column]) > MOST_LINEAR);
  return hidden.length === 0
    ? []
    : [`not drawn, above ${MOST_LINEAR}: ${distinct(hidden.map(({ rule }) => rule)).join(', ')}`];
}

function domainOf(values: number[], scale: Axis['scale']): [number, number] {
  if (scale !== 'linear') return [min(values) / (1 + MARGIN), max(values) * (1 + MARGIN)];
  const [low, high] = [Math.min(0, min(values)), Math.min(MOST_LINEAR, max(values))];
  return [low - MARGIN * (high - low), high + MARGIN * (high - low)];
}
