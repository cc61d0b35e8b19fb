import { type Assignment, ImpossibleRun, type RunRequest, refuseUnused, requestOf } from '../settings/request.js';
import type { SettingKey } from '../settings/settings.js';
import { UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';
import { count } from '../util/text.js';
import { expandGrids, type Grid } from './grid.js';

/**
 * The runs of a sweep: those of its grids, each once, without those that cannot be.
 * @param given the settings that every grid has because the user gave them, which some run must use
 * @returns also what the user should know: how many runs were left out
 * @throws UserError if there are too many, if settings of a run exclude each other, or if no run can be
 */
export function assignmentsOf(
  grids: readonly Grid[],
  given: readonly SettingKey[],
): { assignments: Assignment[]; notes: string[] } {
  const { assignments, duplicates } = expandGrids(grids);
  const { possible, requests, refusals } = checkTogether(assignments);
  const [refusal] = refusals;
  if (refusal && possible.length === 0) throw refusal;
  refuseUnused(requests, given);
  return {
    assignments: possible,
    notes: [
      ...(duplicates > 0 ? [`left out ${count(duplicates, 'run')} that the sweep has already`] : []),
      ...(refusal ? [`left out ${count(refusals.length, 'run')} that cannot be: ${refusal.message}`] : []),
    ],
  };
}

/** Separates runs that do not exist from the others, and refuses conflicting settings, before any run begins. */
function checkTogether(assignments: readonly Assignment[]): {
  possible: Assignment[];
  requests: RunRequest[];
  refusals: UserError[];
} {
  const possible: Assignment[] = [];
  const requests: RunRequest[] = [];
  const refusals: UserError[] = [];
  for (const assignment of assignments) {
    try {
      requests.push(requestOf(assignment));
      possible.push(assignment);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const refusal = new UserError(`${error.message}, in the run ${describeAssignment(assignment)}`, error.hint);
      if (!(error instanceof ImpossibleRun)) throw refusal;
      refusals.push(refusal);
    }
  }
  return { possible, requests, refusals };
}

/** The settings that a run of a sweep gives a value, in a line. */
export function describeAssignment(assignment: Assignment): string {
  return Object.entries(assignment)
    .map(([key, text]) => `${setting(key)} ${text}`)
    .join(' ');
}
