import { repetitionsOf } from '../repetitions.js';
import type { Status } from '../schema.js';
import { type CheckedRun, type Finding, improvement, lastEpoch, note, regression } from './verdict.js';

/** How bad each end of a run is. */
const BADNESS: Record<Status, number> = {
  'target-reached': 0,
  completed: 1,
  'time-limit': 1,
  interrupted: 2,
  diverged: 3,
};

/** Compares how two runs ended, and how many epochs they took to their target. No tolerance applies to either. */
export function compareEnds(old: CheckedRun, run: CheckedRun): Finding[] {
  return [...compareStatus(old.status, run.status), ...compareTargets(old, run)];
}

function compareStatus(old: Status, status: Status): Finding[] {
  if (old === status) return [];
  const text = `${old} → ${status}`;
  const change = BADNESS[status] - BADNESS[old];
  if (change > 0) return [regression('status', text)];
  return [change < 0 ? improvement('status', text) : note('status', text)];
}

/** Only a note for a run that is not deterministic: its repetitions need more epochs or fewer. */
function compareTargets(old: CheckedRun, run: CheckedRun): Finding[] {
  if (old.status !== 'target-reached' || run.status !== 'target-reached') return [];
  const [before, after] = [lastEpoch(old), lastEpoch(run)];
  if (after === before) return [];
  const later = repetitionsOf(old) ? note : regression;
  const make = after > before ? later : improvement;
  return [make('target', `reached at epoch ${before} → ${after}`, { baseline: before, candidate: after })];
}
