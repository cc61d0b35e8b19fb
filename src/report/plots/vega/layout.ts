import { greatestOf } from '../../../util/extremes.js';
import { along, type Figure, type Line } from '../figure.js';
import { widthOf } from '../labels.js';
import type { ThemeName } from '../looks.js';
import { endOf } from '../pieces.js';
import { FONT_SIZE } from './config.js';

/** How a picture is to look. */
export interface PictureLook {
  theme: ThemeName;
  /** In pixels; null for the width that suits the figure. */
  width: number | null;
  hasTitle: boolean;
}

/** The measures of a figure in pixels. */
export interface Layout {
  /** Of one panel. */
  width: number;
  height: number;
  /** Panels side by side. */
  columns: number;
  /** Of the title: from the left of the first panel to the right of what is beside the last. */
  titleWidth: number;
  /** Between two panels, with the room for names at the ends of lines. */
  spacing: number;
  names: 'at ends' | 'legend';
  /** The columns of the legend. */
  legendColumns: number;
  /** Lines with missed values, each with a row of triangles above the plot. */
  missing: string[];
}

/** Widths by the number of panels side by side; further panels go below. */
const CURVES_WIDTHS = [560, 720, 860, 1000];
const SYMBOLS_WIDTHS = [480, 640, 900, 1120];
const HEIGHTS = { curves: 300, symbols: 320 };
/** A picture is no higher than this part of its width, for the column of a paper. */
const HIGHEST = 2 / 3;
const LEAST_WIDTH = 120;
/** For the labels of the y axis. */
const LEFT = 50;
/** Between the end of a line and its name. */
const LEADER = 13;
/** Between what is beside a panel and the next panel. */
const GAP = 10;
/** Of a row of triangles. */
export const STRIP_ROW = 11;
/** Between the plot and the middle of the lowest row, so that what it says is clear of a label at the edge. */
export const STRIP_GAP = 12;
/** All lines have to end in this last part of the width for names at their ends. */
const LAST_PART = 0.9;

/** The measures of a figure. */
export function layoutOf(figure: Figure, look: PictureLook): Layout {
  const whole = look.width ?? naturalWidth(figure);
  const height = Math.min(HEIGHTS[figure.marks], Math.round(whole * HIGHEST));
  const names = namesAtEnds(figure, height) ? 'at ends' : 'legend';
  const room = LEADER + roomForNames(figure, names);
  const spacing = room + GAP;
  const fitting = Math.floor((whole - LEFT + GAP) / (LEAST_WIDTH + spacing));
  const columns = columnsOf(panelsIn(figure), Math.min(CURVES_WIDTHS.length, fitting));
  const width = Math.max(LEAST_WIDTH, Math.floor((whole - LEFT - room - (columns - 1) * spacing) / columns));
  const widest = greatestOf([0, ...figure.names.map(({ name }) => widthOf(name, FONT_SIZE))]);
  const legendColumns = Math.max(1, Math.floor((columns * (width + spacing)) / (widest + 34)));
  const lines = linesOf(figure);
  const isMissing = (name: string) => lines.some((line) => line.name === name && line.missed.length > 0);
  const missing = figure.names.map(({ name }) => name).filter(isMissing);
  const titleWidth = columns * (width + spacing) - GAP;
  return { width, height, columns, titleWidth, spacing, names, legendColumns, missing };
}

/** The panels side by side, of at most so many, in rows that are about equally full. */
function columnsOf(panels: number, most: number): number {
  return Math.ceil(panels / Math.ceil(panels / Math.max(1, most)));
}

/** The width that suits a figure. */
export function naturalWidth(figure: Figure): number {
  const widths = figure.marks === 'curves' ? CURVES_WIDTHS : SYMBOLS_WIDTHS;
  return widths[columnsOf(panelsIn(figure), widths.length) - 1] as number;
}

function panelsIn({ blocks }: Figure): number {
  return greatestOf([1, ...blocks.map(({ panels }) => panels.length)]);
}

/** All lines of all panels. */
function linesOf({ blocks }: Figure): Line[] {
  return blocks.flatMap(({ panels }) => panels.flatMap(({ lines }) => lines));
}

/** The height of the rows of triangles. */
export function stripHeight({ missing }: Layout): number {
  return missing.length * STRIP_ROW;
}

function namesAtEnds(figure: Figure, height: number): boolean {
  const hasRoom = figure.names.length < Math.floor((height - 20) / (FONT_SIZE + 2));
  if (figure.marks === 'symbols') return hasRoom;
  const ends = linesOf(figure).flatMap((line) => endOf(line, figure.x, figure.y) ?? []);
  return hasRoom && ends.every(({ fate, x }) => fate !== 'there' || along(figure.x, x) > LAST_PART);
}

function roomForNames({ names, nameTitle, target, hasIdeal, marks }: Figure, where: Layout['names']): number {
  const others = [...(target === null ? [] : ['target']), ...(hasIdeal ? ['ideal'] : [])];
  const atEnds = where === 'at ends' ? [...names.map(({ name }) => name), nameTitle] : [];
  // Lines that end together share a label.
  const shared =
    where === 'at ends' && nameTitle && names.length > 5 ? [`${names[0]?.name}–${names.at(-1)?.name}`] : [];
  const isBold = marks === 'symbols';
  return greatestOf([0, ...[...atEnds, ...shared, ...others].map((text) => widthOf(text, FONT_SIZE, isBold))]);
}
