import type { Observer } from '../experiment/observer.js';
import type { RunSettings } from '../settings/request.js';
import { rowOf, type SettingKey } from '../settings/settings.js';
import { isEntry } from '../settings/values.js';
import { assignmentsOf } from '../sweep/assignment.js';
import type { Grid } from '../sweep/grid.js';
import type { RunEnd } from '../sweep/run.js';
import { type SweepOutcome, type SweepScope, sweep as sweepOver } from '../sweep/sweep.js';
import { observerOf } from './observer.js';

/** The settings of a sweep: of each a value, or a list of values. The runs are all combinations. */
export type SweepSettings = {
  [Key in keyof RunSettings]: RunSettings[Key] | readonly RunSettings[Key][];
};

/** Where a sweep saves its runs, how it works, and who follows it. */
export interface SweepOptions extends SweepScope {
  /** The number of runs at the same time, each in a process of its own if it is above 1. */
  jobs?: number | undefined;
  /** Hears remarks and the progress of single runs; its signal ends the sweep. */
  observer?: Partial<Observer> | undefined;
  /** Called as soon as a run is saved or has failed. */
  ended?: ((end: RunEnd) => void) | undefined;
}

/**
 * Carries out the runs of one or several grids that a folder does not have yet, and saves each there.
 * Entries of registries go by their names, since runs may be those of other processes.
 * @throws UserError for settings that exclude each other, or if a result cannot be saved
 */
export async function sweep(
  grids: SweepSettings | readonly SweepSettings[],
  { folder, force, shard, jobs = 1, observer, ended = () => {} }: SweepOptions,
): Promise<SweepOutcome> {
  const watcher = observerOf(observer);
  const { assignments, notes } = assignmentsOf([grids].flat().map(gridOf), []);
  for (const note of notes) watcher.note(note);
  return sweepOver(
    assignments,
    { folder, force, shard, jobs },
    { reading: watcher, begin: () => watcher, ended: (_, end) => ended(end) },
  );
}

function gridOf(settings: SweepSettings): Grid {
  const given = Object.entries(settings).filter(([, values]) => values !== undefined);
  return given.map(([key, values]) => new Map([[key as SettingKey, textsOf(key as SettingKey, values)]]));
}

/** The texts of the values of a setting; a list is one value of a setting that takes lists. */
function textsOf(key: SettingKey, values: unknown): string[] {
  const isList = Array.isArray(values) && rowOf(key).axis !== 'one value';
  return (isList ? values : [values]).map(textOf);
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null && isEntry(value) ? value.name : String(value);
}
