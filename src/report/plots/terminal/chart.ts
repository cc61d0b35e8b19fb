import { Chalk, type ChalkInstance } from 'chalk';
import { greatestOf } from '../../../util/extremes.js';
import { joined } from '../../../util/text.js';
import { type Axis, along, type Figure, type Line, type Panel } from '../figure.js';
import { folded, spreadLabels } from '../labels.js';
import { paintOf } from '../looks.js';
import { endOf, endsMissed, noteOf, piecesOf } from '../pieces.js';
import { tickLabels, ticksOf } from '../ticks.js';
import { ascii } from './ascii.js';
import { Canvas, type Cell } from './canvas.js';

/** What a chart is shown on. */
export interface Screen {
  columns: number;
  /** Rows of the plot, without its axis and titles. */
  rows: number;
  hasColour: boolean;
  isUnicode: boolean;
  hasTitle: boolean;
}

/** More lines than this are not named: nobody tells them apart. */
const MOST_NAMED = 40;
/** Less than this says nothing. */
const LEAST_COLUMNS = 16;
/** Letters for lines whose own are taken. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz*o+x#%@&';
/** Columns for a label of the x axis. */
const LABEL_COLUMNS = 9;
/** Rows for a tick of the y axis. */
const TICK_ROWS = 3;

/** How the lines of a figure are written on a screen. */
interface Pens {
  screen: Screen;
  chalk: ChalkInstance;
  /** By the position of its name. */
  letters: readonly string[] | null;
  paint(text: string, owner: number): string;
}

/** A figure as text for a terminal, a chart for each of its panels. */
export function terminalChart(figure: Figure, screen: Screen): string {
  const pens = pensFor(figure, screen);
  const { bold, dim } = pens.chalk;
  const fits = (line: string) => line.length <= screen.columns;
  const head = screen.hasTitle
    ? [
        ...folded(figure.title, fits).map((line) => bold(line)),
        ...figure.subtitle.flatMap((line) => folded(line, fits)).map((line) => dim(line)),
      ]
    : [];
  const charts = figure.blocks.flatMap((block) =>
    block.panels.map((panel) => {
      const title = joined(block.title, panel.title);
      return [...(title ? ['', bold(title)] : []), ...panelLines(panel, figure, pens)];
    }),
  );
  const lines = [...head, ...charts.flat()].map((line) => line.trimEnd());
  const text = `${lines.join('\n')}\n`;
  return screen.isUnicode ? text : asciiBetweenColours(text);
}

/** Leaves the escapes of colours as they are. */
function asciiBetweenColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  return text.replaceAll(/(\u001b\[\d+m)|[^\u001b]+/g, (part, colour?: string) => colour ?? ascii(part));
}

function pensFor(figure: Figure, screen: Screen): Pens {
  const chalk = new Chalk({ level: screen.hasColour ? 1 : 0 });
  const colours = figure.names.map(({ look }) => paintOf(look, 'light').terminal);
  const letters = screen.hasColour && screen.isUnicode ? null : lettersOf(figure);
  // Each line of a panel has its name at its end, as long as a screen has room for that.
  const mostLines = greatestOf(figure.blocks.flatMap(({ panels }) => panels.map(({ lines }) => lines.length)));
  const rows = mostLines > MOST_NAMED ? screen.rows : Math.max(screen.rows, mostLines);
  return { screen: { ...screen, rows }, chalk, letters, paint: (text, owner) => chalk[colours[owner] ?? 'blue'](text) };
}

/** For each line the first letter of its name that is free. */
function lettersOf({ names }: Figure): string[] {
  const taken = new Set<string>();
  return names.map(({ name }) => {
    const wanted = [...name.toLowerCase().replaceAll(/[^a-z]/g, ''), ...LETTERS];
    const letter = wanted.find((candidate) => !taken.has(candidate)) ?? '*';
    taken.add(letter);
    return letter;
  });
}

/** The columns of a chart. */
interface Columns {
  /** Of the labels of the y axis. */
  left: number;
  plot: number;
}

function panelLines(panel: Panel, figure: Figure, pens: Pens): string[] {
  const ticks = ticksOf(figure.y, Math.max(3, Math.floor(pens.screen.rows / TICK_ROWS)));
  const labels = tickLabels(ticks);
  const left = greatestOf([figure.missed.length, ...labels.map(({ length }) => length)]) + 1;
  const right = greatestOf(figure.names.map((_, owner) => wordsOf(owner, figure).length)) + (pens.letters ? 4 : 2);
  const columns = { left, plot: Math.max(LEAST_COLUMNS, pens.screen.columns - left - 1 - right) };
  const rowOf = (share: number) => Math.round((1 - share) * (pens.screen.rows - 1));
  const byRow = new Map(ticks.map((tick, position) => [rowOf(along(figure.y, tick)), labels[position] as string]));
  const names = namesByRow(panel.lines, figure, pens);
  const { dim } = pens.chalk;
  const body = canvasOf(panel.lines, figure, columns, pens).map((cells, row) => {
    const label = byRow.get(row);
    const name = names.get(row);
    const edge = `${(label ?? '').padStart(left - 1)} ${dim(label === undefined ? '│' : '┤')}`;
    return `${edge}${painted(cells, pens)}${name === undefined ? '' : ` ${nameOf(name, figure, pens)}`}`;
  });
  const fits = (line: string) => left + line.length <= pens.screen.columns;
  const note = noteOf(panel, figure);
  return [
    ...(note ? folded(note, fits) : []).map((line) => `${' '.repeat(left)}${dim(line)}`),
    ...folded(figure.y.title, fits).map((line) => `${' '.repeat(left)}${line}`),
    ...missedLines(panel.lines, figure, columns, pens),
    ...body,
    ...axisLines(figure.x, columns, pens),
  ];
}

function canvasOf(lines: readonly Line[], { names, x, y }: Figure, { plot }: Columns, pens: Pens): Cell[][] {
  const canvas = new Canvas(plot, pens.screen.rows, pens.letters);
  for (const [owner, { name }] of [...names.entries()].reverse()) {
    const own = lines.filter((line) => line.name === name).flatMap((line) => piecesOf(line, x, y));
    for (const { points, edges } of own) {
      const all = [...points, ...edges].sort((one, other) => one.x - other.x);
      canvas.draw(
        all.map((point) => [along(x, point.x), 1 - along(y, point.y)]),
        owner,
      );
    }
  }
  return canvas.rows();
}

/** Cells as text, with one colour for those of a line that follow each other. */
function painted(cells: readonly Cell[], { paint }: Pens): string {
  let text = '';
  for (let first = 0; first < cells.length; ) {
    const { owner } = cells[first]!;
    let end = first;
    while (cells[end]?.owner === owner) end++;
    const run = cells
      .slice(first, end)
      .map((cell) => cell.text)
      .join('');
    text += owner < 0 ? run : paint(run, owner);
    first = end;
  }
  return text;
}

/** The lines whose names stand at the end of a row. */
function namesByRow(lines: readonly Line[], { x, y, names }: Figure, { screen }: Pens): Map<number, number> {
  if (lines.length > MOST_NAMED) return new Map();
  const ends = lines.filter((line) => !endsMissed(line)).flatMap((line) => endOf(line, x, y) ?? []);
  const rows = ends.map((end) => (1 - along(y, end.y)) * (screen.rows - 1));
  const places = spreadLabels(rows, 1, [0, screen.rows - 1]);
  return new Map(
    ends.map(({ name }, position) => [
      Math.round(places[position] as number),
      names.findIndex((known) => known.name === name),
    ]),
  );
}

function nameOf(owner: number, figure: Figure, { letters, paint }: Pens): string {
  const words = wordsOf(owner, figure);
  return paint(letters ? `${letters[owner]} ${words}` : words, owner);
}

function wordsOf(owner: number, { names, nameTitle }: Figure): string {
  return `${nameTitle ? `${nameTitle} ` : ''}${names[owner]?.name}`;
}

/** Above the plot a row of triangles for each line that missed a value, and before the first what that means. */
function missedLines(lines: readonly Line[], figure: Figure, { left, plot }: Columns, pens: Pens): string[] {
  const missing = lines.filter(({ missed }) => missed.length > 0);
  return missing.map((line, position) => {
    const owner = figure.names.findIndex(({ name }) => name === line.name);
    const cells = Array<string>(plot).fill(' ');
    for (const x of line.missed) cells[columnOf(figure.x, x, plot)] = '▲';
    const title = position === 0 ? figure.missed : '';
    return `${title.padStart(left - 1)}  ${pens.paint(cells.join(''), owner)} ${nameOf(owner, figure, pens)}`;
  });
}

function columnOf(axis: Axis, value: number, plot: number): number {
  return Math.max(0, Math.min(plot - 1, Math.round(along(axis, value) * (plot - 1))));
}

/** The axis, its labels where they have room, and its title. */
function axisLines(axis: Axis, { left, plot }: Columns, { screen, chalk: { dim } }: Pens): string[] {
  const ticks = ticksOf(axis, Math.max(2, Math.floor(plot / LABEL_COLUMNS)));
  const labels = tickLabels(ticks);
  const line = Array<string>(plot).fill('─');
  const under = Array<string>(left + plot + 1 + LABEL_COLUMNS).fill(' ');
  for (const [position, tick] of ticks.entries()) {
    const column = columnOf(axis, tick, plot);
    line[column] = '┬';
    const label = labels[position] as string;
    const at = Math.max(0, left + 1 + column - Math.floor(label.length / 2));
    const room = under.slice(Math.max(0, at - 1), at + label.length + 1);
    const hasRoom = room.every((character) => character === ' ');
    if (hasRoom) for (const [offset, character] of [...label].entries()) under[at + offset] = character;
  }
  const middle = left + 1 + Math.floor((plot - axis.title.length) / 2);
  const indent = Math.max(0, Math.min(middle, screen.columns - axis.title.length));
  return [
    `${' '.repeat(left)}${dim(`└${line.join('')}`)}`,
    under.join('').trimEnd(),
    `${' '.repeat(indent)}${axis.title}`,
  ];
}
