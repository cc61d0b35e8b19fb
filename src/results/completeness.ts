import { compare } from './comparison/sorting.js';
import type { Plan } from './plan.js';
import type { StoredRun } from './read.js';

/** What a merge of some folders would contain. */
export interface Merge<Kept> {
  /** The runs in the order of the plans, then those in no plan, by name. */
  runs: StoredRun<Kept>[];
  /** The names of the runs that were planned or begun, but are not complete. */
  unfinished: string[];
}

/**
 * Arranges the runs of some folders, and finds what is missing.
 * @param plans the plans of these folders, if they have any
 */
export function sortByPlans<Kept>(runs: StoredRun<Kept>[], plans: Plan[]): Merge<Kept> {
  const byId = new Map(runs.map((run) => [run.id, run]));
  // Shards of one sweep may each have the whole plan.
  const planned = new Map(plans.flatMap((plan) => plan.runs).map(({ id, name }) => [id, name]));
  const unplanned = runs.filter(({ id }) => !planned.has(id));
  unplanned.sort((one, other) => compare(one.name, other.name));
  const inPlan = [...planned.keys()].flatMap((id) => byId.get(id) ?? []);
  const isFinished = (id: string) => byId.has(id) && byId.get(id)?.status !== 'interrupted';
  const unfinished = [...planned, ...unplanned.map(({ id, name }) => [id, name] as const)];
  return {
    runs: [...inPlan, ...unplanned],
    unfinished: unfinished.filter(([id]) => !isFinished(id)).map(([, name]) => name),
  };
}
