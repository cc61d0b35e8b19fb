import { visible } from '../util/visible.js';

/** A run of a plan: its columns and their texts. */
type Line = Readonly<Record<string, string>>;

/** How to list the runs of a sweep. */
export interface PlanFormat {
  name: string;
  summary: string;
  print(lines: readonly Line[]): string;
}

/** The formats by name; the first is the default. */
export const planFormats: readonly PlanFormat[] = [
  { name: 'table', summary: 'one line a run, one column an option', print: table },
  { name: 'json', summary: 'a list of objects', print: (lines) => `${JSON.stringify(lines, null, 2)}\n` },
];

function table(runs: readonly Line[]): string {
  const columns = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  const lines = [columns, ...runs.map((run) => columns.map((column) => visible(run[column] ?? '')))];
  const widths = columns.map((_, column) =>
    lines.reduce((width, cells) => Math.max(width, lengthAt(cells, column)), 0),
  );
  const padded = (cells: string[]) => cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  ');
  return lines.map((cells) => `${padded(cells).trimEnd()}\n`).join('');
}

function lengthAt(cells: string[], column: number): number {
  return (cells[column] as string).length;
}
