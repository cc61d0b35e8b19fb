import { UserError } from '../util/errors.js';

/** The settings of one run: the long names of options and the texts after them. */
export type Assignment = Readonly<Record<string, string>>;

/** Options that advance together, each with equally many texts. A single axis is a group of one. */
export type Group = ReadonlyMap<string, readonly string[]>;

/** Means the product of its groups, of which the first changes slowest. */
export type Grid = readonly Group[];

/** The most runs of a sweep: a plan with this many takes 0.4 GB. */
const MOST_RUNS = 100_000;

/**
 * The number of items of the options of a group.
 * @throws UserError if their numbers differ
 */
export function lengthOf(group: Group): number {
  const [[option, items] = ['', []], ...others] = group;
  for (const [other, { length }] of others) {
    if (length !== items.length) {
      const lengths = `${option} has ${items.length} values, ${other} has ${length}`;
      throw new UserError(`options that advance together need equally many values: ${lengths}`);
    }
  }
  return items.length;
}

/** The grid in which some groups replace its own axes for their options. Other options of a zip stay. */
export function override(grid: Grid, groups: Grid): Grid {
  const replaced = new Set(groups.flatMap((group) => [...group.keys()]));
  const kept = grid.map((group) => new Map([...group].filter(([option]) => !replaced.has(option))));
  return [...kept.filter((group) => group.size > 0), ...groups];
}

/**
 * The assignments of all grids in order, each once.
 * @returns also how many were left out as duplicates
 * @throws UserError if they are too many; nothing is expanded then
 */
export function expandGrids(grids: readonly Grid[]): { assignments: Assignment[]; duplicates: number } {
  const runs = grids.reduce((total, grid) => total + countRuns(grid), 0);
  if (runs > MOST_RUNS) {
    throw new UserError(`the sweep has ${runs} runs; at most ${MOST_RUNS} are taken`, 'Shorten a list or a range');
  }
  const options = [...new Set(grids.flat().flatMap((group) => [...group.keys()]))];
  const unique = new Map<string, Assignment>();
  for (const assignment of grids.flatMap(productOf)) {
    // In one order of the options, whatever that of the grid.
    const key = JSON.stringify(assignment, options);
    if (!unique.has(key)) unique.set(key, assignment);
  }
  return { assignments: [...unique.values()], duplicates: runs - unique.size };
}

function countRuns(grid: Grid): number {
  return grid.reduce((product, group) => product * lengthOf(group), 1);
}

function productOf(grid: Grid): Assignment[] {
  return grid.reduce<Assignment[]>(
    (assignments, group) => {
      const rows = rowsOf(group);
      return assignments.flatMap((assignment) => rows.map((row) => ({ ...assignment, ...row })));
    },
    [{}],
  );
}

/** The texts of a group's options at its first item, its second, … */
function rowsOf(group: Group): Assignment[] {
  const options = [...group];
  return Array.from({ length: lengthOf(group) }, (_, position) =>
    Object.fromEntries(options.map(([option, items]) => [option, items[position] as string])),
  );
}

/** A part of a sweep for one of several machines. */
export interface Shard {
  /** From 1. */
  index: number;
  count: number;
}

/** Every n-th item from the i-th on, so that slow runs at one end of the sweep are spread. */
export function shardOf<Item>(items: readonly Item[], { index, count }: Shard): Item[] {
  return items.filter((_, position) => position % count === index - 1);
}
