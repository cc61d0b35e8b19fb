// What a picture shows, before anything is drawn: plain data, which the renderers turn into Vega-Lite or text.

/** How an axis is divided; `doublings` is logarithmic with the powers of two as its ticks. */
type ScaleKind = 'linear' | 'log' | 'doublings';

/** An axis, which all panels of a figure share. */
export interface Axis {
  title: string;
  scale: ScaleKind;
  domain: [number, number];
  /** The values that ticks are chosen from; null for round ones. */
  values: number[] | null;
}

/** How a line looks: as its rule does, whatever lines there are beside it, or by its place between least and greatest. */
export type LineLook = { rule: string; isHogwild: boolean } | { place: number };

/** A line as the figure's legend has it. */
export interface LineName {
  name: string;
  look: LineLook;
}

/** A value and its range over the seeds. */
export interface LinePoint {
  x: number;
  y: number;
  low: number;
  high: number;
}

/** A line in a panel. */
export interface Line {
  name: string;
  /** By x, the finite ones alone. */
  points: LinePoint[];
  /** Where there is no value, since runs diverged or did not reach the target. */
  missed: number[];
  /** Whether half of its runs diverged, or more, so that it ends before its time. */
  diverged: boolean;
}

/** Lines on the same axes. */
export interface Panel {
  title: string;
  lines: Line[];
}

/** Panels side by side. */
export interface Block {
  title: string;
  panels: Panel[];
}

/** A figure of one dataset and objective. */
export interface Figure {
  title: string;
  subtitle: string[];
  /** For those who do not see it. */
  description: string;
  x: Axis;
  y: Axis;
  /** Lines with the range as a band, or with symbols and the range as a bar. */
  marks: 'curves' | 'symbols';
  /** All lines, the most important first. */
  names: LineName[];
  /** What the names are, above them; empty where they say so themselves. */
  nameTitle: string;
  /** A value to reach, drawn across. */
  target: number | null;
  /** Whether to draw the diagonal, where twice the workers are twice as fast. */
  hasIdeal: boolean;
  /** What a missed value is, such as `> 60`. */
  missed: string;
  blocks: Block[];
}

/** How far along an axis a value lies, from 0 to 1 inside its domain. */
export function along({ scale, domain: [low, high] }: Axis, value: number): number {
  if (scale === 'linear') return (value - low) / (high - low);
  return (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low));
}

/** The value that lies so far along an axis. */
export function valueAt({ scale, domain: [low, high] }: Axis, share: number): number {
  return scale === 'linear' ? low + share * (high - low) : low ** (1 - share) * high ** share;
}

/** From here on values would overflow what axes are computed with; they leave a picture at the top. */
const GREATEST = 1e300;

/** Whether a value can be on an axis that is made for it. */
export function isOnAxis(value: number): boolean {
  return Math.abs(value) < GREATEST;
}

/** Whether an axis has a place for a value, maybe above its domain; what is below that of a log axis is rounding. */
export function isDrawable({ scale, domain: [low] }: Axis, value: number): boolean {
  return Number.isFinite(value) && (scale === 'linear' || value >= low);
}
