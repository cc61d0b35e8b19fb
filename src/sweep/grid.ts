import type { Assignment } from '../settings/request.js';
import type { SettingKey } from '../settings/settings.js';
import { UserError } from '../util/errors.js';
import { hyphenated } from '../util/setting.js';

/** Settings that advance together, each with equally many texts. A single axis is a group of one. */
export type Group = ReadonlyMap<SettingKey, readonly string[]>;

/** Means the product of its groups, of which the first changes slowest. */
export type Grid = readonly Group[];

/** The most runs of a sweep: a plan with this many takes 0.4 GB. */
const MOST_RUNS = 100_000;

/**
 * The number of items of the settings of a group.
 * @throws UserError if their numbers differ
 */
export function lengthOf(group: Group): number {
  const [[key, items] = ['', []], ...others] = group;
  for (const [other, { length }] of others) {
    if (length !== items.length) {
      const lengths = `${hyphenated(key)} has ${items.length} values, ${hyphenated(other)} has ${length}`;
      throw new UserError(`options that advance together need equally many values: ${lengths}`);
    }
  }
  return items.length;
}

/** The grid in which some groups replace its own axes for their settings. Other settings of a zip stay. */
export function override(grid: Grid, groups: Grid): Grid {
  const replaced = new Set(groups.flatMap((group) => [...group.keys()]));
  const kept = grid.map((group) => new Map([...group].filter(([key]) => !replaced.has(key))));
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
  const keys = [...new Set(grids.flat().flatMap((group) => [...group.keys()]))];
  const unique = new Map<string, Assignment>();
  for (const assignment of grids.flatMap(productOf)) {
    // In one order of the settings, whatever that of the grid.
    const key = JSON.stringify(assignment, keys);
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

/** The texts of a group's settings at its first item, its second, … */
function rowsOf(group: Group): Assignment[] {
  const axes = [...group];
  return Array.from({ length: lengthOf(group) }, (_, position) =>
    Object.fromEntries(axes.map(([key, items]) => [key, items[position] as string])),
  );
}
