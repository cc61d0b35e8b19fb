import Table from 'cli-table3';
import { LINE_WIDTH } from '../util/text.js';

const NO_BORDERS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

interface Column {
  title: string;
  cells: string[];
  align: 'left' | 'right';
}

/**
 * A table for the terminal without borders: a head and lines with equally many cells. If it exceeds 80 columns, titles
 * and left-aligned texts are broken at blanks; columns that still have no room go to a further table below.
 * @param keys the number of columns that identify a line; every table begins with them
 */
export function plainTable(head: string[], lines: string[][], aligns: Column['align'][] = [], keys = 1): string {
  const columns = head.map((title, column) => ({
    title,
    cells: lines.map((line) => line[column] ?? ''),
    align: aligns[column] ?? ('right' as const),
  }));
  return fold(columns, keys).map(render).join('\n\n');
}

function fold(columns: Column[], keys: number): Column[][] {
  const leading = columns.slice(0, keys);
  const tables = [[...leading]];
  for (const column of columns.slice(keys)) {
    const last = tables.at(-1) as Column[];
    const isFull = last.length > keys && widthOf([...last, column].map(narrowest)) > LINE_WIDTH;
    if (isFull) tables.push([...leading, column]);
    else last.push(column);
  }
  return tables;
}

function render(columns: Column[]): string {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align),
    rowAligns: ['bottom'],
    colWidths: widthsFor(columns),
    wordWrap: true,
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  const lines = columns[0]?.cells.map((_, line) => columns.map(({ cells }) => cells[line] ?? '')) ?? [];
  for (const line of lines) table.push(line);
  return table.toString().replaceAll(/(?<! ) +$/gm, '');
}

/** Natural widths if they fit; else the first columns take what room is left, and the other titles and texts break. */
function widthsFor(columns: Column[]): number[] {
  const wide = columns.map(({ title, cells }) => longest([title, ...cells]));
  if (widthOf(wide) <= LINE_WIDTH) return wide;
  const narrow = columns.map(narrowest);
  let room = Math.max(0, LINE_WIDTH - widthOf(narrow));
  return columns.map((_, column) => {
    const least = narrow[column]!;
    const width = Math.min(wide[column]!, least + room);
    room -= width - least;
    return width;
  });
}

/** Keeps figures in one piece. */
function narrowest({ title, cells, align }: Column): number {
  const pieces = align === 'right' ? cells : cells.flatMap(wordsOf);
  return longest([...wordsOf(title), ...pieces]);
}

/** Keeps a per cent sign with its figure. */
function wordsOf(text: string): string[] {
  return text.split(/ (?!%)/);
}

function longest(texts: string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

function widthOf(widths: number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + NO_BORDERS.middle.length * (widths.length - 1);
}
