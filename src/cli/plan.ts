import { visible } from '../util/visible.js';
import type { Assignment } from './grid.js';

/** How to list the runs of a sweep. */
export interface PlanFormat {
  name: string;
  summary: string;
  print(assignments: readonly Assignment[]): string;
}

/** The formats by name; the first is the default. */
export const planFormats: readonly PlanFormat[] = [
  { name: 'table', summary: 'one line a run, one column an option', print: table },
  { name: 'json', summary: 'a list of objects', print: (assignments) => `${JSON.stringify(assignments, null, 2)}\n` },
];

function table(assignments: readonly Assignment[]): string {
  const options = [...new Set(assignments.flatMap((assignment) => Object.keys(assignment)))];
  const lines = [
    options,
    ...assignments.map((assignment) => options.map((option) => visible(assignment[option] ?? ''))),
  ];
  const widths = options.map((_, column) =>
    lines.reduce((width, cells) => Math.max(width, lengthAt(cells, column)), 0),
  );
  const padded = (cells: string[]) => cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  ');
  return lines.map((cells) => `${padded(cells).trimEnd()}\n`).join('');
}

function lengthAt(cells: string[], column: number): number {
  return (cells[column] as string).length;
}
