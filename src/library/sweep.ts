import { givenIn, type RunSettings, refuseUnknown } from '../settings/request.js';
import { rowOf, type SettingKey } from '../settings/settings.js';
import { isEntry } from '../settings/values.js';
import { assignmentsOf } from '../sweep/assignment.js';
import type { Grid } from '../sweep/grid.js';
import type { RunEnd } from '../sweep/run.js';
import { isPart, type Shard } from '../sweep/shard.js';
import { type SweepOutcome, type SweepScope, sweep as sweepOver } from '../sweep/sweep.js';
import { accepted } from '../sweep/values.js';
import { UserError } from '../util/errors.js';
import { wholeNumber } from '../util/parse.js';
import { setting } from '../util/setting.js';
import { type Hearing, observerOf } from './observer.js';

/** The settings of a sweep: of each a value, or a list of values. The runs are all combinations. */
export type SweepSettings = {
  [Key in keyof RunSettings]: RunSettings[Key] | string | readonly (RunSettings[Key] | string)[];
};

/** Where a sweep saves its runs, how it works, and who follows it. */
export interface SweepOptions extends SweepScope {
  /** The number of runs at the same time, each in a process of its own if it is above 1. */
  jobs?: number | undefined;
  /** Hears remarks and the progress of single runs; its signal ends the sweep. */
  observer?: Hearing | undefined;
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
  { folder, force, retryFailed, shard, jobs = 1, observer, ended = () => {} }: SweepOptions,
): Promise<SweepOutcome> {
  wholeNumber(1)(String(jobs), setting('jobs'));
  if (shard) refuseShard(shard);
  const watcher = observerOf(observer);
  const all = [grids].flat();
  const { assignments, notes } = assignmentsOf(all.map(gridOf), all.flatMap(givenIn));
  for (const note of notes) watcher.note(note);
  return sweepOver(
    assignments,
    { folder, force, retryFailed, shard, jobs },
    { reading: watcher, begin: () => watcher, ended: (_, end) => ended(end) },
  );
}

function gridOf(settings: SweepSettings): Grid {
  refuseUnknown(settings);
  return givenIn(settings).map((key) => new Map([[key, textsOf(key, settings[key])]]));
}

/** The texts of the values of a setting. Of one that takes lists, a list is one value, and a list of lists are several. */
function textsOf(key: SettingKey, given: unknown): string[] {
  const takesLists = rowOf(key).isValue?.(['text']);
  const isSeveral = Array.isArray(given) && (!takesLists || given.some(Array.isArray));
  const values = isSeveral ? given : [given];
  if (values.length === 0) throw new UserError(`${setting(key)} is an empty list`);
  return accepted(
    key,
    values.map((value) => textOf(key, value)),
  );
}

function textOf(key: SettingKey, value: unknown): string {
  if (Array.isArray(value)) return joined(key, value);
  if (!isEntry(value)) return String(value);
  const { words = [], parse } = rowOf(key);
  if (words.includes(value.name) && parse(value.name, setting(key)) !== value) {
    throw new UserError(`${setting(key)}: a sweep has no ${value.name} of a program`, 'Carry it out by run');
  }
  return value.name;
}

function joined(key: SettingKey, items: readonly unknown[]): string {
  const texts = items.map(String);
  if (!texts.some((text) => text.includes(',') || text !== text.trim())) return texts.join(',');
  throw new UserError(`${setting(key)}: a sweep takes no item with a comma or blanks around it`, 'Carry it out by run');
}

function refuseShard({ index, count }: Shard): void {
  if (isPart({ index, count })) return;
  throw new UserError(`${setting('shard')} has an index from 0 to its count, not ${index} of ${count}`);
}
